"""The returns of a quarter or a year for publication: figures, targets and people trained, as they were signed.

Nothing that was written, nobody's name, nothing restated. Every table is built whatever the format, so that all formats
keep back the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dashboards.measures.ledger import Ledger, ledger_of
from dashboards.measures.returned import AgencyFigures
from dashboards.measures.rows import Row
from dashboards.models import Basis, QuarterlyReturn
from dashboards.presenters import return_exports as internal
from dashboards.presenters import return_tables as tables
from dashboards.presenters import return_tidy, words
from dashboards.presenters.exports import KEPT_BACK, NOTES
from dashboards.presenters.publication import COUNTED, Whose, cell, left_out_notes
from dashboards.presenters.return_exports import Asked, ReturnExport
from dashboards.presenters.return_tables import Entry
from dashboards.presenters.workbook import MEASURES
from ehtrack.lib.calendar import FinancialYear, Quarter
from ehtrack.lib.documents import Section
from ehtrack.lib.tables import Column, Table

ONCE = "An agency that two returns of a quarter speak for counts once, by its own return where it has one."
TARGETS = ("whose", "quarter", "target", "next", "known", "trained")
LEFT_OUT = (
    ("Children and families", "each counts once, so that their numbers do not add up over agencies and quarters"),
    ("What the agencies wrote, and who signed", "words may tell of a family"),
    ("S&Ns that are not recorded in ehtrack", "they are an estimate of the agency, and belong to no month"),
    (
        "The year so far, the pace of the year and what was restated",
        "they count months that the return did not freeze, so that the next release could undo it",
    ),
)
STATES = ("whose", "quarter", "state", "when", "version", "at")
Span = tuple[str, str]
Behind = tuple[Whose, Basis | None, Span]  # whose figures a row tells; no basis where returns count different S&Ns


@dataclass(frozen=True)
class Signed:
    """What is published of. ``keys``: of each agency by its code, as all releases know it. ``quarter``: of it alone."""

    entries: Sequence[Entry]
    keys: Mapping[str, str]
    year: FinancialYear
    quarter: Quarter | None = None

    @property
    def labels(self) -> list[str]:
        return sorted({entry.row.label for entry in self.entries})

    def of_quarter(self, label: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.row.label == label]

    @property
    def ledger(self) -> Ledger:
        return ledger_of(
            (self.keys[agency.code], month, counts)
            for entry in self.entries
            for agency in entry.figures.agencies
            for month, counts in agency.months.items()
        )


def each_agency_once(entries: Sequence[Entry]) -> list[Entry]:
    """An agency that makes its own return may be in another's too, signed before or after. The first of a return is
    its own."""
    taken = {(entry.row.label, entry.figures.agencies[0].code) for entry in entries}
    found = []
    for entry in entries:
        others = {(entry.row.label, agency.code) for agency in entry.figures.agencies[1:]}
        found.append(replace(entry, left_out=frozenset(code for _, code in others & taken)))
        taken |= others
    return found


def told_tables(signed: Signed, ledger: Ledger) -> list[Table]:
    """With the figures behind each cell; the last two are the months, and the rows of the CSV."""
    return [*_figures(signed, ledger), _months(signed, ledger), _tidy(signed, ledger)]


def export(signed: Signed, rows: Sequence[QuarterlyReturn], published: Sequence[Table], asked: Asked) -> ReturnExport:
    """``published``: the tables after suppression."""
    *figures, months, tidy = published
    label = signed.quarter.label if signed.quarter else str(signed.year)
    number, states = internal.overview(rows, signed.entries, asked)
    overview = [number, _only(states, STATES)]
    targets = _only(tables.targets(internal.latest(signed.entries)), TARGETS)
    figures = [*figures, replace(targets, title="Targets and people trained")]
    what = f"Quarterly returns of {label}"
    return ReturnExport(
        title=what,
        name=f"returns-{label}{asked.ending}-publication",
        facts=internal.facts_of(what, label, rows, signed.entries, asked, words.PUBLICATION),
        sections=[Section("Returns", tables=overview), Section("Figures", tables=figures)],
        sheets=[*overview, *figures, months],
        tidy=tidy,
        asked=asked,
        notes=[internal.FROZEN, ONCE, KEPT_BACK, *left_out_notes(LEFT_OUT), *NOTES],
        footer="For publication: small numbers are suppressed.",
    )


def _only(table: Table, keys: Sequence[str]) -> Table:
    places = [place for place, column in enumerate(table.columns) if column.key in keys]
    rows = [[row[place] for place in places] for row in table.rows]
    return replace(table, columns=[table.columns[place] for place in places], rows=rows)


def _figures(signed: Signed, ledger: Ledger) -> list[Table]:
    by_quarter = [
        _told(ledger, tables.figures(signed.of_quarter(label), f"{label}, as signed"), _lines(signed, label))
        for label in signed.labels
    ]
    if signed.quarter:
        return by_quarter
    whole = tables.figures_of_year(signed.entries, "Signed quarters added up")
    return [_told(ledger, whole, [behind for _, behind in _of_year(signed)]), *by_quarter]


def _lines(signed: Signed, label: str) -> list[Behind]:
    """Each agency of a quarter, then all together."""
    entries = signed.of_quarter(label)
    own = [_line(signed, entry, agency) for entry in entries for agency in entry.figures.agencies]
    return [*own, (Whose(), _common(entry.figures.basis for entry in entries), _span(Quarter.from_label(label)))]


def _line(signed: Signed, entry: Entry, agency: AgencyFigures) -> Behind:
    return Whose(signed.keys[agency.code]), entry.figures.basis, _span(entry.figures.period)


def _of_year(signed: Signed) -> list[tuple[Row, Behind]]:
    """Each agency's signed quarters added up, then all together."""
    found: dict[str, list[Row]] = {}
    for entry in signed.entries:
        for agency, row in entry.of_agencies:
            found.setdefault(agency.code, []).append(row)
    span = _span(signed.year)
    lines = [
        (tables.added_up(code, rows[0].name, rows), (Whose(signed.keys[code]), rows[0].basis, span))
        for code, rows in found.items()
    ]
    if not lines:
        return []
    together = tables.added_up("", tables.ALL, [row for row, _ in lines])
    return [*lines, (together, (Whose(), _common(row.basis for row, _ in lines), span))]


