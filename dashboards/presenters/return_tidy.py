"""Exported returns as CSV: a row for each agency, measure and month; then the quarter, the year, and what was said."""

from collections.abc import Iterator, Sequence

from dashboards.counts import Counts
from dashboards.measures.returned import AgencyFigures, ReturnFigures
from dashboards.measures.rows import Row
from dashboards.models.quarterly_return import LABELS
from dashboards.presenters import returns as words
from dashboards.presenters.return_tables import Entry, now_of
from dashboards.presenters.workbook import MEASURES
from ehtrack.lib import numbers
from ehtrack.lib.tables import Column, Table

COLUMNS = ["agency_code", "agency", "return_of", "quarter", "version", "period", "measure", "value", "restated"]
Figure = tuple[str, str, object, object]  # period, measure, as signed, as counted now


def tidy(entries: Sequence[Entry]) -> Table:
    """``restated`` is what the records count now; texts and declared numbers have none."""
    columns = [Column(name, name, "count" if name in ("value", "restated") else "text") for name in COLUMNS]
    return Table("Returns", columns, [row for entry in entries for row in _rows(entry)])


def _rows(entry: Entry) -> Iterator[list[object]]:
    told = [entry.row.agency.code, entry.row.label, str(entry.version.number)]
    for agency in entry.figures.agencies:
        for figure in _figures(entry, agency, now_of(entry, agency)):
            yield [agency.code, agency.name, *told, *figure]
    own = [entry.row.agency.code, entry.row.agency.name, *told, span_of(entry.figures.period.start, entry.figures)]
    for name in LABELS:
        value = getattr(entry.version, name)
        yield [*own, name, value if isinstance(value, int) else words.said(entry.version, name), None]


def _figures(entry: Entry, agency: AgencyFigures, now: AgencyFigures) -> Iterator[Figure]:
    signed, period = entry.figures, entry.figures.period
    for month, counts in agency.months.items():
        for name in MEASURES:
            yield month, name, getattr(counts, name), getattr(now.months.get(month, Counts()), name)
    for of_year, span in ((False, span_of(period.start, signed)), (True, span_of(period.year.start, signed))):
        then, after = signed.row(agency, of_year=of_year), entry.now.row(now, of_year=of_year)
        for (name, value), (_, counted) in zip(measured(then), measured(after), strict=True):
            yield span, name, value, counted
    yield span_of(period.start, signed), "people_trained", agency.trained, now.trained
    yield span_of(period.year.start, signed), "target_in_ehtrack", agency.target, now.target


def measured(row: Row) -> Iterator[tuple[str, object]]:
    for name in MEASURES:
        yield name, getattr(row.counts, name)
    yield "assessments_without_pilot", row.without_pilot
    contacts, assessments = row.counts.contacts, row.without_pilot
    yield "contacts_per_assessment", numbers.quotient(contacts, assessments).replace(",", "") if assessments else ""
    yield "ratio", row.ratio_text


def span_of(first: object, figures: ReturnFigures) -> str:
    """ "2022-10 to 2022-12", in the form of the months."""
    return f"{str(first)[:7]} to {figures.as_of.isoformat()[:7]}"
