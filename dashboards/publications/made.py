"""What a kind of publication says when it is asked for, and what comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from dashboards.files.made import MadeFile
from dashboards.services.releases import Published

COUNTING, BEFORE, WRITING = "Counting", "Reading what was published before", "Writing the file"
Step = Callable[[str], None]


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
    return lambda done, of: step(f"Keeping back small numbers: {done:,} of {of:,}")
