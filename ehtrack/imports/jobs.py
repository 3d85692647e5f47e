"""Imports that people ask for in the browser: kept as a job, and done by a worker, which alone may write for others."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from agencies import asked_jobs
from agencies.models import ImportJob, ImportPart, ImportState
from agencies.scope import Scope
from agencies.services import audit
from agencies.unit_of_work import set_person
from ehtrack.imports.kinds import KINDS, kinds_for, order_for
from ehtrack.lib.importing.problems import Problem
from ehtrack.lib.importing.run import Progress, Result, run

PART = 1 << 20
SHOWN = 50
REPORT_EVERY = 0.5  # seconds
KEPT = timedelta(days=7)
NO_LONGER = "You may no longer import this kind of file for this agency. Nothing was imported."


class NoLonger(Exception):
    """The person may not import this any more."""


WORK = asked_jobs.Work(
    ImportJob,
    what="The import",
    nothing="Nothing was imported.",
    faults={NoLonger: NO_LONGER},
    parts=ImportPart,
)


@transaction.atomic
def ask(*, scope: Scope, kind: str, file: UploadedFile, check_only: bool) -> ImportJob:
    """Keep the file as a job of this person, for a worker."""
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
    _keep_parts(job, ImportPart.Holds.FILE, file.chunks(PART))
    return job


def perform(job_id: UUID, *, now: datetime) -> None:
    """Do a waiting job, or one whose worker died. Done already, or in other hands: nothing happens."""
    asked_jobs.perform(WORK, job_id, partial(_perform, now=now), now=now)


def _perform(job: ImportJob, *, now: datetime) -> None:
    set_person(job.user_id)
    scope = asked_jobs.scope_of(job)
    if scope is None or job.kind not in kinds_for(scope):
        raise NoLonger
    with asked_jobs.Reporter(job, now, rows_done=0) as report, tempfile.TemporaryFile() as file:
        for part in parts(job, ImportPart.Holds.FILE):
            file.write(part)
        _do(job, scope, file, now=now, progress=_now_and_then(report))


def _now_and_then(report: asked_jobs.Reporter) -> Callable[[Progress], None]:
    """Every row asks; a few times in a second is enough to be seen."""
    last = 0.0

    def seen(progress: Progress) -> None:
        nonlocal last
        if time.monotonic() - last < REPORT_EVERY:
            return
        last = time.monotonic()
        left = progress.seconds_left
        report(rows_done=progress.rows, share=progress.share, seconds_left=None if left is None else round(left))

    return seen


def _do(job: ImportJob, scope: Scope, file: Any, *, now: datetime, progress: Callable[[Progress], None]) -> None:
    with tempfile.SpooledTemporaryFile(PART, "w+", newline="", encoding="utf-8") as rejected:
        # By the system, as a file names records of many agencies: the kind checks what this person may import.
        result = run(
            KINDS[job.kind](order_for(scope, job.kind, now)),
            file,
            check_only=job.check_only,
            rejected_to=rejected,
            whole=True,
            progress=progress,
        )
        if result.rejected:
            _keep_parts(job, ImportPart.Holds.REJECTED, _pieces(rejected))
    ImportPart.objects.filter(job=job, holds=ImportPart.Holds.FILE).delete()
    ImportJob.objects.filter(pk=job.pk).update(
        state=ImportState.DONE, share=1, started_at=job.started_at or now, finished_at=now, result=_shown(result)
    )


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
