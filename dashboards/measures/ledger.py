"""What a release was counted from: each agency's month in parts that add up, and the figures as sums of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dashboards import rollup
from dashboards.counts import Counts
from dashboards.measures.asking import Question
from dashboards.suppression import Atom, Figure, Link, few, value
from ehtrack.lib.calendar import Month, Quarter

PARTS = ("pilot shared", "pilot", "shared", "assessed", "nothing further", "decided", "undecided")
MEASURES = {
    "assessments": PARTS[:4],
    "pilot_assessments": PARTS[:2],
    "without_pilot": PARTS[2:4],
    "shared": (PARTS[0], PARTS[2]),
    "pilot_shared": PARTS[:1],
    "shared_without_pilot": PARTS[2:3],
    "contacts": PARTS[4:],
    "decided": PARTS[4:6],
    "no_further_action": PARTS[4:5],
    "undecided": PARTS[6:],
}


class Asked(NamedTuple):
    """Which figure: without agency and group, of all; with both, what the agency did while it was in the group.

    Months as ``2022-10``, both included.
    """

    measure: str
    agency: str
    group: str
    first: str
    last: str


@dataclass(frozen=True)
class Line:
    agency: str
    group: str
    month: str
    parts: tuple[int, ...]

    def figure(self, measure: str) -> Figure:
        found = zip(PARTS, self.parts, strict=True)
        return frozenset(
            Atom(self.agency, self.month, part, number)
            for part, number in found
            if number and part in MEASURES[measure]
        )


class Ledger:
    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = list(lines)
        self.asked: dict[Asked, Figure] = {}
        self._by: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in self.lines:
            for whose in {("", ""), (line.agency, ""), ("", line.group), (line.agency, line.group)}:
                self._by[whose].append(line)

    def figure(self, asked: Asked) -> Figure:
        """The sum asked for, which the ledger remembers that it was asked."""
        if asked not in self.asked:
            self.asked[asked] = self._figure(asked)
        return self.asked[asked]

    def _figure(self, asked: Asked) -> Figure:
        lines = [line for line in self._by[asked.agency, asked.group] if asked.first <= line.month <= asked.last]
        return frozenset().union(*(line.figure(asked.measure) for line in lines))

    def guarded(self) -> Iterator[Figure]:
        """Of every month and quarter of every agency, group and of all those that are few: none of them may come out
        as a difference. They are added up as numbers first, for most are many or nothing."""
        for lines in self._by.values():
            months: dict[str, list[Line]] = defaultdict(list)
            quarters: dict[str, list[Line]] = defaultdict(list)
            for line in lines:
                months[line.month].append(line)
                quarters[Quarter.of(Month.from_label(line.month).first).label].append(line)
            for found in (*months.values(), *quarters.values()):
                yield from _few_of(found)

    def links(self, later: "Ledger") -> Iterator[Link]:
        """Counts of the same month that are what they were, though their parts were put right."""
        now = {(line.agency, line.month): line for line in later.lines}
        for line in self.lines:
            new = now.get((line.agency, line.month))
            if new is None or new.parts == line.parts:
                continue
            for measure in MEASURES:
                then, since = line.figure(measure), new.figure(measure)
                if then != since and value(then) == value(since):
                    yield Link(then, since)


def _few_of(lines: Sequence[Line]) -> Iterator[Figure]:
    parts = dict(zip(PARTS, map(sum, zip(*(line.parts for line in lines), strict=True)), strict=True))
    for measure, of in MEASURES.items():
        if few(sum(parts[part] for part in of)):
            yield frozenset().union(*(line.figure(measure) for line in lines))


def ledger(question: Question, *, since: date) -> Ledger:
    """Of whole months up to the as-of date of a question; read in its snapshot. A group's lists tell all of an agency
    that moved."""
    agency = question.agency.pk if question.agency else None
    found = rollup.sums(since, question.as_of, by=("agency", "group", "month"), agency=agency)
    return Ledger(
        Line(str(row.agency), str(row.group or ""), row.month.label, _parts(row.counts)) for row in found if row.month
    )


def ledger_of(counted: Iterable[tuple[str, str, Counts]]) -> Ledger:
    """Of counts by agency and month that are at hand, such as those that returns froze; of no groups."""
    return Ledger(Line(agency, "", month, _parts(counts)) for agency, month, counts in counted)


def _parts(counts: Counts) -> tuple[int, ...]:
    return (
        counts.pilot_shared,
        counts.pilot_assessments - counts.pilot_shared,
        counts.shared - counts.pilot_shared,
        counts.assessments - counts.pilot_assessments - counts.shared + counts.pilot_shared,
        counts.no_further_action,
        counts.decided - counts.no_further_action,
        counts.contacts - counts.decided,
    )


def as_lists(ledger: Ledger) -> list[list[object]]:
    return [[line.agency, line.group, line.month, *line.parts] for line in ledger.lines]


def from_lists(lists: Iterable[Sequence]) -> Ledger:
    return Ledger(Line(agency, group, month, tuple(parts)) for agency, group, month, *parts in lists)
