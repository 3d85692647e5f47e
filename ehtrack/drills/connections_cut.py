"""The database connection cut in the middle of a save, and of an import (promises 24, 25 and 34)."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
from django.db import Error, close_old_connections, connection
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import AuditEvent, ImportJob, Session
from assessments.models import Assessment, Contact
from dashboards.tasks import sweep
from ehtrack.drills import people, truth, workers
from ehtrack.drills.fingerprint import fingerprint
from ehtrack.drills.report import Report
from ehtrack.drills.waiting import wait_until
from ehtrack.imports import tasks

ENOUGH = 200  # moments; no save has so many
# What writes, what opens and ends the unit of work, and what is asked when it has ended.
OF_WEIGHT = ("INSERT", "UPDATE", "DELETE", "set_config", "dashboards_dirtymonth")
CUT_IMPORT = 30  # the moment of an import at which rows are written
MINE = {Session._meta.db_table}  # being seen is no save


class Cutter:
    """Ends the connection from the server's side, before the first statement of weight, after it, and so on."""

    def __init__(self, moment: int) -> None:
        self.number, self.after = divmod(moment, 2)
        self.seen = -1

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        backend = context["connection"].connection.info.backend_pid
        weighs = any(word in sql for word in OF_WEIGHT)
        self.seen += weighs
        now = weighs and self.seen == self.number
        if now and not self.after:
            cut(backend)
        found = execute(sql, params, many, context)
        if now and self.after:
            cut(backend)
        return found


def cut(backend: int) -> None:
    with workers.server() as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", [backend])
        wait_until(lambda: not _is_there(admin, backend))


def _is_there(admin: psycopg.Connection, backend: int) -> bool:
    return admin.execute("SELECT FROM pg_stat_activity WHERE pid = %s", [backend]).fetchone() is not None


def run(report: Report) -> None:
    """Both forms of an S&N, then an import."""
    someone = people.make()
    client, key = people.browser(someone.author), uuid.uuid4()
    report.does("Sends the first form of an S&N; the connection is cut before its first statement, after it, ...")
    _cut_everywhere(report, client, lambda: people.starts(client, key))
    drafts = Assessment.objects.filter(agency=someone.school)
    report.must(drafts.count() == 1, "there is one draft")
    report.does("Sends the same form again, as somebody does who is not sure")
    report.must(people.starts(client, key).status_code == 302, "it is answered")
    report.must(drafts.count() == 1, "there is still one draft")
    draft = people.answers_all(someone, drafts.get())
    report.does("Sends the last form, cut in the same way")
    _cut_everywhere(report, client, lambda: people.completes(client, draft, follow=False))
    draft.refresh_from_db()
    completed = AuditEvent.objects.filter(action="assessment.completed", subject_ids=[draft.pk]).count()
    report.must((draft.status, completed) == ("completed", 1), "the S&N was completed once")
    sweep()
    truth.check_settled(report)
    _recount(report, someone)
    _import(report, someone)


def _cut_everywhere(report: Report, client: Client, send: Callable[[], HttpResponseBase]) -> None:
    """Cut later and later, until a sending comes through before it is cut."""
    for moment in range(ENOUGH):
        before = fingerprint(but=MINE)
        with connection.execute_wrapper(Cutter(moment)):
            answer = send()
        close_old_connections()  # as the web server does after each answer
        if answer.status_code == 302:
            report.saw(f"cut {moment} times, each time with an error page, nothing saved and the next page as ever")
            report.must(moment > 0, "the drill did cut something")
            return
        changed = [table for table, digest in fingerprint(but=MINE).items() if before[table] != digest]
        if answer.status_code < 400 or changed:
            report.saw(
                f"cut at moment {moment}: answered {answer.status_code}, changed: {', '.join(changed) or 'nothing'}"
            )
            report.must(False, "an error page, and nothing saved")
        if client.get(reverse("assessment_list")).status_code != 200:
            report.must(False, f"after a cut at moment {moment} the next page comes")
    report.must(False, f"the form comes through after {ENOUGH} cuts")


def _recount(report: Report, someone: people.People) -> None:
    report.does("Records change and a worker recounts; the connection is cut, at each moment in turn")
    cuts = 0
    for moment in range(ENOUGH):
        people.write_assessments(someone.school, number=2)
        try:
            with connection.execute_wrapper(Cutter(moment)):
                sweep()
            break
        except Error:
            cuts += 1
        finally:
            close_old_connections()  # as a worker does after each task
        if truth.of_figures() != truth.of_records():
            report.must(False, f"after a cut at moment {moment} every figure is the truth")
    report.saw(f"cut {cuts} times, with every figure the truth")
    report.must(cuts > 0, "the drill did cut something")
    sweep()
    truth.check_settled(report)


def _import(report: Report, someone: people.People) -> None:
    report.does("A worker does an import; the connection is cut in the middle")
    job, _ = people.asks_for_an_import(someone, prefix="cut")
    with connection.execute_wrapper(Cutter(CUT_IMPORT)):
        tasks.run_import(str(job.pk))
    job.refresh_from_db()
    written = Contact.objects.filter(source_agency=someone.school).count()
    report.must(written == 0, "nothing is imported")
    report.must(not job.is_over and job.parts.exists(), "the job waits with its file, to be begun again")
    report.does("The next sweep finds the job")
    ImportJob.objects.filter(pk=job.pk).update(recorded_at=timezone.now() - asked_jobs.PATIENCE - timedelta(seconds=1))
    tasks.sweep_imports()
    job.refresh_from_db()
    written = Contact.objects.filter(source_agency=someone.school).count()
    report.must((job.state, written) == ("done", people.ROWS), f"the import is done: {written} contacts on record")
    sweep()
    truth.check_settled(report)
