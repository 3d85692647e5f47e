"""Exports that people ask for in the browser: kept as a job, made at once when small, else by a worker.

A job is done inside one transaction that holds a lock of its own: killed at any step it is as if it had never begun,
and the sweep of the next minute begins it again. Progress goes by another connection, so that it is seen meanwhile.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.http import QueryDict

from agencies.models import ExportFormat, ExportJob, ExportPart, ExportState
from agencies.policy import Permission
from agencies.scope import Scope
from agencies.selectors import export_jobs, scopes
from agencies.services import audit
from agencies.unit_of_work import set_person
from assessments.exports.registry import KINDS, kinds_for
from ehtrack.exports import making, words
from ehtrack.exports.making import Progress
from ehtrack.exports.sizes import Size, size_of
from ehtrack.lib.exporting import sheets
from ehtrack.lib.lost_connections import connection_was_lost

log = logging.getLogger(__name__)

SMALL = 2_000  # rows made within the request: well under a second
MOST_AN_HOUR = 10
HOUR = timedelta(hours=1)
PATIENCE = timedelta(minutes=1)
KEPT = timedelta(days=7)
NO_LONGER = "Your roles have changed since you asked. No file was made. Ask again from the list."
FAULT = "The export stopped because of a fault in ehtrack. No file was made. Try again, or tell your administrator."
TOO_LARGE = "This is more than a workbook can hold. No file was made. Ask for it as CSV."


class TooManyExports(Exception):
    """The text says when the person may ask again."""

    def __init__(self, until: datetime) -> None:
        asked = f"You have asked for {MOST_AN_HOUR} exports in the last hour, which is the most."
        super().__init__(f"{asked} Ask again after {words.moment(until)}")


class NoLonger(Exception):
    """The person may not have this file any more."""


def own_jobs(scope: Scope) -> QuerySet[ExportJob]:
    """The person's exports, of the kinds and with the roles that they have now."""
    return export_jobs.own(scope, kinds_for(scope))


def size_now(scope: Scope, kind: str, query: QueryDict, search: str, now: datetime) -> Size:
    """What an export asked for now would hold."""
    return size_of(connection, KINDS[kind], KINDS[kind].records(scope, query, search, now))


@transaction.atomic
def ask(*, scope: Scope, kind: str, format: ExportFormat, query: QueryDict, search: str, now: datetime) -> ExportJob:
    """Keep the question as a job of this person. A small one is done at once. Raises TooManyExports."""
    _refuse_too_many(scope, now)
    size = size_now(scope, kind, query, search, now)
    job = ExportJob.objects.create(
        user_id=scope.user_id,
        agency_id=scope.agency_id,
        roles=sorted(scope.roles),
        kind=kind,
        format=format,
        query=query.urlencode(),
        search=search,
        records=size.records,
        rows=size.rows,
    )
    detail = {"kind": kind, "format": format, "filters": job.query, "searched": bool(search), **vars(size)}
    audit.record(scope=scope, action="export.asked", subject_type="export_job", subject_ids=[job.pk], detail=detail)
    if not is_waiting(job):
        _do(job, scope, now=now, seen=lambda _: None)
    return job


def is_waiting(job: ExportJob) -> bool:
    """Has a worker to do it?"""
    return job.rows > SMALL


def perform(job_id: UUID, *, now: datetime) -> None:
    """Do a waiting job, or one whose worker died. Done already, or in other hands: nothing happens."""
    try:
        with transaction.atomic():
            if not _locked(f"export job {job_id}"):
                return
            if job := ExportJob.objects.select_related("user").filter(pk=job_id, finished_at=None).first():
                _perform(job, now=now)
    except NoLonger:
        _finish_failed(job_id, NO_LONGER, now)
    except sheets.TooLarge:
        _finish_failed(job_id, TOO_LARGE, now)
    except Exception as error:
        if connection_was_lost(error):
            log.warning("export job %s lost the database; it waits for the sweep", job_id)
            return
        # The text of a database error can hold what a record says, so only its kind is logged.
        log.error("export job %s stopped: %s", job_id, type(error).__name__)
        _finish_failed(job_id, FAULT, now)


def _perform(job: ExportJob, *, now: datetime) -> None:
    set_person(job.user_id)
    scope = scope_of(job)
    with _Reporter(job, now) as report:

        def seen(progress: Progress) -> None:
            if scope_of(job) != scope:
                raise NoLonger
            report(progress)

        _do(job, scope, now=now, seen=seen)
    if scope_of(job) != scope:
        raise NoLonger


