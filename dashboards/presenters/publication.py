"""The tables of an export with, behind each cell, the figures that it tells: what suppression needs to know."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboards.measures.figures import Figures
from dashboards.measures.ledger import Asked, Ledger
from dashboards.measures.rows import Row
from dashboards.models import Basis
from dashboards.presenters import exports, tables, workbook
from dashboards.presenters import publication_progress as beside
from dashboards.suppression import Told, value
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Table
from ehtrack.lib.wording import within_a_sentence

COUNTED = {
    Basis.COMPLETED: ("assessments", "pilot_assessments", "without_pilot"),
    Basis.SHARED: ("shared", "pilot_shared", "shared_without_pilot"),
}

EFFECTS = (
    "In the file 1 to 4 S&Ns or MASH contacts show as c, and so does every number and ratio that would tell them. Zero "
    "shows; so do staff, meetings and targets, however few.",
    "ehtrack remembers for ever what was told and what was kept back, with the file. Nobody can change or delete that.",
    "Every later release keeps back what would tell such a number together with this one. What you publish first in "
    "small parts may leave less to show of the whole.",
    "Publishing the same again tells nothing new: the numbers are the same, and it is remembered once.",
    "It may take a minute or more. The next page shows how far it is, and then has the file.",
)
LEFT_OUT = (
    (
        "Children and families",
        "each counts once, on however many S&Ns, so that their numbers do not add up and nobody could check what they "
        "tell together",
    ),
    (
        "Timeliness, contacts diverted and early help first, statutory plans, TAFs that are open, closures, families "
        "discussed and No Names Consultations",
        "a release remembers S&Ns, and contacts with their outcome, by agency and month. What it does not remember the "
        "next could undo",
    ),
    ("Single days, and the month that still goes on", "a day more or less would tell of that day"),
)


def left_out_notes(left_out: Sequence[tuple[str, str]]) -> list[str]:
    return [f"In no publication: {within_a_sentence(what)}, because {why}." for what, why in left_out]


NOTES = [exports.KEPT_BACK, *left_out_notes(LEFT_OUT)]


@dataclass(frozen=True)
class Whose:
    agency: str = ""
    group: str = ""


def cell(ledger: Ledger, shown: object, measures: Sequence[str], whose: Whose, span: tuple[str, str]) -> object:
    """With the figures of these measures behind it; plain where there are none."""
    if not measures:
        return shown
    asked = (Asked(measure, whose.agency, whose.group, *span) for measure in measures)
    told = Told(shown, tuple(ledger.figure(one) for one in asked))
    if len(measures) == 1 and value(told.of[0]) != shown:
        raise ValueError(f"{measures[0]} is {shown}, and {value(told.of[0])} in the ledger")
    return told


@dataclass(frozen=True)
class Telling:
    """Puts behind a cell the figures of its measures, for an agency or group and the months of the period or some."""

    figures: Figures
    ledger: Ledger

    @property
    def period(self) -> tuple[str, str]:
        months = self.figures.period_months
        return months[0].label, months[-1].label

    @property
    def whole(self) -> Whose:
        question = self.figures.question
        return Whose(
            str(question.agency.pk) if question.agency else "", str(question.group.pk) if question.group else ""
        )

    @property
    def behind(self) -> beside.Behind:
        question, whose = self.figures.question, self.whole
        return beside.Behind(self.ledger, COUNTED[question.basis][0], whose.agency, whose.group, question.months)

    def cell(self, shown: object, measures: Sequence[str], whose: Whose, span: tuple[str, str] | None = None) -> object:
        return cell(self.ledger, shown, measures, whose, span or self.period)

    def of_row(self, row: Row) -> Whose:
        if row.key is None:
            return self.whole
        is_group = any(group.pk == row.key for group in self.figures.all_groups)
        return Whose(group=str(row.key)) if is_group else Whose(agency=str(row.key))


def since(figures: Figures, format: str) -> date:
    """From when on a release has to remember the counts: what it tells is computed from them."""
    first, as_of = figures.question.first, figures.question.as_of
    return min(first, (Month.of(as_of) - (beside.LOOKED_BACK - 1)).first) if format == "xlsx" else first


def sheets(figures: Figures, ledger: Ledger) -> list[Table]:
    """The ratio and the counts behind it, of organisations, agencies and months; progress; staff and meetings."""
    telling = Telling(figures, ledger)
    return [*_counts(telling), beside.progress(figures, telling.behind), *beside.unsuppressed(figures)]


def _counts(telling: Telling) -> list[Table]:
    figures, question = telling.figures, telling.figures.question
    if question.agency:
        return [_ratios(telling, [figures.row]), _months(telling)]
    listed = [row for row in figures.agencies if question.group is None or row.group == question.group.code]
    agencies = _organisations(telling, listed, title="Agencies", first="Agency")
    if question.group:
        return [_ratios(telling, [figures.row]), agencies, _months(telling)]
    rows = [*figures.groups, figures.partnership]
    organisations = _organisations(telling, rows, title="Organisations", first="Organisation")
    return [_ratios(telling, rows), organisations, agencies, _months(telling)]


def tidy(figures: Figures, ledger: Ledger) -> Table:
    """The rows of the CSV: each agency's months, and its ratio of the period."""
    telling, found = Telling(figures, ledger), exports.tidy(figures)
    keys = {row.code: row for row in figures.agencies}
    counted, _, without = COUNTED[figures.question.basis]
    ratios = {
        "assessments_without_pilot": (without,),
        "contacts_per_assessment": (without, "contacts"),
        "contacts_per_assessment_with_pilot": (counted, "contacts"),
        "ratio": (without, "contacts"),
        "ratio_with_pilot": (counted, "contacts"),
    }
    body = []
    for code, name, group, month, measure, shown in found.rows:
        whose = replace(telling.of_row(keys[str(code)]), group=telling.whole.group)
        named = str(measure)
        span = None if named in ratios else (str(month), str(month))
        body.append([code, name, group, month, measure, telling.cell(shown, ratios.get(named, (named,)), whose, span)])
    return replace(found, rows=body)


