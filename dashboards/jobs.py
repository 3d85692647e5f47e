"""The scheduled jobs: each idempotent, each leaving a row that says when it ran and how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from dashboards.models import JobRun
from dashboards.models.job import JobState

KEPT_RUNS = 200  # of each job


@dataclass(frozen=True)
class Job:
    """``key`` names it in ``JobRun``; ``what`` and ``when`` are the words on the Board admin's page."""

    key: str
    what: str
    when: str


SWEEP = Job("sweep", "Recounts the months in which records changed", "every minute")
RATIOS = Job("publish_ratios", "Publishes each agency's ratio for the months that ended", "every night at 02:10")
TARGETS = Job("publish_target_progress", "Publishes target progress for the months that ended", "every night at 02:20")
CHECK = Job("check_every_figure", "Recounts everything and compares", "every night at 03:00")
SEAL = Job("seal_audit", "Seals the audit, so that a change to it is found", "every minute")
ACCOUNTS = Job("end_unused_accounts", "Warns about and ends accounts that nobody uses", "every night at 01:30")
WATCH = Job("watch", "Looks for unusual access in the audit", "every night at 01:40")
RETURNS = Job("open_returns", "Opens the returns of the quarter that ended", "every night at 00:10")
REMINDERS = Job("remind_of_returns", "Reminds of returns to sign, or sent back", "every morning at 07:30")
JOBS = [SWEEP, RATIOS, TARGETS, CHECK, SEAL, ACCOUNTS, WATCH, RETURNS, REMINDERS]


@dataclass
class Outcome:
    state: JobState = JobState.DONE
    detail: dict[str, Any] = field(default_factory=dict)


@contextmanager
def run(job: Job) -> Iterator[Outcome | None]:
    """Record the run. None when the same job is running already: two schedulers start it once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"ehtrack.job.{job.key}"])
        if not cursor.fetchone()[0]:
            yield None
            return
    try:
        yield from _recorded(job)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"ehtrack.job.{job.key}"])


def _recorded(job: Job) -> Iterator[Outcome]:
    JobRun.objects.filter(job=job.key, state=JobState.RUNNING).update(
        state=JobState.FAILED, finished_at=timezone.now(), detail={"why": "The worker stopped before it was done."}
    )
    row, outcome = JobRun.objects.create(job=job.key, started_at=timezone.now()), Outcome()
    try:
        yield outcome
    except Exception as error:
        _finish(row, Outcome(JobState.FAILED, {"why": type(error).__name__}), timezone.now())
        raise
    _finish(row, outcome, timezone.now())


def _finish(row: JobRun, outcome: Outcome, now: datetime) -> None:
    with transaction.atomic():
        JobRun.objects.filter(pk=row.pk).update(state=outcome.state, finished_at=now, detail=outcome.detail)
        old = JobRun.objects.filter(job=row.job).order_by("-id").values_list("pk", flat=True)[KEPT_RUNS:]
        JobRun.objects.filter(pk__in=list(old)).delete()


def last_runs() -> list[tuple[Job, JobRun | None]]:
    """Each job with its last run."""
    latest = {row.job: row for row in JobRun.objects.order_by("job", "-id").distinct("job")}
    return [(job, latest.get(job.key)) for job in JOBS]
