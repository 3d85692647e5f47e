"""Large exports: done by a worker, begun again when it dies, stopped when the person may not have the file any more."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import AuditEvent, ExportFormat, ExportJob, ExportPart
from ehtrack.celery import app
from ehtrack.exports import jobs, making, tasks
from ehtrack.lib.exporting import copying, sheets
from tests import factories
from tests.exports.conftest import asked, content, elsewhere, perform, read


def test_a_large_export_waits_and_a_worker_does_it(waiting):
    assert (waiting.state, ExportPart.objects.count(), waiting.rows) == ("waiting", 0, 30)

    done = perform(waiting)

    assert (done.state, done.rows, done.rows_done, done.size) == ("done", 30, 30, len(content(done)))
    assert len(read(content(done)).rows) == 30


@pytest.mark.parametrize("format", ExportFormat)
def test_progress_is_seen_while_the_file_is_not(waiting, cast, monkeypatch, format):
    monkeypatch.setattr(making, "EVERY", 0)
    monkeypatch.setattr(making, "TOLD_TOGETHER", 10)
    monkeypatch.setattr(copying, "PIECE", 1000)
    job, seen = asked(cast, format=format), []
    report = asked_jobs.Reporter.__call__

    def looking(self, **progress):
        report(self, **progress)
        seen.append(
            elsewhere(lambda: (ExportJob.objects.values_list("rows_done", flat=True).get(pk=job.pk), _parts(job)))
        )

    monkeypatch.setattr(asked_jobs.Reporter, "__call__", looking)

    perform(job)

    assert len(seen) > 2
    assert [rows for rows, _ in seen] == sorted({rows for rows, _ in seen})
    assert {parts for _, parts in seen} == {0}
    assert _parts(job) > 0


def _parts(job):
    return ExportPart.objects.filter(job_id=job.pk).count()


def test_done_twice_has_the_effect_of_once(waiting):
    perform(waiting)
    before = (ExportJob.objects.values().get(), list(ExportPart.objects.values()), AuditEvent.objects.count())

    jobs.perform(waiting.pk, now=timezone.now() + timedelta(hours=1))

    assert (ExportJob.objects.values().get(), list(ExportPart.objects.values()), AuditEvent.objects.count()) == before


def test_a_job_in_other_hands_is_left_alone(waiting):
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"export job {waiting.pk}"])

        assert perform(waiting).state == "waiting"
    finally:
        other.close()


def test_a_job_whose_worker_died_is_done_by_the_sweep(waiting):
    ExportJob.objects.update(state="running", rows_done=5, started_at=timezone.now())
    later = timezone.now() + timedelta(minutes=2)

    assert asked_jobs.unfinished(ExportJob, now=timezone.now()) == []
    assert asked_jobs.unfinished(ExportJob, now=later) == [waiting.pk]
    done = perform(waiting)

    assert (done.state, done.rows_done) == ("done", 30)
    assert asked_jobs.unfinished(ExportJob, now=later) == []


SLOW_WORKER = """
import sys, time, uuid
import django
django.setup()
from django.utils import timezone
from ehtrack.celery import app
from ehtrack.exports import jobs, making, tasks
from ehtrack.lib.exporting import copying
copying.PIECE = 1000
keep = jobs._keep
def slowly(job, pieces):
    def after_the_first():
        for number, piece in enumerate(pieces):
            yield piece
            if number == 2:
                print("in the middle", flush=True)
                time.sleep(60)
    keep(job, after_the_first())
