"""Imports that people ask for in the browser: kept as a job, done at once when small, else by a worker.

A job is done inside one transaction that holds a lock of its own: killed at any step it is as if it had never begun,
and the sweep of the next minute begins it again. Progress goes by another connection, so that it is seen meanwhile.
"""

import logging
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, connections, transaction

from agencies.models import ImportJob, ImportPart, ImportState, User
from agencies.scope import Scope
from agencies.selectors import scopes
from agencies.services import audit
from agencies.unit_of_work import as_system, set_person
from ehtrack.imports.kinds import KINDS, kinds_for, order_for
from ehtrack.lib.importing.problems import Problem
from ehtrack.lib.importing.run import Progress, Result, run
from ehtrack.lib.lost_connections import connection_was_lost

log = logging.getLogger(__name__)

PART = 1 << 20
SMALL = 256 * 1024  # done within the request: about a second
SHOWN = 50
REPORT_EVERY = 0.5  # seconds
PATIENCE = timedelta(minutes=1)
KEPT = timedelta(days=7)
NO_LONGER = "You may no longer import this kind of file for this agency. Nothing was imported."
FAULT = "The import stopped because of a fault in ehtrack. Nothing was imported. Try again, or tell your administrator."


@transaction.atomic
def ask(*, scope: Scope, kind: str, file: UploadedFile, check_only: bool, now: datetime) -> ImportJob:
    """Keep the file as a job of this person. A small one is done at once; a large one waits for a worker."""
    job = ImportJob.objects.create(
        user_id=scope.user_id,
        agency_id=scope.agency_id,
        kind=kind,
        file_name=(file.name or "")[-200:],
        size=file.size or 0,
        check_only=check_only,
    )
    detail = {"kind": kind, "bytes": job.size, "check_only": check_only}
    audit.record(scope=scope, action="import.asked", subject_type="import_job", subject_ids=[job.pk], detail=detail)
    if job.size <= SMALL:
        file.seek(0)
        _do(job, scope, file, now=now, report=None)
    else:
        _keep_parts(job, ImportPart.Holds.FILE, file.chunks(PART))
    return job


def is_waiting(job: ImportJob) -> bool:
    """Has a worker to do it?"""
    return job.size > SMALL


def perform(job_id: UUID, *, now: datetime) -> None:
    """Do a waiting job, or one whose worker died. Done already, or in other hands: nothing happens."""
    try:
        with transaction.atomic():
            if not _locked(job_id):
                return
            # Read after the lock: before it, whoever holds it may just have finished the job.
            if job := ImportJob.objects.select_related("user").filter(pk=job_id, finished_at=None).first():
                _perform(job, now=now)
    except Exception as error:
        if connection_was_lost(error):
            log.warning("import job %s lost the database; it waits for the sweep", job_id)
            return
        # The text of a database error can hold cells of the file, so only its kind is logged.
        log.error("import job %s stopped: %s", job_id, type(error).__name__)
        _finish_failed(job_id, FAULT, now)


def _perform(job: ImportJob, *, now: datetime) -> None:
    set_person(job.user_id)
    scope = _scope_of(job.user, job)
    if scope is None or job.kind not in kinds_for(scope):
        _finish_failed(job.pk, NO_LONGER, now)
        return
    with _Reporter(job, now) as report, tempfile.TemporaryFile() as file:
        for part in parts(job, ImportPart.Holds.FILE):
            file.write(part)
        _do(job, scope, file, now=now, report=report)


def _do(job: ImportJob, scope: Scope, file: Any, *, now: datetime, report: "_Reporter | None") -> None:
    with tempfile.SpooledTemporaryFile(PART, "w+", newline="", encoding="utf-8") as rejected:
        # As the system also within a request: the checks of the kind say what this person may import.
        with as_system():
            result = run(
                KINDS[job.kind](order_for(scope, job.kind, now)),
                file,
                check_only=job.check_only,
                rejected_to=rejected,
                progress=report or _ignore,
            )
        if result.rejected:
            _keep_parts(job, ImportPart.Holds.REJECTED, _pieces(rejected))
    ImportPart.objects.filter(job=job, holds=ImportPart.Holds.FILE).delete()
    ImportJob.objects.filter(pk=job.pk).update(
        state=ImportState.DONE, share=1, started_at=job.started_at or now, finished_at=now, result=_shown(result)
    )


def unfinished(*, now: datetime) -> list[UUID]:
    """Jobs that wait or run for longer than a worker needs to take them up."""
    waiting = ImportJob.objects.filter(finished_at=None, recorded_at__lt=now - PATIENCE)
    return list(waiting.order_by("recorded_at").values_list("pk", flat=True))


@transaction.atomic
def forget(*, now: datetime) -> None:
    """Cells of files are not kept: what is left of an old import are its counts."""
    old = ImportJob.objects.filter(finished_at__lt=now - KEPT)
    ImportPart.objects.filter(job__in=old).delete()
    for job in old.filter(result__has_any_keys=["problems", "warnings"]):
        job.result = {key: value for key, value in job.result.items() if key not in ("problems", "warnings")}
        job.save(update_fields=["result"])


def parts(job: ImportJob, holds: ImportPart.Holds) -> Iterator[bytes]:
    for content in job.parts.filter(holds=holds).values_list("content", flat=True).iterator(chunk_size=1):
        yield bytes(content)


def _keep_parts(job: ImportJob, holds: ImportPart.Holds, pieces: Iterator[bytes]) -> None:
    for number, content in enumerate(pieces):
        ImportPart.objects.create(job=job, holds=holds, number=number, content=content)


def _pieces(file: IO[str]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PART):
        yield piece.encode()


def _locked(job_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"import job {job_id}"])
        return cursor.fetchone()[0]


def _scope_of(user: User, job: ImportJob) -> Scope | None:
    """As the person's memberships are now, not as they were when the file was sent."""
    return next((scope for scope in scopes.all_for(user) if scope.agency_id == job.agency_id), None)


def _finish_failed(job_id: UUID, why: str, now: datetime) -> None:
    with transaction.atomic():
        ImportPart.objects.filter(job_id=job_id).delete()
        ImportJob.objects.filter(pk=job_id, finished_at=None).update(
            state=ImportState.FAILED, finished_at=now, result={"fault": why}
        )


def _shown(result: Result) -> dict[str, Any]:
    return {
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "problem_count": result.problem_count,
        "warning_count": result.warning_count,
        "problems": [_listed(problem) for problem in result.problems[:SHOWN]],
        "warnings": [_listed(warning) for warning in result.warnings[:SHOWN]],
    }


def _listed(problem: Problem) -> list[Any]:
    return [problem.line, problem.column, problem.shown, problem.cure]


def _ignore(progress: Progress) -> None:
    """Nobody looks while a request is under way."""


class _Reporter:
    """Writes progress by a connection of its own: what the import writes is not seen before it is whole."""

    def __init__(self, job: ImportJob, now: datetime) -> None:
        self.job = job
        self.now = now
        self.last = 0.0

    def __enter__(self) -> "_Reporter":
        self.connection = connections.create_connection("default")
        self._write("state = 'running', started_at = %s", [self.now])
        self.job.started_at = self.now
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() - self.last < REPORT_EVERY:
            return
        self.last = time.monotonic()
        left = progress.seconds_left
        self._write(
            "rows_done = %s, share = %s, seconds_left = %s",
            [progress.rows, progress.share, None if left is None else round(left)],
        )

    def _write(self, assignments: str, values: list[Any]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {ImportJob._meta.db_table} SET {assignments} WHERE id = %s AND finished_at IS NULL",
                [*values, self.job.pk],
            )
