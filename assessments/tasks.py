"""Celery tasks of the watch list. Losing the broker loses nothing: the sweep finds that it was asked for."""

from celery import shared_task
from django.utils import timezone

from assessments.services import watch


@shared_task(name="assessments.look_through_audit")
def look_through_audit() -> None:
    """When an auditor asked for it since the last time."""
    watch.compute_if_asked(now=timezone.now())