def _months(signed: Signed, ledger: Ledger) -> Table:
    found = tables.months(signed.entries)
    lines = [
        (Whose(signed.keys[agency.code]), None, (month, month))
        for entry in signed.entries
        for agency in entry.figures.agencies
        for month in agency.months
    ]
    return _told(ledger, found, lines)


def _tidy(signed: Signed, ledger: Ledger) -> Table:
    """The CSV: each agency's months and quarter, with targets and people trained, then all together; a year adds up."""
    columns = [
        Column(name, name, "count" if name == "value" else "text") for name in return_tidy.COLUMNS if name != "restated"
    ]
    body: list[list[object]] = []
    for label in signed.labels:
        entries, together = signed.of_quarter(label), _lines(signed, label)[-1]
        for entry in entries:
            body += _of_entry(signed, ledger, entry)
        rows = [row for entry in entries for _, row in entry.of_agencies]
        named = ["", tables.ALL, "", label, "", " to ".join(together[2])]
        body += _measured(ledger, named, tables.added_up("", tables.ALL, rows), together)
    if signed.quarter is None:
        for row, line in _of_year(signed):
            named = [row.code, row.name, "", str(signed.year), "", "signed quarters"]
            body += _measured(ledger, named, row, line)
    return Table("Returns", columns, body)


def _of_entry(signed: Signed, ledger: Ledger, entry: Entry) -> Iterator[list[object]]:
    own, version, period = entry.row.agency, entry.version, " to ".join(_span(entry.figures.period))
    told = [own.code, entry.row.label, str(version.number)]
    for agency, row in entry.of_agencies:
        named, line = [agency.code, agency.name, *told], _line(signed, entry, agency)
        for month, counts in agency.months.items():
            for name in MEASURES:
                shown = cell(ledger, getattr(counts, name), (name,), line[0], (month, month))
                yield [*named, month, name, shown]
        yield from _measured(ledger, [*named, period], row, line)
        yield [*named, period, "people_trained", agency.trained]
        yield [*named, period, "target_in_ehtrack", agency.target]
    for name in ("target_this_year", "target_next_year"):
        yield [own.code, own.name, *told, period, name, getattr(version, name)]


def _measured(ledger: Ledger, named: Sequence[object], row: Row, line: Behind) -> Iterator[list[object]]:
    whose, basis, span = line
    measures = _measures(basis)
    for name, shown in return_tidy.measured(row):
        if name in measures:
            yield [*named, name, cell(ledger, shown, measures[name], whose, span)]


def _told(ledger: Ledger, table: Table, lines: Sequence[Behind]) -> Table:
    """The last line is that of all together, which a table of one row has not."""
    body = []
    for cells, (whose, basis, span) in zip(table.rows, lines, strict=False):
        measures = _measures(basis)
        pairs = zip(table.columns, cells, strict=True)
        body.append([cell(ledger, shown, measures.get(column.key, ()), whose, span) for column, shown in pairs])
    return replace(table, rows=body)


def _measures(basis: Basis | None) -> dict[str, tuple[str, ...]]:
    """By columns and names of the CSV."""
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in MEASURES}
    if basis is not None:
        without = COUNTED[basis][2]
        ratio = dict.fromkeys(("contacts_per_assessment", "ratio"), (without, "contacts"))
        found |= {"assessments_without_pilot": (without,), **ratio}
    return found


def _common(bases: Iterable[Basis]) -> Basis | None:
    found = set(bases)
    return found.pop() if len(found) == 1 else None


def _span(period: Quarter | FinancialYear) -> Span:
    return period.start.isoformat()[:7], period.end.isoformat()[:7]
