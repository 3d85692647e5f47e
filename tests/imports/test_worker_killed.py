"""A worker killed in the middle of a browser's import leaves nothing, and the import is begun again and ends once."""

import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager, nullcontext
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import AuditEvent, ImportJob, ImportPart
from assessments.models import Child, Contact, ContactChild, Event
from ehtrack.imports import jobs, tasks
from tests import cast as players
from tests import database
from tests.architecture.source import ROOT
from tests.imports.test_fuzz import fingerprint

ROWS = 12_000
PATIENCE = 30  # seconds until a stage is reached
WORKER = ["-m", "celery", "--quiet", "--app", "ehtrack.celery", "worker", "--pool", "solo", "--loglevel", "ERROR"]
# What the import does at that stage, and a table whose lock holds it there.
STAGES = {
    "staging": ("COPY import_rows%", ""),
    "checking": ("%INSERT INTO import_problems%assessments_child%", "assessments_child"),
    "writing": ("%FROM assessments_contactchild%", "assessments_contactchild"),
    "last": ("%INTO%agencies_auditevent%", "agencies_auditevent"),
}


@pytest.fixture
def dev(clone):
    with transaction.atomic():
        return players.make()


@pytest.fixture
def queue():
    return f"test-{uuid.uuid4()}"


def asked(dev, monkeypatch):
    """Asked for at the browser's door; no worker is woken but that of the test."""
    monkeypatch.setattr("ehtrack.imports.views.wake", lambda job_id: None)
    lines = "".join(f"C{n},2022-10-03 10:00,{dev.school.code},red,K{n % 900}\n" for n in range(ROWS))
    text = f"reference,received_at,source_agency,priority,child_reference\n{lines}"
    file = SimpleUploadedFile("contacts.csv", text.encode())
    dev.client("dev").post(reverse("import_list"), {"kind": "contacts", "file": file, "request_key": uuid.uuid4()})
    return ImportJob.objects.get()


@contextmanager
def worker(queue):
    process = subprocess.Popen([sys.executable, *WORKER, "--queues", queue], cwd=ROOT, env=os.environ)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def held(table):
    """Nobody else reads or writes the table."""
    owner = connections["owner"]
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


def others(like="%"):
    """Backends of other processes on this database that run such a statement now."""
    with database._admin() as server:
        return server.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = %s"
            " AND state <> 'idle' AND query LIKE %s",
            [connection.settings_dict["NAME"], connection.settings_dict["USER"], like],
        ).fetchone()[0]


def wait_until(holds):
    patience = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < patience, "this did not come"
        time.sleep(0.005)


def records():
    """Every row of every table, but the job itself with its progress."""
    return {table: digest for table, digest in fingerprint().items() if table != ImportJob._meta.db_table}


@pytest.mark.parametrize("stage", STAGES)
def test_a_worker_killed_leaves_nothing_and_the_sweep_begins_again(dev, queue, stage, monkeypatch):
    statement, table = STAGES[stage]
    job = asked(dev, monkeypatch)
    before = records()

    with worker(queue) as process, held(table) if table else nullcontext():
        tasks.run_import.apply_async([str(job.pk)], queue=queue)
        wait_until(lambda: others(statement))
        process.send_signal(signal.SIGKILL)
        process.wait()
    wait_until(lambda: not others())

    job.refresh_from_db()
    assert records() == before
    assert (job.state, job.finished_at, job.parts.filter(holds=ImportPart.Holds.FILE).exists()) == (
        "running",
        None,
        True,
    )
    assert "rows read" in dev.client("dev").get(reverse("import_detail", args=[job.pk])).content.decode()

    ImportJob.objects.update(recorded_at=timezone.now() - jobs.PATIENCE - timedelta(seconds=1))
    tasks.sweep_imports()

    check_ended_once(job)


def test_another_worker_takes_up_what_a_killed_one_left(dev, queue, monkeypatch):
    job = asked(dev, monkeypatch)
    with worker(queue) as process:
        tasks.run_import.apply_async([str(job.pk)], queue=queue)
        wait_until(lambda: ImportJob.objects.get().rows_done)
        process.send_signal(signal.SIGKILL)
        process.wait()
    seen = ImportJob.objects.get()
    assert (seen.state, seen.rows_done > 0, seen.share > 0) == ("running", True, True)

    with worker(queue):
        tasks.run_import.apply_async([str(job.pk)], queue=queue)
        wait_until(lambda: ImportJob.objects.get().is_over)

    check_ended_once(job)


def check_ended_once(job):
    job.refresh_from_db()
    assert (job.state, job.share, job.result["created"]) == ("done", 1, ROWS)
    whole = [Contact.objects.count(), ContactChild.objects.count(), Child.objects.count(), Event.objects.count()]
    assert whole == [ROWS, ROWS, 900, ROWS + 900]
    assert AuditEvent.objects.filter(action="import.contacts").count() == 1
    assert not ImportPart.objects.exists()
    after = fingerprint()
    tasks.sweep_imports()
    jobs.perform(job.pk, now=timezone.now())
    assert fingerprint() == after
