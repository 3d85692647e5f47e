"""How a measure is declared: what it counts, divided by what, why it matters, and which records it counts."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dashboards.measures.figures import Figures
from ehtrack.lib import numbers
from ehtrack.lib.tables import Table

NOT_KNOWN = "Not known"


class Better(StrEnum):
    """Which way is better."""

    HIGHER = "Higher is better"
    MORE_ASSESSMENTS = "More S&Ns for each MASH contact is better"
    LOWER = "Lower is better"
    SMALLER = "A smaller difference is better"
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
    """What is counted, or what it is counted out of: its words and its number, None where it is not known.

    ``measure``: the key of the measure that explains this number. ``name``: the head of its row, where "Counted" and
    "Out of" do not fit.
    """

    label: str
    read: Callable[[Figures], int | None]
    measure: str = ""
    name: str = ""

    def told(self, figures: Figures) -> str:
        """ "Meetings held: 12"."""
        number = self.read(figures)
        return f"{self.label}: {NOT_KNOWN if number is None else numbers.count(number)}"


@dataclass(frozen=True)
class Piece:
    """Words of a sum, and the key of the measure that explains the number in them."""

    text: str
    measure: str = ""


@dataclass(frozen=True)
class Related:
    """A measure that answers the next question. ``asks``: that question, before the measure's title."""

    key: str
    asks: str = ""


def _no_sum(figures: Figures) -> list[Piece]:
    return []


def _no_table(figures: Figures) -> Table | None:
    return None


def _nothing(figures: Figures) -> str:
    return ""


@dataclass(frozen=True)
class Measure:
    """``sums``: the sum as people read it. ``note``: what must be known beside this figure. ``table``: more
    numbers than a sum holds. ``topic``: the page of figures that shows it. ``on_basis``: counts the S&Ns of the basis
    asked for. ``of_all``: a figure of the whole partnership, which no agency or group has of its own.
    ``names_pilots``: says which pilots it speaks of. ``names_target``: says where the year's target comes from."""

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
    sums: Callable[[Figures], list[Piece]] = _no_sum
    note: Callable[[Figures], str] = _nothing
    related: tuple[Related, ...] = ()
    on_basis: bool = False
    of_all: bool = False
    names_pilots: bool = False
    names_target: bool = False
    table: Callable[[Figures], Table | None] = _no_table
    topic: str = ""

    def value(self, figures: Figures) -> str:
        """The figure as people read it."""
        if self.text:
            return self.text(figures)
        number, whole = self.numerator.read(figures), self.denominator.read(figures) if self.denominator else None
        if number is None or (self.denominator and whole is None):
            return NOT_KNOWN
        return numbers.count(number) if whole is None else numbers.percent(number, whole)
