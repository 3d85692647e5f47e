"""What a kind of publication says when it is asked for, and what comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dashboards.files.made import MadeFile
from dashboards.services.releases import Published

COUNTING, BEFORE = "Counting", "Reading what was published before"
KEEPING_BACK, WRITING = "Keeping back small numbers", "Writing the file"


class Step(Protocol):
    """Is told what is being done, and how much of it is done."""

    def __call__(self, what: str, done: int = 0, of: int = 0) -> None: ...


class NoLonger(Exception):
    """The person may not publish this any more, or what was asked for is not there any more."""


@dataclass(frozen=True)
class Made:
    """``action`` on ``subjects`` is put on record."""

    file: MadeFile
    published: Published
    action: str
    subject_type: str
    subjects: Sequence[UUID]


@dataclass(frozen=True)
class Refused:
    """Nothing may be published; the text says why. What was found out stays on record."""

    why: str


def keeping_back(step: Step) -> Callable[[int, int], None]:
    return lambda done, of: step(KEEPING_BACK, done, of)
