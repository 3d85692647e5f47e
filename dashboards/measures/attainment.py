"""How far a year's target of any kind is: S&Ns, staff trained, red contacts decided in time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from dashboards.counts import Counts
from dashboards.measures import progress
from dashboards.measures.asking import Question
from dashboards.measures.rows import Row
from dashboards.models import Kind
from dashboards.selectors import targets, workforce
from dashboards.selectors.targets import YearTarget
from ehtrack.lib import numbers

RED = "red"


@dataclass(frozen=True)
class Attainment:
    """``reached``: S&Ns, people trained, or contacts in time in the m complete months; ``out_of``: of a share, all
    that were decided. A share of 95 is 95 in 100."""

    kind: Kind
    target: YearTarget
    reached: int
    out_of: int | None
    m: int

    @property
    def expected(self) -> Fraction | None:
        """What the year comes to: a number on the straight line, a share as it stands. None when nothing is known."""
        if self.out_of is None:
            return progress.straight_line(self.reached, self.m)
        return Fraction(100 * self.reached, self.out_of) if self.m and self.out_of else None

    @property
    def rag(self) -> progress.Rag | None:
        return progress.rag(self.expected, self.target.target)

    @property
    def gap_text(self) -> str | None:
        """ "25% below target"; of a share, "4 percentage points below target"."""
        if self.out_of is None:
            return progress.gap_text(self.expected, self.target.target)
        return _points(self.expected - self.target.target) if self.expected is not None else None


def _points(away: Fraction) -> str:
    if away == 0:
        return "on target"
    side, points = "below" if away < 0 else "above", numbers.half_up(abs(away))
    return f"{numbers.plural(points, 'percentage point')} {side} target" if points else f"just {side} target"


def of(question: Question, counts: Counts) -> dict[Kind, Attainment]:
    """Of the question's own agency or group, or of the partnership: each kind that has a target.

    ``counts``: of the complete months of the year.
    """
    found = targets.of_kinds(question.year, as_of=question.as_of, basis=question.basis, **question.scope)
    people = _trained(question).people if Kind.TRAINED in found else 0
    return {kind: _made(kind, found[kind], counts, people, question) for kind in Kind if kind in found}


def of_groups(question: Question, rows: Iterable[Row]) -> list[tuple[str, Attainment]]:
    """Of each group by its name. ``rows``: the groups' counts of the complete months of the year."""
    found = targets.of_groups(question.year, as_of=question.as_of, basis=question.basis)
    people = _trained(question).by_group if any(kind is Kind.TRAINED for kind, _ in found) else {}
    return [
        (row.name, _made(kind, found[kind, row.key], row.counts, people.get(row.key, 0), question))
        for row in rows
        for kind in Kind
        if row.key and (kind, row.key) in found
    ]


def _made(kind: Kind, target: YearTarget, counts: Counts, people: int, question: Question) -> Attainment:
    in_time, decided = counts.on_time(RED)
    reached = {Kind.ASSESSMENTS: counts.counted(question.basis), Kind.TRAINED: people, Kind.RED_IN_TIME: in_time}
    return Attainment(kind, target, reached[kind], decided if kind.is_share else None, len(question.months))


def _trained(question: Question) -> workforce.Trained:
    """In the complete months of the year. Distinct people do not add up, so they are counted for these days."""
    months = question.months
    last = months[-1].last if months else question.year.start
    return workforce.trained(replace(question, first=question.year.start, as_of=last))
