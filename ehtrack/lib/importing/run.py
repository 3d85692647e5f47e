"""One import from file to result. The caller owns the transaction; what is found wrong leaves nothing behind."""

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO, BinaryIO, Protocol

from django.db import transaction

from ehtrack.lib.importing import rejects
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.problems import Problem, Refused
from ehtrack.lib.importing.reader import Reader, open_file
from ehtrack.lib.importing.staging import Staging

READING = 0.5
STEP = 0.85


@dataclass(frozen=True)
class Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0


class Kind(Protocol):
    """What a kind of file holds and how it is checked and written, set up for one run."""

    @property
    def name(self) -> str: ...

    @property
    def columns(self) -> Sequence[Column]: ...

    @property
    def key(self) -> Sequence[str]:
        """The columns that tell records apart."""

    def check(self, staging: Staging) -> None:
        """Note what is wrong by SQL, with ``staging.error`` and ``staging.warn``."""

    def write(self, staging: Staging, digest: str) -> Counts:
        """Write the records, their events and the audit row; called only when nothing is wrong."""


@dataclass(frozen=True)
class Result:
    """Problems and warnings are the first ones; their counts are of all. Created, updated and unchanged count records,
    rejected counts rows."""

    kind: str
    checked_only: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    warnings: list[Problem] = field(default_factory=list)
    warning_count: int = 0

    @property
    def accepted(self) -> bool:
        return not self.problem_count


@dataclass(frozen=True)
class Progress:
    """How far an import is; ``share`` of the whole work, from 0 to 1."""

    rows: int
    share: float
    seconds: float

    @property
    def seconds_left(self) -> float | None:
        """Not told before there is something to judge by."""
        return self.seconds * (1 - self.share) / self.share if self.share > 0.01 and self.seconds > 0.5 else None


def run(
    kind: Kind,
    file: BinaryIO,
    *,
    check_only: bool = False,
    rejected_to: IO[str] | None = None,
    whole: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Result:
    """Import a file that can seek. When it has bad rows, ``rejected_to`` gets them with a ``problem`` column; with
    ``whole`` the good ones too, in their places, so that what comes back is the file to mend and to send again."""
    try:
        with transaction.atomic():
            return _Run(kind, file, rejected_to, whole, progress).result(check_only)
    except Refused as refused:
        problem = Problem(None, refused.column, "", refused.cure)
        return Result(kind.name, check_only, problems=[problem], problem_count=1)


def digest_of(file: BinaryIO) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


class _Run:
    def __init__(
        self,
        kind: Kind,
        file: BinaryIO,
        rejected_to: IO[str] | None,
        whole: bool,
        progress: Callable[[Progress], None],
    ) -> None:
        self.kind = kind
        self.file = file
        self.rejected_to = rejected_to
        self.whole = whole
        self.progress = progress
        self.started = time.monotonic()
        self.steps = 0

    def result(self, check_only: bool) -> Result:
        reader = self._open()
        staging = Staging([column for column in self.kind.columns if column.name in reader.columns])
        staging.create()
        staging.fill(reader.rows(), lambda done: self._report(done, READING * reader.source.share_read()))
        staging.statement_done = lambda: self._step(staging.rows)
        self.kind.check(staging)
        warnings, warning_count = rejects.warnings(staging, reader.remarks, self._open)
        counts = Counts() if staging.errors() else self._write(staging, check_only)
        rejected = rejects.collect(staging, self._open, self.kind.key, self.rejected_to, whole=self.whole)
        self._report(staging.rows, 1.0)
        return Result(
            kind=self.kind.name,
            checked_only=check_only,
            created=counts.created,
            updated=counts.updated,
            unchanged=counts.unchanged,
            rejected=rejected.rows,
            problems=rejected.problems,
            problem_count=rejected.count,
            warnings=warnings,
            warning_count=warning_count,
        )

    def _open(self) -> Reader:
        columns = self.kind.columns
        return open_file(
            self.file,
            known=[column.name for column in columns],
            required=[column.name for column in columns if column.required],
        )

    def _write(self, staging: Staging, check_only: bool) -> Counts:
        """A check writes too, and takes it back: it cannot promise what the import would not keep."""
        with transaction.atomic():
            counts = self.kind.write(staging, digest_of(self.file))
            if check_only:
                transaction.set_rollback(True)
        return counts

    def _report(self, rows: int, share: float) -> None:
        self.progress(Progress(rows, share, time.monotonic() - self.started))

    def _step(self, rows: int) -> None:
        """Checks and writes are few statements over all rows; each takes its part of what is left."""
        self.steps += 1
        self._report(rows, 1 - (1 - READING) * STEP**self.steps)