def scope_of(job: ExportJob) -> Scope:
    """As the person's memberships are now, not as they were when the file was asked for. Raises NoLonger."""
    scope = next((scope for scope in scopes.all_for(job.user) if scope.agency_id == job.agency_id), None)
    if scope is None or not scope.may(Permission.EXPORT_RECORDS) or job.kind not in kinds_for(scope):
        raise NoLonger
    if not set(job.roles) <= scope.roles:
        raise NoLonger
    return scope


def _do(job: ExportJob, scope: Scope, *, now: datetime, seen: making.Seen) -> None:
    size = making.make(job, scope, now=now, keep=partial(_keep, job), seen=seen)
    length = job.parts.aggregate(bytes=Sum(Length("content")))["bytes"] or 0
    detail = {"kind": job.kind, "format": job.format, "bytes": length, **vars(size)}
    audit.record(scope=scope, action="export.made", subject_type="export_job", subject_ids=[job.pk], detail=detail)
    ExportJob.objects.filter(pk=job.pk).update(
        state=ExportState.DONE,
        records=size.records,
        rows=size.rows,
        rows_done=size.rows,
        seconds_left=None,
        size=length,
        started_at=job.started_at or now,
        finished_at=now,
    )


def unfinished(*, now: datetime) -> list[UUID]:
    """Jobs that wait or run for longer than a worker needs to take them up."""
    waiting = ExportJob.objects.filter(finished_at=None, recorded_at__lt=now - PATIENCE)
    return list(waiting.order_by("recorded_at").values_list("pk", flat=True))


@transaction.atomic
def forget(*, now: datetime) -> None:
    """Files are not kept: what is left of an old export is who asked for what, and how many rows it had."""
    old = ExportJob.objects.filter(finished_at__lt=now - KEPT, forgotten_at=None)
    ids = list(old.values_list("pk", flat=True))
    if not ids:
        return
    ExportPart.objects.filter(job__in=ids).delete()
    ExportJob.objects.filter(pk__in=ids).update(search="", forgotten_at=now)
    audit.record(scope=None, action="export.forgotten", subject_type="export_job", subject_ids=ids)


def parts(job: ExportJob) -> Iterator[bytes]:
    """The file, for as long as its asker may have it: a role taken away ends it in the middle. Raises NoLonger."""
    for content in job.parts.values_list("content", flat=True).iterator(chunk_size=1):
        scope_of(job)
        yield bytes(content)


def _keep(job: ExportJob, pieces: Iterator[bytes]) -> None:
    for number, content in enumerate(pieces):
        ExportPart.objects.create(job=job, number=number, content=content)


def _refuse_too_many(scope: Scope, now: datetime) -> None:
    """One at a time, so that ten asked at once are counted too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exports of {scope.user_id}"])
    asked = list(export_jobs.asked_since(scope.user_id, now - HOUR).values_list("recorded_at", flat=True))
    if len(asked) >= MOST_AN_HOUR:
        raise TooManyExports(asked[-MOST_AN_HOUR] + HOUR)


def _locked(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def _finish_failed(job_id: UUID, why: str, now: datetime) -> None:
    with transaction.atomic():
        ExportJob.objects.filter(pk=job_id, finished_at=None).update(
            state=ExportState.FAILED, finished_at=now, fault=why, seconds_left=None
        )
        audit.record(scope=None, action="export.stopped", subject_type="export_job", subject_ids=[job_id])


class _Reporter:
    """Writes progress by a connection of its own: what the job writes is not seen before it is whole."""

    def __init__(self, job: ExportJob, now: datetime) -> None:
        self.job = job
        self.now = now

    def __enter__(self) -> "_Reporter":
        self.connection = connections.create_connection("default")
        self._write("state = 'running', rows_done = 0, started_at = %s", [self.now])
        self.job.started_at = self.now
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def __call__(self, progress: Progress) -> None:
        assigned = "rows_done = %s, rows = %s, seconds_left = %s"
        self._write(assigned, [progress.rows, progress.of, progress.seconds_left])

    def _write(self, assignments: str, values: list[Any]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {ExportJob._meta.db_table} SET {assignments} WHERE id = %s AND finished_at IS NULL",
                [*values, self.job.pk],
            )
