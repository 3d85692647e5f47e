"""Celery tasks of exports. Losing the broker loses nothing: the sweep finds what waits."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import ExportJob
from ehtrack.exports import jobs


@shared_task(name="ehtrack.run_export")
def run_export(job_id: str) -> None:
    jobs.perform(UUID(job_id), now=timezone.now())


@shared_task(name="ehtrack.sweep_exports")
def sweep_exports() -> None:
    """Begin what no worker took up, again what a worker left, and forget old files."""
    for job_id in asked_jobs.unfinished(ExportJob, now=timezone.now()):
        jobs.perform(job_id, now=timezone.now())
    jobs.forget(now=timezone.now())