jobs._keep = slowly
jobs.perform(uuid.UUID(sys.argv[1]), now=timezone.now())
"""


def test_a_worker_killed_in_the_middle_leaves_nothing_and_it_is_done_once_again(waiting, clone):
    audited = AuditEvent.objects.count()
    worker = subprocess.Popen(
        [sys.executable, "-c", SLOW_WORKER, str(waiting.pk)],
        env={**os.environ, "EHTRACK_LOCAL_DATABASE": clone, "DJANGO_SETTINGS_MODULE": "ehtrack.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline().strip() == "in the middle"
    worker.send_signal(signal.SIGKILL)
    worker.wait()

    assert (ExportPart.objects.count(), AuditEvent.objects.count()) == (0, audited)
    assert ExportJob.objects.get().state == "running"
    done = done_at_last(waiting)

    assert (done.state, len(read(content(done)).rows)) == ("done", 30)
    assert AuditEvent.objects.filter(action="export.made").count() == 1


def done_at_last(job):
    """The server needs a moment to see that the worker has gone."""
    for _ in range(100):
        if (found := perform(job)).is_over:
            return found
        time.sleep(0.1)
    raise AssertionError("The lock of the killed worker was not let go")


def test_a_row_too_many_or_too_few_stops_the_job_and_is_logged(waiting, monkeypatch, caplog):
    counted = making.size_of
    monkeypatch.setattr(making, "size_of", lambda *args: making.Size(30, counted(*args).rows + 1))

    job = perform(waiting)

    assert (job.state, job.fault, ExportPart.objects.count()) == ("failed", jobs.WORK.fault, 0)
    assert f"export job {waiting.pk} stopped: RowCountDiffers" in caplog.text


def test_what_others_write_meanwhile_is_not_in_the_file(waiting, cast, monkeypatch):
    tell = making._tell

    def then_write(*args):
        elsewhere(lambda: factories.assessment(cast.school))
        tell(*args)

    monkeypatch.setattr(making, "_tell", then_write)

    job = perform(waiting)

    assert (job.state, job.rows) == ("done", 30)


def test_more_than_a_workbook_can_hold_is_told(waiting, cast, monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 20)
    job = perform(asked(cast, format=ExportFormat.XLSX))

    assert (job.state, job.fault) == ("failed", jobs.TOO_LARGE)


def test_when_the_reading_cannot_be_put_on_record_there_is_no_file(waiting, monkeypatch):
    def broken(**more):
        raise OSError("disk full")

    monkeypatch.setattr(making.audit, "record", broken)
    with pytest.raises(OSError, match="disk full"):
        jobs.perform(waiting.pk, now=timezone.now())

    assert not ExportPart.objects.exists()


def test_every_record_and_child_in_a_file_is_on_record_in_bounded_pieces(waiting, monkeypatch):
    monkeypatch.setattr(making, "TOLD_TOGETHER", 7)

    perform(waiting)

    told = AuditEvent.objects.filter(action="assessments.exported", actor=waiting.user)
    for subject, number in (("assessment", 20), ("child", 30)):
        rows = [event.subject_ids for event in told.filter(subject_type=subject)]
        assert max(map(len, rows)) <= 7
        assert len({one for row in rows for one in row}) == sum(map(len, rows)) == number
    assert {event.detail["export"] for event in told} == {str(waiting.pk)}


def test_old_files_are_forgotten_and_that_is_on_record(waiting):
    perform(waiting)
    ExportJob.objects.update(search="Robin")

    jobs.forget(now=timezone.now() + jobs.KEPT - timedelta(hours=1))
    assert ExportPart.objects.exists()
    jobs.forget(now=timezone.now() + jobs.KEPT + timedelta(hours=1))
    jobs.forget(now=timezone.now() + jobs.KEPT + timedelta(hours=2))

    job = ExportJob.objects.get()
    assert (ExportPart.objects.exists(), job.search, job.rows) == (False, "", 30)
    event = AuditEvent.objects.get(action="export.forgotten")
    assert (event.subject_ids, event.actor) == ([job.pk], None)


def test_a_fault_is_told_without_a_word_of_the_records(waiting, caplog, monkeypatch):
    def faulty(*args):
        raise ValueError("Robin")

    monkeypatch.setattr(making, "_csv", faulty)

    job = perform(waiting)

    assert (job.state, job.fault) == ("failed", jobs.WORK.fault)
    assert "Robin" not in caplog.text


def test_the_worker_knows_the_tasks_and_the_clock_sweeps():
    app.loader.import_default_modules()

    assert {"ehtrack.run_export", "ehtrack.sweep_exports"} <= set(app.tasks)
    assert "ehtrack.sweep_exports" in {entry["task"] for entry in app.conf.beat_schedule.values()}


def test_the_sweep_does_what_waits_and_forgets_what_is_old(waiting):
    ExportJob.objects.update(recorded_at=timezone.now() - timedelta(minutes=5))

    tasks.sweep_exports()
    assert ExportJob.objects.get().state == "done"
    ExportJob.objects.update(finished_at=timezone.now() - timedelta(days=8))
    tasks.sweep_exports()

    assert not ExportPart.objects.exists()
