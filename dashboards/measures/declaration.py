"""How a measure is declared: what it counts, divided by what, why it matters, and which records it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dashboards.measures.figures import Figures
from ehtrack.lib import numbers


class Better(StrEnum):
    """Which way is better."""

    HIGHER = "Higher is better"
    LOWER = "Lower is better"
    NEITHER = "Neither higher nor lower is better in itself"


@dataclass(frozen=True)
class Records:
    """The records that a numerator counts: those of a ``source`` of ``selectors.records`` that fit ``where``, SQL on
    the source's columns. ``kind``: what a record is, to open it."""

    kind: str
    source: str
    where: str = "true"


@dataclass(frozen=True)
class Part:
    """A numerator or a denominator: what it is, and its number."""

    label: str
    read: Callable[[Figures], int]


@dataclass(frozen=True)
class Measure:
    key: str
    title: str
    meaning: str
    why: str
    source: str
    numerator: Part
    denominator: Part | None = None
    text: Callable[[Figures], str] | None = None
    better: Better = Better.NEITHER
    records: Records | None = None

    def value(self, figures: Figures) -> str:
        """The figure as people read it."""
        if self.text:
            return self.text(figures)
        number = self.numerator.read(figures)
        return numbers.percent(number, self.denominator.read(figures)) if self.denominator else numbers.count(number)
