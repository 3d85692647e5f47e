"""What an export holds: the same figures as the pages, as tables with what they are."""

from collections.abc import Iterator
from uuid import UUID

from dashboards import rollup
from dashboards.counts import Counts
from dashboards.measures import DEFINITION
from dashboards.measures.asking import Question
from dashboards.measures.figures import Figures
from dashboards.measures.rows import Row
from dashboards.presenters import tables, taf_tables, words
from ehtrack.lib.tables import Column, Table

MEASURES = {
    "assessments": "S&Ns completed",
    "pilot_assessments": "of which pilot",
    "shared": "S&Ns shared with the council",
    "contacts": "MASH contacts",
    "decided": "MASH contacts decided",
    "no_further_action": "MASH contacts with no further action",
}
NOTES = [
    "S&N: Strengths and Needs assessment. One document counts one, on its completed date, for its agency.",
    "MASH contacts count on the day they were received (Europe/London), for the agency they came from.",
    "Ratios leave out S&Ns of pilots unless they say otherwise.",
    "No further action: contacts with that outcome among contacts with a decision; undecided contacts stand apart.",
]


def about(figures: Figures, label: str, *, who: str, rows: int | None = None) -> list[tuple[str, str]]:
    """What the export is: filters, as-of date, who asked and when."""
    question = figures.question
    facts = [
        ("What", f"S&Ns and MASH contacts, {label}"),
        ("Whose", words.subject(question)),
        ("Period", words.period(question)),
        ("As of", words.day(question.as_of)),
        ("Basis", words.BASES[question.basis]),
        ("Definition of the figures", f"version {DEFINITION}"),
        ("Counted at", words.moment(figures.now)),
        ("Exported by", who),
        ("Use", words.INTERNAL),
    ]
    return facts if rows is None else [*facts, ("Rows", str(rows))]


def workbook_tables(figures: Figures) -> list[Table]:
    """One table a sheet. For the partnership organisations and agencies too; an agency gets its own figures only."""
    own = [
        _summary(figures),
        _months(figures),
        tables.progress(figures),
        tables.contacts(figures),
        *taf_tables.all_of(figures),
    ]
    if figures.question.agency:
        return own
    group = figures.question.group
    listed = [row for row in figures.agencies if group is None or row.group == group.code]
    agencies = tables.organisations(listed, title="Agencies", first="Agency")
    if group:
        return [agencies, *own]
    organisations = tables.organisations(
        [*figures.groups, figures.partnership], title="Organisations", first="Organisation"
    )
    return [tables.papers(figures.groups, notes=tables.pilots(figures.pilots)), organisations, agencies, *own]


def _summary(figures: Figures) -> Table:
    counts, question = figures.counts, figures.question
    pairs: list[tuple[str, int]] = [
        (f"S&Ns ({words.BASES[question.basis]})", counts.counted(question.basis)),
        ("of which pilot", counts.counted_pilot(question.basis)),
        ("S&Ns shared with the council", counts.shared),
        ("Children on the counted S&Ns", figures.children),
        *((label, getattr(counts, name)) for name, label in MEASURES.items() if name in ("contacts", "decided")),
        (MEASURES["no_further_action"], counts.no_further_action),
        ("MASH contacts not decided and overdue", figures.undecided_overdue),
    ]
    return Table("Summary of the period", [Column("what", "Measure"), Column("value", "Figure", "count")], pairs)


def _months(figures: Figures) -> Table:
    columns = [Column("month", "Month"), *(Column(name, label, "count") for name, label in MEASURES.items())]
    found = {row.month: row.counts for row in _sums(figures, ("month",))}
    body = [
        [month.label, *(getattr(found.get(month, Counts()), name) for name in MEASURES)]
        for month in figures.period_months
    ]
    return Table("Months", columns, body)


def tidy(figures: Figures) -> Table:
    """A row for each agency, month and measure, those without activity too."""
    columns = [
        Column("agency_code", "agency_code"),
        Column("agency", "agency"),
        Column("organisation", "organisation"),
        Column("month", "month"),
        Column("measure", "measure"),
        Column("value", "value", "count"),
    ]
    return Table("Figures", columns, list(_tidy_rows(figures)))


def _tidy_rows(figures: Figures) -> Iterator[list[object]]:
    found = {(row.agency, row.month): row.counts for row in _sums(figures, ("agency", "month"))}
    counted = {agency for agency, _ in found}
    for row in figures.agencies:
        if not _concerns(figures.question, row, counted):
            continue
        for month in figures.period_months:
            counts = found.get((row.key, month), Counts())
            for name in MEASURES:
                yield [row.code, row.name, row.group, month.label, name, getattr(counts, name)]


def _concerns(question: Question, row: Row, counted: set[UUID | None]) -> bool:
    """The agency asked for; of a group its agencies, and those with records of a time when they were in it."""
    if question.agency:
        return row.key == question.agency.pk
    return question.group is None or row.group == question.group.code or row.key in counted


def _sums(figures: Figures, by: tuple[str, ...]) -> list[rollup.Sums]:
    question = figures.question
    return rollup.sums(question.first, question.as_of, by=by, **question.scope)
