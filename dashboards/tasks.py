"""Celery tasks. No figure depends on one: readers count dirty months from facts, whether or not a task ever runs."""

from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from agencies import asked_jobs, site
from agencies.services import lockout, seals, unused_accounts
from agencies.sessions import SessionStore
from dashboards import alarms, changes, jobs, rollup
from dashboards.models import Publication
from dashboards.models.job import JobState
from dashboards.publications import jobs as publications
from dashboards.services import publishing, return_reminders, return_seals, returns


@shared_task(name="dashboards.sweep")
def sweep() -> None:
    """Recount dirty months: woken by whoever wrote, and every minute by the schedule."""
    with jobs.run(jobs.SWEEP) as outcome:
        if outcome:
            outcome.detail["recounted"] = rollup.drain()
            changes.fold()


@shared_task(name="dashboards.publish_ratios")
def publish_ratios() -> None:
    with jobs.run(jobs.RATIOS) as outcome:
        if outcome:
            outcome.detail["written"] = publishing.publish_ratios(now=timezone.now())


@shared_task(name="dashboards.publish_target_progress")
def publish_target_progress() -> None:
    with jobs.run(jobs.TARGETS) as outcome:
        if outcome:
            outcome.detail["written"] = publishing.publish_target_progress(now=timezone.now())


@shared_task(name="dashboards.check_every_figure")
def check_every_figure() -> None:
    """Recount everything from the facts, and check what was signed against its seal; what does not fit is an alarm: in
    the log, by email, on the Board admin's page."""
    with jobs.run(jobs.CHECK) as outcome:
        if outcome:
            differences = rollup.check()
            outcome.detail["differences"] = len(differences)
            if differences:
                outcome.state = JobState.ALARM
                outcome.detail["first"] = [f"{d.agency} {d.month:%Y-%m}" for d in differences[:10]]
                alarms.figures_differ(len(differences))
            _, altered = return_seals.verify()
            if altered:
                outcome.state, outcome.detail["altered"] = JobState.ALARM, len(altered)
                alarms.returns_altered(altered)


@shared_task(name="dashboards.seal_audit")
def seal_audit() -> None:
    with jobs.run(jobs.SEAL) as outcome:
        if outcome:
            outcome.detail["sealed"] = seals.seal(now=timezone.now())


@shared_task(name="dashboards.end_unused_accounts")
def end_unused_accounts() -> None:
    """And what signing in leaves behind: sessions that are over, wrong passwords that count no more."""
    with jobs.run(jobs.ACCOUNTS) as outcome:
        if outcome:
            now = timezone.now()
            SessionStore.clear_expired()
            lockout.prune(now=now)
            if not settings.DEMONSTRATION:  # its people are there for whoever comes next
                outcome.detail["ended"] = unused_accounts.end(now=now)
                outcome.detail["warned"] = unused_accounts.warn(now=now, address=site.address())


@shared_task(name="dashboards.open_returns")
def open_returns() -> None:
    with jobs.run(jobs.RETURNS) as outcome:
        if outcome:
            outcome.detail["opened"] = returns.open_due(now=timezone.now())


@shared_task(name="dashboards.remind_of_returns")
def remind_of_returns() -> None:
    with jobs.run(jobs.REMINDERS) as outcome:
        if outcome:
            outcome.detail["sent"] = return_reminders.remind(now=timezone.now())


@shared_task(name="dashboards.run_publication")
def run_publication(publication_id: str) -> None:
    """And those that waited for it meanwhile; one that came in the last moment is left to the sweep."""
    following: UUID | None = UUID(publication_id)
    tried: set[UUID] = set()
    while following:
        publications.perform(following, now=timezone.now())
        tried.add(following)
        following = publications.next_waiting(but=tried)


@shared_task(name="dashboards.sweep_publications")
def sweep_publications() -> None:
    """Begin what no worker took up, and again what a worker left."""
    for publication_id in asked_jobs.unfinished(Publication, now=timezone.now()):
        publications.perform(publication_id, now=timezone.now())
