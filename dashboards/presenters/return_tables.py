"""The tables of exported returns, one or many: as signed, in numbers that can be counted on with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from dashboards.counts import Counts, total
from dashboards.measures.progress import straight_line
from dashboards.measures.returned import AgencyFigures, ReturnFigures
from dashboards.measures.rows import Row
from dashboards.models import QuarterlyReturn, ReturnVersion
from dashboards.models.quarterly_return import LABELS, ReturnState
from dashboards.presenters import return_changes as changes
from dashboards.presenters import returns as words
from dashboards.presenters.workbook import MEASURES, contacts_per_assessment
from ehtrack.lib import numbers
from ehtrack.lib.tables import Column, Table

ALL = "All"
WHOSE = [Column("whose", "Return of"), Column("quarter", "Quarter")]
COUNTED = [Column(name, label, "count") for name, label in MEASURES.items()]
RATIO = [Column("contacts_per_assessment", "MASH contacts per S&N", "ratio"), Column("ratio", "Ratio")]


@dataclass(frozen=True)
class Entry:
    """A return as it was signed; ``now``: its figures as counted when exported. ``left_out``: codes of agencies."""

    row: QuarterlyReturn
    version: ReturnVersion
    now: ReturnFigures
    left_out: frozenset[str] = frozenset()

    @cached_property
    def figures(self) -> ReturnFigures:
        signed = ReturnFigures.from_json(self.version.figures)
        return replace(signed, agencies=tuple(one for one in signed.agencies if one.code not in self.left_out))

    @property
    def whose(self) -> list[object]:
        return [self.row.agency.name, self.row.label]

    @property
    def of_agencies(self) -> list[tuple[AgencyFigures, Row]]:
        return [(agency, self.figures.row(agency)) for agency in self.figures.agencies]


def states(rows: Iterable[QuarterlyReturn], signed: Mapping[Any, ReturnVersion], *, today: date) -> Table:
    columns = [
        *WHOSE,
        Column("state", "State"),
        Column("when", "When"),
        Column("version", "Version", "count"),
        Column("by", "Signed by"),
        Column("at", "Signed at", "date"),
    ]
    body = []
    for row in rows:
        version = signed.get(row.pk)
        signature = [version.number, version.submitted_by.name, version.submitted_at] if version else [None, None, None]
        when = words.lateness(row, words.first_signed(row), today=today)
        body.append([row.agency.name, row.label, ReturnState(row.state).label, when, *signature])
    return Table("States of returns", columns, body)


def numbers_of_states(rows: Sequence[QuarterlyReturn], *, today: date) -> Table:
    late = sum(row.is_late(today) for row in rows)
    body = [[state.label, sum(row.state == state for row in rows)] for state in ReturnState]
    body += [["Late, among the drafts", late], [ALL, len(rows)]]
    return Table("Returns by state", [Column("state", "State"), Column("number", "Returns", "count")], body)


def figures(entries: Sequence[Entry], title: str, *, of_year: bool = False) -> Table:
    """A row for each agency of each return, and one for all of them."""
    rows = [
        (entry.row.agency.name, entry.figures.row(agency, of_year=of_year))
        for entry in entries
        for agency in entry.figures.agencies
    ]
    return _figures(title, rows)


def figures_of_year(entries: Sequence[Entry], title: str) -> Table:
    """The signed quarters of each agency added up."""
    found: dict[str, tuple[str, list[Row]]] = {}
    for entry in entries:
        for agency, row in entry.of_agencies:
            found.setdefault(agency.code, (entry.row.agency.name, []))[1].append(row)
    return _figures(title, [(whose, added_up(rows[0].code, rows[0].name, rows)) for whose, rows in found.values()])


def _figures(title: str, rows: Sequence[tuple[str, Row]]) -> Table:
    columns = [Column("agency", "Agency"), Column("whose", "Return of"), *COUNTED, *RATIO]
    body = [[row.name, whose, *_counts(row), *_ratio([row])] for whose, row in rows]
    if len(rows) > 1:
        together = [row for _, row in rows]
        body.append([ALL, None, *_counts(added_up("", ALL, together)), *_ratio(together)])
    return Table(title, columns, body)


def _counts(row: Row) -> list[int]:
    return [getattr(row.counts, name) for name in MEASURES]


def _ratio(rows: Sequence[Row]) -> list[object]:
    """None of returns that count S&Ns differently: the target of a year may have changed its basis between two."""
    if len({row.basis for row in rows}) > 1:
        return [None, "Not known: the returns count different S&Ns"]
    row = added_up("", "", rows)
    return [contacts_per_assessment(row.without_pilot, row.counts.contacts), row.ratio_text]


def added_up(code: str, name: str, rows: Sequence[Row]) -> Row:
    return Row(code, name, "", total(row.counts for row in rows), rows[0].basis)


def by_quarter(entries: Sequence[Entry]) -> Table:
    """S&Ns of each agency in each signed quarter, on the basis of its return."""
    labels = sorted({entry.row.label for entry in entries})
    found: dict[str, dict[str, int]] = {}
    names: dict[str, str] = {}
    for entry in entries:
        for agency, row in entry.of_agencies:
            names[agency.code] = agency.name
            found.setdefault(agency.code, {})[entry.row.label] = row.assessments
    columns = [Column("agency", "Agency"), *(Column(label, label, "count") for label in labels)]
    rows: list[list[object]] = [[names[code], *(of.get(label) for label in labels)] for code, of in found.items()]
    sums = [sum(of.get(label, 0) for of in found.values()) for label in labels]
    rows = [[*row, sum(found[code].values())] for code, row in zip(found, rows, strict=True)]
    title = "S&Ns by quarter, as signed"
    return Table(title, [*columns, Column("all", ALL, "count")], [*rows, [ALL, *sums, sum(sums)]] if rows else [])


def targets(entries: Sequence[Entry]) -> Table:
    columns = [
        *WHOSE,
        Column("target", LABELS["target_this_year"], "count"),
        Column("next", LABELS["target_next_year"], "count"),
        Column("known", "Target in ehtrack", "count"),
        Column("year", "S&Ns since 1 April", "count"),
        Column("projection", "The year at this pace", "count"),
        Column("gap", "Against the target in ehtrack"),
        Column("trained", "People trained in the quarter", "count"),
    ]
    body = [
        [
            *entry.whose,
            entry.version.target_this_year,
            entry.version.target_next_year,
            entry.figures.target,
            entry.figures.year.counted(entry.figures.basis),
            entry.figures.projection,
            entry.figures.gap_text or "Not known",
            entry.figures.trained,
        ]
        for entry in entries
    ]
    return Table("Targets and projection", columns, [*body, _targets_together(entries)] if len(entries) > 1 else body)


def _targets_together(entries: Sequence[Entry]) -> list[object]:
    """Targets that are known, added up. S&Ns and pace only where all returns are of the same quarter."""
    versions = [entry.version for entry in entries]
    known = [entry.figures.target for entry in entries]
    added = [[version.target_this_year for version in versions], [version.target_next_year for version in versions]]
    year, projection = None, None
    if len({entry.row.label for entry in entries}) == 1:
        year = sum(entry.figures.year.counted(entry.figures.basis) for entry in entries)
        projection = straight_line(year, entries[0].figures.complete_months)
    sums = [sum(one for one in values if one is not None) for values in (*added, known)]
    return [ALL, None, *sums, year, projection, None, sum(entry.figures.trained for entry in entries)]


def declared(entries: Sequence[Entry]) -> Table:
    """Recorded in ehtrack, declared as completed and not recorded, and the gap between them."""
    columns = [
        *WHOSE,
        Column("recorded", "Recorded in ehtrack", "count"),
        Column("declared", "Completed and not recorded here", "count"),
        Column("whole", "Completed in all", "count"),
        Column("gap", "Not recorded here, of all", "percent"),
    ]
    pairs = [(entry.figures.assessments, entry.version.unrecorded or 0) for entry in entries]
    body = [[*entry.whose, *_declared(*pair)] for entry, pair in zip(entries, pairs, strict=True)]
    if len(entries) > 1:
        body.append([ALL, None, *_declared(sum(one for one, _ in pairs), sum(two for _, two in pairs))])
    return Table("Recorded and declared", columns, body)


def _declared(recorded: int, unrecorded: int) -> list[object]:
    whole = recorded + unrecorded
    return [recorded, unrecorded, whole, Fraction(unrecorded, whole) if whole else numbers.NO_DATA]


def months(entries: Sequence[Entry]) -> Table:
    columns = [Column("agency", "Agency"), Column("month", "Month"), *COUNTED]
    body = [
        [agency.name, month, *(getattr(counts, name) for name in MEASURES)]
        for entry in entries
        for agency in entry.figures.agencies
        for month, counts in agency.months.items()
    ]
    return Table("Months", columns, body)


def restated(entries: Sequence[Entry]) -> Table:
    """Figures that the records count differently now, beside those that were signed."""
    found = [(entry, one) for entry in entries for one in changes.differences(entry.figures, entry.now)]
    plain = changes.restated_table([one for _, one in found])
    body = [[*entry.whose, *row] for (entry, _), row in zip(found, plain.rows, strict=True)]
    return Table("Restated", [*WHOSE, *plain.columns], body)


def answers(entries: Sequence[Entry]) -> Table:
    columns = [*WHOSE, Column("question", "Question"), Column("answer", "Answer")]
    body = [
        [*entry.whose, label, words.said(entry.version, name)] for entry in entries for name, label in LABELS.items()
    ]
    return Table("Answers", columns, body)


def now_of(entry: Entry, agency: AgencyFigures) -> AgencyFigures:
    """The same agency as counted now; one that the return does not speak for any more has nothing."""
    found = {one.code: one for one in entry.now.agencies}
    gone = AgencyFigures(agency.code, agency.name, Counts(), Counts(), target=None, trained=0)
    return found.get(agency.code, gone)