def _ratios(telling: Telling, rows: list[Row]) -> Table:
    counted, _, without = COUNTED[telling.figures.question.basis]
    found = workbook.ratios(rows)
    parts = [(row, first) for row in rows for first in (without, counted)]
    body = []
    for (row, first), cells in zip(parts, found.rows, strict=True):
        measures = {"assessments": (first,), "contacts": ("contacts",)} | dict.fromkeys(
            ("contacts_per_assessment", "ratio"), (first, "contacts")
        )
        body.append(_told(telling, found, cells, measures, telling.of_row(row)))
    return replace(found, rows=body)


def _organisations(telling: Telling, rows: list[Row], *, title: str, first: str) -> Table:
    counted, pilot, without = COUNTED[telling.figures.question.basis]
    measures = {
        "assessments": (counted,),
        "pilot": (pilot,),
        "contacts": ("contacts",),
        "ratio": (without, "contacts"),
        "with_pilot": (counted, "contacts"),
        "nfa": ("no_further_action", "decided"),
    }
    found = tables.organisations(rows, title=title, first=first)
    told = (
        _told(telling, found, cells, measures, telling.of_row(row)) for row, cells in zip(rows, found.rows, strict=True)
    )
    return replace(found, rows=list(told))


def _months(telling: Telling) -> Table:
    found = workbook.months(telling.figures)
    measures = {name: (name,) for name in workbook.MEASURES}
    body = [
        _told(telling, found, cells, measures, telling.whole, (str(cells[0]), str(cells[0]))) for cells in found.rows
    ]
    return replace(found, rows=body)


def _told(
    telling: Telling,
    table: Table,
    cells: Sequence[object],
    measures: Mapping[str, tuple[str, ...]],
    whose: Whose,
    span: tuple[str, str] | None = None,
) -> list[object]:
    pairs: Iterator[tuple] = zip(table.columns, cells, strict=True)
    return [telling.cell(shown, measures.get(column.key, ()), whose, span) for column, shown in pairs]


TABLES: dict[str, Callable[[Figures, Ledger], list[Table]]] = {
    "csv": lambda figures, ledger: [tidy(figures, ledger)],
    "xlsx": sheets,
}
