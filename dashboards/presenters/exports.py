"""What an export holds: the same figures as the pages, as tables with what they are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from dashboards import rollup
from dashboards.counts import Counts, total
from dashboards.measures import DEFINITION
from dashboards.measures.asking import Question
from dashboards.measures.figures import Figures
from dashboards.measures.rows import Row
from dashboards.presenters import words
from dashboards.presenters.workbook import MEASURES
from ehtrack.lib import numbers
from ehtrack.lib.tables import Column, Table

NOTES = [
    "S&N: Strengths and Needs assessment. One document counts one, on its completed date, for its agency.",
    "MASH contacts count on the day they were received (Europe/London), for the agency they came from.",
    "Ratios leave out S&Ns of pilots unless they say otherwise. MASH contacts per S&N is empty where there is no S&N.",
    "No further action: contacts with that outcome among contacts with a decision; undecided contacts stand apart.",
]


KEPT_BACK = (
    "c: 1 to 4 S&Ns or MASH contacts, or a number from which so few could be worked out, also with what was published "
    "before; or a ratio or percentage of one. Zero shows. Staff, meetings and targets show however few they are."
)


def about(figures: Figures, label: str, tables: Iterable[Table], *, who: str, use: str) -> list[tuple[str, str]]:
    """What the export is: filters, as-of date, who asked and when, and how many rows its tables have."""
    question = figures.question
    return [
        ("What", f"S&Ns and MASH contacts, {label}"),
        ("Whose", words.subject(question)),
        ("Period", words.period(question)),
        ("As of", words.day(question.as_of)),
        ("Basis", words.BASES[question.basis]),
        ("Definition of the figures", f"version {DEFINITION}"),
        ("Counted at", words.moment(figures.now)),
        ("Exported by", who),
        ("Use", use),
        ("Rows", str(sum(len(list(table.rows)) for table in tables))),
    ]


def tidy(figures: Figures) -> Table:
    """A row for each agency, month and measure, those without activity too; then the agency's ratio of the period."""
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
    question = figures.question
    sums = rollup.sums(question.first, question.as_of, by=("agency", "month"), **question.scope)
    found = {(row.agency, row.month): row.counts for row in sums}
    counted = {agency for agency, _ in found}
    months = figures.period_months
    for row in figures.agencies:
        if not _concerns(question, row, counted):
            continue
        by_month = [found.get((row.key, month), Counts()) for month in months]
        named = [row.code, row.name, row.group]
        for month, counts in zip(months, by_month, strict=True):
            for name in MEASURES:
                yield [*named, month.label, name, getattr(counts, name)]
        whole = replace(row, counts=total(by_month))
        for name, value in _ratio(whole):
            yield [*named, f"{months[0].label} to {months[-1].label}", name, value]


def _ratio(row: Row) -> Iterator[tuple[str, int | str]]:
    """The ratio of the whole period: those of months cannot be added up to it."""
    yield "assessments_without_pilot", row.without_pilot
    yield "contacts_per_assessment", _quotient(row.without_pilot, row.counts.contacts)
    yield "contacts_per_assessment_with_pilot", _quotient(row.assessments, row.counts.contacts)
    yield "ratio", row.ratio_text
    yield "ratio_with_pilot", row.ratio_text_with_pilot


def _quotient(assessments: int, contacts: int) -> str:
    return numbers.quotient(contacts, assessments).replace(",", "") if assessments else ""


def _concerns(question: Question, row: Row, counted: set[UUID | None]) -> bool:
    """The agency asked for; of a group its agencies, and those with records of a time when they were in it."""
    if question.agency:
        return row.key == question.agency.pk
    return question.group is None or row.group == question.group.code or row.key in counted
