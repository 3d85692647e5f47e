"""Makes the file of an export: from one state of the records, each on record as read before the file can be opened."""

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.http import QueryDict

from agencies.models import ExportFormat, ExportJob
from agencies.scope import Scope
from agencies.services import audit
from agencies.snapshots import snapshot
from assessments.exports.kinds import ExportKind
from assessments.exports.registry import KINDS
from ehtrack.exports import words
from ehtrack.exports.sizes import Size, size_of
from ehtrack.lib.exporting import copying, sheets
from ehtrack.lib.tables import Column, Table, csv_chunks
from ehtrack.lib.workbooks import Cover

TOLD_TOGETHER = 1000  # ids in one row of the audit
EVERY = 0.5  # seconds


class RowCountDiffers(Exception):
    """The file does not hold the rows that were counted in the same state of the records."""


@dataclass(frozen=True)
class Progress:
    rows: int
    of: int
    seconds: float

    @property
    def seconds_left(self) -> int | None:
        """Not told before there is something to judge by."""
        return round(self.seconds * (self.of - self.rows) / self.rows) if self.rows and self.seconds > EVERY else None


Seen = Callable[[Progress], None]


def make(job: ExportJob, scope: Scope, *, now: datetime, keep: Callable[[Iterator[bytes]], None], seen: Seen) -> Size:
    """Hands the pieces of the file to ``keep``. Raises RowCountDiffers, and sheets.TooLarge for a workbook."""
    kind = KINDS[job.kind]
    records = kind.records(scope, QueryDict(job.query), job.search, now)
    with snapshot(scope.user_id, scope.agency_id) as reading:
        size = size_of(reading, kind, records)
        _tell(reading, job, scope, kind, records)
        watch = _Watch(size.rows, seen)
        facts = words.about(job, scope, kind, size, now=now)
        if job.format == ExportFormat.XLSX:
            keep(_workbook(reading, kind, records, facts, watch))
        else:
            keep(_csv(reading, kind, records, facts, watch))
        watch.check()
    return size


def _tell(reading: BaseDatabaseWrapper, job: ExportJob, scope: Scope, kind: ExportKind, records: QuerySet[Any]) -> None:
    """Every record and every child in the file, so that the audit knows who saw them whatever is corrected later."""
    told = {kind.subject_type: records.order_by().values_list("pk", flat=True)}
    if (children := kind.children(records)) is not None:
        told["child"] = children
    for subject_type, ids in told.items():
        for some in copying.bunches(reading, ids, TOLD_TOGETHER):
            audit.record(
                scope=scope,
                action=kind.action,
                subject_type=subject_type,
                subject_ids=some,
                detail={"export": str(job.pk)},
            )


def _csv(
    reading: BaseDatabaseWrapper, kind: ExportKind, records: QuerySet[Any], facts: words.Facts, watch: "_Watch"
) -> Iterator[bytes]:
    headings = Table(kind.title, [Column(column.name, column.name) for column in kind.columns], [])
    yield "".join(csv_chunks(headings, facts)).replace("\r\n", "\n").encode()
    yield from copying.csv_pieces(reading, kind.rows(records), seen=watch)


def _workbook(
    reading: BaseDatabaseWrapper, kind: ExportKind, records: QuerySet[Any], facts: words.Facts, watch: "_Watch"
) -> Iterator[bytes]:
    """Whole before its first piece: an archive tells the size of its parts in front of them."""
    with tempfile.TemporaryFile() as file:
        sheets.write(
            file,
            cover=Cover(words.workbook_title(kind), facts),
            notes=words.NOTES,
            columns=kind.columns,
            rows=watch.each(copying.texts(reading, kind.rows(records))),
        )
        yield from _pieces(file)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(copying.PIECE):
        yield piece


class _Watch:
    """Counts the rows that go into the file, and tells how far it is."""

    def __init__(self, expected: int, seen: Seen) -> None:
        self.expected = expected
        self.seen = seen
        self.rows = 0
        self.started = self.told = time.monotonic()

    def __call__(self, rows: int) -> None:
        self.rows = rows
        if (moment := time.monotonic()) - self.told >= EVERY:
            self.told = moment
            self.seen(Progress(rows, self.expected, moment - self.started))

    def each(self, rows: Iterable[Any]) -> Iterator[Any]:
        for number, row in enumerate(rows, start=1):
            yield row
            self.rows = number
            if not number % TOLD_TOGETHER:
                self(number)

    def check(self) -> None:
        if self.rows != self.expected:
            raise RowCountDiffers(f"{self.rows} rows written, {self.expected} counted")
