"""Consistency across agencies: who completes S&Ns, who does not, and whether more than chance sets them apart."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from dashboards.measures.chance import Band, Limits, limits
from ehtrack.lib.calendar import Month, Quarter

TRAINED, CHILDREN = 100, 1000  # rates are for each so many


@dataclass(frozen=True)
class AgencyRow:
    """An agency in the period. ``trained``: people trained up to the as-of date. ``children``: those it works with on
    that date. ``so_far``: S&Ns of the complete months of the year, and ``due``, what its target asks for by then."""

    key: UUID
    code: str
    name: str
    group: str
    assessments: int
    trained: int
    children: int | None
    so_far: int
    due: Fraction | None

    @property
    def at_target(self) -> bool | None:
        return None if self.due is None else self.so_far >= self.due

    @property
    def per_trained(self) -> Fraction | None:
        return Fraction(TRAINED * self.assessments, self.trained) if self.trained else None

    @property
    def per_children(self) -> Fraction | None:
        return Fraction(CHILDREN * self.assessments, self.children) if self.children else None


@dataclass(frozen=True)
class Placed:
    """An agency against its share of all S&Ns for its size."""

    row: AgencyRow
    expected: Fraction

    @property
    def ratio(self) -> Fraction:
        return self.row.assessments / self.expected

    @cached_property
    def limits(self) -> Limits:
        return limits(float(self.expected))

    @property
    def band(self) -> Band:
        return self.limits.band(self.row.assessments)


def funnel(rows: Iterable[AgencyRow], size: Callable[[AgencyRow], int | None]) -> list[Placed]:
    """Agencies that have a size; empty where fewer than two do, or they have no S&N, for then nothing is expected."""
    sized = [(row, found) for row in rows if (found := size(row))]
    assessments, sizes = sum(row.assessments for row, _ in sized), sum(found for _, found in sized)
    if len(sized) < 2 or not assessments:
        return []
    return [Placed(row, Fraction(assessments * found, sizes)) for row, found in sized]


@dataclass(frozen=True)
class Spread:
    """The quartiles of a rate over agencies: half of them lie between ``low`` and ``high``."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, rates: Iterable[Fraction]) -> "Spread | None":
        ordered = sorted(rates)
        return cls(_quantile(ordered, Fraction(1, 4)), _quantile(ordered, Fraction(3, 4))) if ordered else None


def _quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """Between the two nearest, in proportion."""
    place = (len(ordered) - 1) * share
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@dataclass(frozen=True)
class Member:
    """An agency over some quarters: when it was open, whether it completes none by its nature, its S&Ns and newly
    trained people by month, and its yearly target in each year that has one."""

    opens: date | None
    closes: date | None
    completes_none: bool
    assessments: Mapping[Month, int]
    trained: Counter[Month]
    children: Sequence[tuple[date, int | None]]  # from a day on, the earliest first
    targets: Mapping[int, int]  # by the calendar year in which the financial year starts

    def is_open(self, months: Sequence[Month]) -> bool:
        return (self.opens is None or self.opens <= months[-1].last) and (
            self.closes is None or self.closes >= months[0].first
        )

    def completed(self, months: Sequence[Month]) -> int:
        return sum(self.assessments.get(month, 0) for month in months)

    def trained_by(self, month: Month) -> int:
        return sum(number for first, number in self.trained.items() if first <= month)

    def children_on(self, day: date) -> int | None:
        return next((number for starts_on, number in reversed(self.children) if starts_on <= day), None)


@dataclass(frozen=True)
class QuarterRow:
    """How agencies did in the complete months of a quarter; ``whole``: all three."""

    quarter: Quarter
    whole: bool
    open: int
    completing: int
    with_target: int
    at_target: int
    per_trained: Spread | None
    per_children: Spread | None


def quarter(which: Quarter, months: Sequence[Month], members: Iterable[Member]) -> QuarterRow:
    there = [(member, member.completed(months)) for member in members if member.is_open(months)]
    counted = [(member, number) for member, number in there if number or not member.completes_none]
    due = [
        (number, Fraction(target * len(months), 12))
        for member, number in counted
        if (target := member.targets.get(which.year.starts))
    ]
    trained = [(number, member.trained_by(months[-1])) for member, number in counted]
    children = [(number, member.children_on(months[-1].last)) for member, number in counted]
    return QuarterRow(
        quarter=which,
        whole=len(months) == len(which.months),
        open=len(counted),
        completing=sum(1 for _, number in counted if number),
        with_target=len(due),
        at_target=sum(1 for number, wanted in due if number >= wanted),
        per_trained=Spread.of(Fraction(TRAINED * number, people) for number, people in trained if people),
        per_children=Spread.of(
            Fraction(CHILDREN * number, population) for number, population in children if population
        ),
    )


@dataclass(frozen=True)
class Consistency:
    """``left_out``: the names of those that complete none by their nature."""

    rows: list[AgencyRow]
    quarters: list[QuarterRow]
    left_out: list[str]

    @property
    def completing(self) -> int:
        return sum(1 for row in self.rows if row.assessments)

    @property
    def with_target(self) -> list[AgencyRow]:
        return [row for row in self.rows if row.due is not None]

    @property
    def at_target(self) -> int:
        return sum(1 for row in self.with_target if row.at_target)

    @cached_property
    def by_trained(self) -> list[Placed]:
        return funnel(self.rows, lambda row: row.trained)

    @cached_property
    def by_children(self) -> list[Placed]:
        return funnel(self.rows, lambda row: row.children)
