"""Celery tasks of imports. Losing the broker loses nothing: the sweep finds what waits."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import ImportJob
from ehtrack.imports import jobs


@shared_task(name="ehtrack.run_import")
def run_import(job_id: str) -> None:
    jobs.perform(UUID(job_id), now=timezone.now())


@shared_task(name="ehtrack.sweep_imports")
def sweep_imports() -> None:
    """Begin what no worker took up, again what a worker left, and forget the cells of old files."""
    for job_id in asked_jobs.unfinished(ImportJob, now=timezone.now()):
        jobs.perform(job_id, now=timezone.now())
    jobs.forget(now=timezone.now())
