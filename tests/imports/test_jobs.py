"""Files are kept in pieces, done by a worker, and begun again when the worker dies."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import AuditEvent, ImportJob, ImportPart, Membership
from assessments.imports.children import ChildrenKind
from assessments.models import Child
from ehtrack.imports import jobs, tasks
from tests import cast as players

ROWS = 6_000
TEXT = "reference,forename,surname\n" + "".join(f"K{n},Forename {n},Surname\n" for n in range(ROWS))


@pytest.fixture
def ben(clone):
    with transaction.atomic():
        return players.make()


def asked(ben, text=TEXT, kind="children"):
    file = SimpleUploadedFile("large.csv", text.encode())
    return jobs.ask(scope=ben.scope("ben"), kind=kind, file=file, check_only=False)


def test_a_large_file_waits_in_pieces_and_a_worker_does_it(ben):
    job = asked(ben)
    assert (ImportJob.objects.get().state, Child.objects.count()) == ("waiting", 0)
    assert b"".join(jobs.parts(job, ImportPart.Holds.FILE)) == TEXT.encode()

    jobs.perform(job.pk, now=timezone.now())

    job.refresh_from_db()
    assert (job.state, job.result["created"], Child.objects.count()) == ("done", ROWS, ROWS)
    assert not ImportPart.objects.exists()


def test_progress_is_seen_while_the_import_is_not(ben, monkeypatch):
    monkeypatch.setattr(jobs, "REPORT_EVERY", 0)
    job, seen = asked(ben), []
    report = asked_jobs.Reporter.__call__

    def looking(self, **progress):
        report(self, **progress)
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    def look():
        seen.append((ImportJob.objects.values_list("state", "rows_done").get(), Child.objects.count()))
        connections.close_all()

    monkeypatch.setattr(asked_jobs.Reporter, "__call__", looking)

    jobs.perform(job.pk, now=timezone.now())

    assert seen[0] == (("running", 5000), 0)
    assert [rows for (_, rows), _ in seen] == sorted(rows for (_, rows), _ in seen)
    assert {children for _, children in seen} == {0}


def test_done_twice_has_the_effect_of_once(ben):
    job = asked(ben)
    jobs.perform(job.pk, now=timezone.now())
    before = ImportJob.objects.values().get()

    jobs.perform(job.pk, now=timezone.now() + timedelta(hours=1))

    assert ImportJob.objects.values().get() == before


def test_a_job_in_other_hands_is_left_alone(ben):
    job = asked(ben)
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import job {job.pk}"])

        jobs.perform(job.pk, now=timezone.now())

        assert ImportJob.objects.get().state == "waiting"
    finally:
        other.close()


def test_a_job_that_another_worker_just_finished_is_not_done_again(ben, monkeypatch):
    """The lock is free again, and the file is gone: begun now, it would end as an empty file does."""
    job, lock = asked(ben), asked_jobs.lock_if_free

    def a_moment_late(of):
        monkeypatch.setattr(asked_jobs, "lock_if_free", lock)
        thread = threading.Thread(target=finish)
        thread.start()
        thread.join()
        return lock(of)

    def finish():
        jobs.perform(job.pk, now=timezone.now())
        connections.close_all()

    monkeypatch.setattr(asked_jobs, "lock_if_free", a_moment_late)

    jobs.perform(job.pk, now=timezone.now())

    job.refresh_from_db()
    assert (job.state, job.result["created"], Child.objects.count()) == ("done", ROWS, ROWS)


def test_a_job_whose_worker_died_is_done_by_the_sweep(ben):
    job = asked(ben)
    ImportJob.objects.update(state="running", rows_done=5000, started_at=timezone.now())
    later = timezone.now() + timedelta(minutes=2)

    assert asked_jobs.unfinished(ImportJob, now=timezone.now()) == []
    assert asked_jobs.unfinished(ImportJob, now=later) == [job.pk]
    jobs.perform(job.pk, now=later)

    assert Child.objects.count() == ROWS
    assert asked_jobs.unfinished(ImportJob, now=later) == []


class Killed(BaseException):
    """What no worker catches."""


def test_a_file_that_kills_every_worker_fails_after_five_and_is_let_go(ben, monkeypatch, caplog):
    def killed(*args, **more):
        raise Killed

    job = asked(ben)
    ImportJob.objects.update(recorded_at=timezone.now() - timedelta(minutes=5))
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "run", killed)
        for _ in range(5):
            assert ImportPart.objects.exists()
            with pytest.raises(Killed):
                tasks.sweep_imports()

    tasks.sweep_imports()

    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", jobs.WORK.never_ended)
    assert "begun 5 times and never came to an end. Nothing was imported." in job.fault
    assert f"import job {job.pk} stopped: NeverEnds" in caplog.text
    tasks.sweep_imports()
    assert not ImportPart.objects.exists()
    assert not Child.objects.exists()
    assert AuditEvent.objects.get(action="import.stopped").subject_ids == [job.pk]
    assert ImportJob.objects.get().finished_at == job.finished_at


def test_a_role_taken_away_ends_what_waits(ben):
    job = asked(ben)
    Membership.objects.filter(user=ben.ben).update(ended_at=timezone.now(), ended_by=ben.esme)

    jobs.perform(job.pk, now=timezone.now())

    job.refresh_from_db()
    assert (job.state, job.fault) == ("failed", jobs.NO_LONGER)
    assert not Child.objects.exists()
    assert not ImportPart.objects.exists()


class FaultyKind(ChildrenKind):
    def write(self, staging, digest):
        return staging.one("SELECT surname::integer FROM import_rows")


def test_a_fault_is_told_without_a_cell_of_the_file(ben, caplog, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "children", FaultyKind)
    job = asked(ben)

    jobs.perform(job.pk, now=timezone.now())

    job.refresh_from_db()
    assert (job.state, job.fault, Child.objects.count()) == ("failed", jobs.WORK.fault, 0)
    assert f"import job {job.pk} stopped: DataError" in caplog.text
    assert "Surname" not in caplog.text
