"""A worker killed at each step of an import (promises 27 and 34)."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import AuditEvent, ImportJob, ImportPart
from assessments.models import Child, Contact, ContactChild, Event
from dashboards.tasks import sweep
from ehtrack.drills import people, truth, workers
from ehtrack.drills.broker import own_broker
from ehtrack.drills.fingerprint import fingerprint
from ehtrack.drills.report import Report
from ehtrack.drills.waiting import wait_until
from ehtrack.imports import jobs, tasks

ROWS, CHILDREN = 12_000, 900


@dataclass(frozen=True)
class Step:
    """``statement`` is what the import does there, ``table`` one whose lock holds it."""

    words: str
    statement: str
    table: str = ""


STEPS = {
    "staging": Step("as the file is read", "COPY import_rows%"),
    "checking": Step("as it is checked", "%INSERT INTO import_problems%assessments_child%", "assessments_child"),
    "writing": Step("as records are written", "%FROM assessments_contactchild%", "assessments_contactchild"),
    "last": Step("at its last row, that of the audit", "%INTO%agencies_auditevent%", "agencies_auditevent"),
}


def run(report: Report) -> None:
    for name in STEPS:
        at(report, name)


def at(report: Report, name: str) -> None:
    step = STEPS[name]
    report.does(f"Somebody imports {ROWS:,} contacts and a worker takes it up; it is killed {step.words}")
    someone, before_all = people.make(), _on_record()
    with own_broker():
        job, _ = people.asks_for_an_import(someone, rows=ROWS, prefix=name)
        before = _records()
        with workers.worker() as process, workers.held(step.table) if step.table else nullcontext():
            report.must(wait_until(lambda: workers.at_work(step.statement)), "the worker is held at that step")
            workers.kill(process)
    report.must(workers.gone(), "the worker is dead, and PostgreSQL knows")
    report.must(_records() == before, "every table is as before the import")
    job.refresh_from_db()
    kept = job.parts.filter(holds=ImportPart.Holds.FILE).exists()
    report.must((job.state, job.finished_at, kept) == ("running", None, True), "the job and its file are still there")
    page = people.browser(someone.mash_worker).get(reverse("import_detail", args=[job.pk]))
    report.must(b"rows read" in page.content, "its page says how far it was")
    report.does("The next sweep finds the job")
    ImportJob.objects.filter(pk=job.pk).update(recorded_at=timezone.now() - asked_jobs.PATIENCE - timedelta(seconds=1))
    tasks.sweep_imports()
    ended_once(report, job, before_all)
    sweep()
    truth.check_settled(report)


def ended_once(report: Report, job: ImportJob, before: list[int]) -> None:
    job.refresh_from_db()
    report.must(job.state == "done" and job.result["created"] == ROWS, "the import is done")
    made = [now - then for now, then in zip(_on_record(), before, strict=True)]
    whole = [ROWS, ROWS, CHILDREN, ROWS + CHILDREN, 1]
    report.must(made == whole, "every row is on record once, with its child, event and audit")
    report.must(not job.parts.exists(), "the cells of the file are gone")
    after = fingerprint()
    tasks.sweep_imports()
    jobs.perform(job.pk, now=timezone.now())
    report.must(fingerprint() == after, "asked for again, it changes nothing")


def _on_record() -> list[int]:
    imported = AuditEvent.objects.filter(action="import.contacts")
    return [found.count() for found in (Contact.objects, ContactChild.objects, Child.objects, Event.objects, imported)]


def _records() -> dict[str, str]:
    """Every row of every table, but the job itself with its progress."""
    return fingerprint(but={ImportJob._meta.db_table})
