"""Exports that people ask for in the browser: kept as a job, made at once when small, else by a worker."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.http import QueryDict

from agencies import asked_jobs
from agencies.models import ExportFormat, ExportJob, ExportPart, ExportState
from agencies.policy import Permission
from agencies.scope import Scope
from agencies.selectors import export_jobs
from agencies.services import audit
from agencies.unit_of_work import set_person
from assessments.exports.registry import KINDS, kinds_for
from ehtrack.exports import making, words
from ehtrack.exports.making import Progress
from ehtrack.exports.sizes import Size, size_of
from ehtrack.lib.exporting import sheets
from ehtrack.lib.postgres.locks import one_after_another

SMALL = 2_000  # rows made within the request: well under a second
MOST_AN_HOUR = 10
HOUR = timedelta(hours=1)
KEPT = timedelta(days=7)
NO_LONGER = "Your roles have changed since you asked. No file was made. Ask again from the list."
TOO_LARGE = "This is more than a workbook can hold. No file was made. Ask for it as CSV."


class TooManyExports(Exception):
    """The text says when the person may ask again."""

    def __init__(self, until: datetime) -> None:
        asked = f"You have asked for {MOST_AN_HOUR} exports in the last hour, which is the most."
        super().__init__(f"{asked} Ask again after {words.moment(until)}")


class NoLonger(Exception):
    """The person may not have this file any more."""


WORK = asked_jobs.Work(
    ExportJob,
    what="The export",
    nothing="No file was made.",
    faults={NoLonger: NO_LONGER, sheets.TooLarge: TOO_LARGE},
    cleared={"seconds_left": None},
)


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
    asked_jobs.perform(WORK, job_id, partial(_perform, now=now), now=now)


def _perform(job: ExportJob, *, now: datetime) -> None:
    set_person(job.user_id)
    scope = scope_of(job)
    with asked_jobs.Reporter(job, now, rows_done=0) as report:

        def seen(progress: Progress) -> None:
            if scope_of(job) != scope:
                raise NoLonger
            report(rows_done=progress.rows, rows=progress.of, seconds_left=progress.seconds_left)

        _do(job, scope, now=now, seen=seen)
    if scope_of(job) != scope:
        raise NoLonger


def scope_of(job: ExportJob) -> Scope:
    """As the person's memberships are now, not as they were when the file was asked for. Raises NoLonger."""
    scope = asked_jobs.scope_of(job)
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
    one_after_another(f"exports of {scope.user_id}")
    asked = list(export_jobs.asked_since(scope.user_id, now - HOUR).values_list("recorded_at", flat=True))
    if len(asked) >= MOST_AN_HOUR:
        raise TooManyExports(asked[-MOST_AN_HOUR] + HOUR)
