"""Wakes a worker for an export. Only a convenience: the sweep of the next minute finds it as well."""

from uuid import UUID

from django.db import transaction

from ehtrack.exports.tasks import run_export
from ehtrack.lib.sending import send


def wake(job_id: UUID) -> None:
    """After the commit, so that the worker finds the job."""
    transaction.on_commit(lambda: send(run_export, [str(job_id)]))
