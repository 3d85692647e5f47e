"""Wakes a worker for an import. Only a convenience: the sweep of the next minute finds it as well."""

import logging
from uuid import UUID

from django.db import transaction

from ehtrack.imports.tasks import run_import

log = logging.getLogger(__name__)


def wake(job_id: UUID) -> None:
    """After the commit, so that the worker finds the job."""
    transaction.on_commit(lambda: _send(job_id))


def _send(job_id: UUID) -> None:
    try:
        run_import.apply_async([str(job_id)], retry=False, ignore_result=True)
    except run_import.OperationalError as error:
        log.warning("The broker does not answer (%s); import job %s waits.", type(error).__name__, job_id)
