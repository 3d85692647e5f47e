"""Jobs that people ask for in the browser and a worker does: what imports, exports and publications share.

A job is done inside one transaction that holds a lock of its own: killed at any step it is as if it had never begun,
and the sweep of the next minute begins it again, so often and no more. Progress goes by another connection, so that
it is seen meanwhile.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from celery import Task
from django.db import connections, transaction
from django.db.models import F, Model

from agencies.models import AskedJob
from agencies.scope import Scope
from agencies.selectors import scopes
from agencies.services import audit
from ehtrack.lib.lost_connections import connection_was_lost
from ehtrack.lib.postgres.locks import lock_if_free
from ehtrack.lib.sending import send

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=1)
MOST_BEGINNINGS = 5
J = TypeVar("J", bound=AskedJob)


class NeverEnds(Exception):
    """The worker died each time that it was begun: it would the next time too, and keep others waiting."""


@dataclass(frozen=True)
class Work(Generic[J]):
    """A kind of job, and what becomes of one that fails.

    ``what`` stopped and that ``nothing`` came of it is what the person is told, but of the errors in ``faults``.
    ``cleared``: the columns that said how far it was; ``parts``: where its file is kept, in pieces.
    """

    model: type[J]
    what: str
    nothing: str
    faults: Mapping[type[Exception], str]
    cleared: Mapping[str, Any] = field(default_factory=dict)
    parts: type[Model] | None = None

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def fault(self) -> str:
        stopped = f"{self.what} stopped because of a fault in ehtrack."
        return f"{stopped} {self.nothing} Try again, or tell your administrator."

    @property
    def never_ended(self) -> str:
        begun = f"{self.what} was begun {MOST_BEGINNINGS} times and never came to an end."
        return f"{begun} {self.nothing} Tell your administrator."

    def told_of(self, error: Exception) -> str:
        return self.never_ended if isinstance(error, NeverEnds) else self.faults.get(type(error), self.fault)


def wake(task: Task, job_id: UUID) -> None:
    """A worker, after the commit, so that it finds the job. Only a convenience: the sweep finds it as well."""
    transaction.on_commit(lambda: send(task, [str(job_id)]))


def perform(work: Work[J], job_id: UUID, do: Callable[[J], None], *, now: datetime) -> None:
    """Do a waiting job, or one whose worker died. Done already, or in other hands: nothing happens."""
    try:
        with transaction.atomic():
            if not lock_if_free(f"{work.name} {job_id}"):
                return
            # Read after the lock: before it, whoever holds it may just have finished the job.
            if job := work.model._default_manager.select_related("user").filter(pk=job_id, finished_at=None).first():
                if job.beginnings >= MOST_BEGINNINGS:
                    raise NeverEnds
                do(job)
    except Exception as error:
        if connection_was_lost(error):
            log.warning("%s %s lost the database; it waits for the sweep", work.name, job_id)
            return
        if type(error) not in work.faults:
            # The text of a database error can hold what a record or a file says, so only its kind is logged.
            log.error("%s %s stopped: %s", work.name, job_id, type(error).__name__)
        finish_failed(work, job_id, work.told_of(error), now=now)


@transaction.atomic
def finish_failed(work: Work[J], job_id: UUID, why: str, *, now: datetime) -> None:
    """What it did went with its transaction; what is left of it goes here. Over meanwhile: nothing happens."""
    waiting = work.model._default_manager.filter(pk=job_id, finished_at=None)
    if not waiting.update(state="failed", finished_at=now, fault=why, **work.cleared):
        return
    if work.parts:
        work.parts._default_manager.filter(job=job_id).delete()
    subject = work.name.replace(" ", "_")
    audit.record(scope=None, action=f"{subject.partition('_')[0]}.stopped", subject_type=subject, subject_ids=[job_id])


def unfinished(model: type[J], *, now: datetime) -> list[UUID]:
    """Jobs that wait or run for longer than a worker needs to take them up."""
    waiting = model._default_manager.filter(finished_at=None, recorded_at__lt=now - PATIENCE)
    never_begun_first = F("started_at").asc(nulls_first=True)  # what kills its worker must not keep the others waiting
    return list(waiting.order_by(never_begun_first, "recorded_at", "pk").values_list("pk", flat=True))


def scope_of(job: AskedJob) -> Scope | None:
    """As the person's memberships are now, not as they were when the job was asked for."""
    return next((scope for scope in scopes.all_for(job.user) if scope.agency_id == job.agency_id), None)


class Reporter:
    """Writes progress by a connection of its own: what the job writes is not seen before it is whole.

    ``begun``: the columns that say how far it is, as they are at the beginning; a worker may have died further on.
    """

    def __init__(self, job: AskedJob, now: datetime, **begun: Any) -> None:
        self.job = job
        self.now = now
        self.begun = begun

    def __enter__(self) -> "Reporter":
        self.connection = connections.create_connection("default")
        self.job.started_at = self.now
        self._write(state="running", started_at=self.now, beginnings=self.job.beginnings + 1, **self.begun)
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def __call__(self, **values: Any) -> None:
        """The columns of the job that say how far it is."""
        self._write(**values)

    def _write(self, **values: Any) -> None:
        assigned = ", ".join(f"{column} = %s" for column in values)
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self.job._meta.db_table} SET {assigned} WHERE id = %s AND finished_at IS NULL",
                [*values.values(), self.job.pk],
            )
