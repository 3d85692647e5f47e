"""The sheets of a workbook: the tables of the pages with every number in a cell of its own, to count on with."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from dashboards import rollup
from dashboards.counts import PRIORITIES, Counts
from dashboards.measures.figures import Figures
from dashboards.measures.ratio import ratio_text
from dashboards.measures.rows import Progress, Row
from dashboards.presenters import tables, taf_tables, words
from ehtrack.lib import numbers
from ehtrack.lib.tables import Column, Table

MEASURES = {
    "assessments": "S&Ns completed",
    "pilot_assessments": "of which pilot",
    "shared": "S&Ns shared with the council",
    "contacts": "MASH contacts",
    "decided": "MASH contacts decided",
    "no_further_action": "MASH contacts with no further action",
}


def sheets(figures: Figures) -> list[Table]:
    """One table a sheet. For the partnership organisations and agencies too; an agency gets its own figures only."""
    own = [
        _summary(figures),
        months(figures),
        progress(figures),
        _contacts(figures),
        _tafs(figures),
        meetings(figures),
        taf_tables.agencies(taf_tables.carriers(figures)),
        taf_tables.closures(figures),
    ]
    if figures.question.agency:
        return [ratios([figures.row]), *own]
    group = figures.question.group
    listed = [row for row in figures.agencies if group is None or row.group == group.code]
    agencies = tables.organisations(listed, title="Agencies", first="Agency")
    if group:
        return [ratios([figures.row]), agencies, *own]
    rows = [*figures.groups, figures.partnership]
    organisations = tables.organisations(rows, title="Organisations", first="Organisation")
    papers = tables.papers(figures.groups, notes=tables.pilots(figures.pilots))
    return [replace(papers, title="Ratio by organisation"), ratios(rows), organisations, agencies, *own]


def ratios(rows: Iterable[Row]) -> Table:
    """The ratio as the papers say it, and the numbers it is made of, without and with the S&Ns of pilots."""
    columns = [
        Column("whose", "Whose"),
        Column("which", "Which S&Ns"),
        Column("assessments", "S&Ns", "count"),
        Column("contacts", "MASH contacts", "count"),
        Column("contacts_per_assessment", "MASH contacts per S&N", "ratio"),
        Column("ratio", "Ratio"),
    ]
    body = [[row.name, *cells] for row in rows for cells in _ratios(row)]
    return Table("Ratio with and without pilot", columns, body)


def _ratios(row: Row) -> Iterator[list[object]]:
    for which, assessments in (("Without pilot", row.without_pilot), ("With pilot", row.assessments)):
        contacts = row.counts.contacts
        told = ratio_text(assessments, contacts)
        yield [which, assessments, contacts, contacts_per_assessment(assessments, contacts), told]


def contacts_per_assessment(assessments: int, contacts: int) -> Fraction | None:
    return Fraction(contacts, assessments) if assessments else None


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


def months(figures: Figures) -> Table:
    question = figures.question
    columns = [
        Column("month", "Month"),
        *(Column(name, label, "count") for name, label in MEASURES.items()),
    ]
    sums = rollup.sums(question.first, question.as_of, by=("month",), **question.scope)
    found = {row.month: row.counts for row in sums}
    body = [
        [month.label, *(getattr(found.get(month, Counts()), name) for name in MEASURES)]
        for month in figures.period_months
    ]
    return Table("Months", columns, body)


def progress(figures: Figures) -> Table:
    """Numbers, and changes as shares: 0.27 is 27% more. "In words" says what a share compares, or why none is known."""
    columns = [
        Column("what", "Measure"),
        Column("value", "Figure", "count"),
        Column("share", "Change or gap", "percent"),
        Column("words", "In words"),
    ]
    return Table(f"Progress in {figures.question.year}", columns, list(progress_rows(figures).values()))


def progress_rows(figures: Figures) -> dict[str, list[object]]:
    """By what each tells, which a publication has to know whatever the row is called."""
    found = figures.progress
    twelve, target = found.two_against_twelve, found.two_against_target
    return {
        "target": ["Target", found.target_number, None, "" if found.target else "No target set"],
        "actual": ["S&Ns in the complete months", found.actual, None, ""],
        **({} if found.m == 12 else _projections(found)),
        "gap": ["Projection against target", None, found.gap, found.gap_text or "Not known"],
        "last_year": [
            "Same months last year",
            found.actual_last_year,
            found.change,
            words.signed(found.change, "more", "fewer"),
        ],
        "twelve": ["Last 2 months against the 12 before", None, twelve, words.signed(twelve, "higher", "lower")],
        "two": ["Last 2 months against the target", None, target, words.signed(target, "above", "below")],
        "contacts": [
            "MASH contacts against the same months last year",
            None,
            found.contacts_change,
            words.signed(found.contacts_change, "more", "fewer"),
        ],
    }


def _projections(found: Progress) -> dict[str, list[object]]:
    low, high = found.low_high or (None, None)
    return {
        "straight_line": ["Straight-line projection", found.straight_line, None, _unknown(found.straight_line)],
        "low": ["Range of the projection (80%), from", low, None, _unknown(low)],
        "high": ["Range of the projection (80%), to", high, None, _unknown(high)],
        "seasonal": ["Seasonal projection", found.seasonal, None, _unknown(found.seasonal)],
        "recent": ["Projection from the last 3 months", found.recent, None, _unknown(found.recent)],
        "needed": ["Still needed each month", found.needed_each_month, None, "Rounded up" if found.target else ""],
    }


def _unknown(value: object) -> str:
    return "Not known" if value is None else ""


def _contacts(figures: Figures) -> Table:
    counts, help_ = figures.counts, figures.contacts_and_early_help
    body = [
        _whole("MASH contacts", counts.contacts),
        _share("Decided", counts.decided, counts.contacts),
        _share("Not decided yet", counts.contacts - counts.decided, counts.contacts),
        _whole("Not decided and overdue", figures.undecided_overdue),
        _share("No further action", counts.no_further_action, counts.decided),
        *(_share(tables.STANDARDS[priority], *counts.on_time(priority)) for priority in PRIORITIES),
        _whole("Decided without a priority or a time of receipt", counts.without_due_time),
        _share("Diverted to early help", help_.diverted, counts.no_further_action),
        _whole("No further action, the 90 days after not over yet", help_.not_yet_complete),
        _share("Early help first", help_.first, counts.contacts),
    ]
    return Table("MASH contacts and decisions", SHARES, body)


def _tafs(figures: Figures) -> Table:
    found, attended = figures.tafs, figures.attended
    body = [
        _whole("Open TAFs", found.open),
        _share("Open, with no meeting for 56 days", found.overdue, found.open),
        _share("First TAF within 42 days", found.first_in_time, found.due_first),
        _whole("Meetings held", figures.meetings.total),
        _share("Professionals asked who came", attended.attended, attended.invited),
        _share("Open TAFs with a lead professional recorded", found.open - figures.led.get(None, 0), found.open),
        _share(
            "S&Ns closed because needs were met",
            figures.closures.get("needs-met", 0),
            sum(figures.closures.values()),
        ),
    ]
    return Table("Team Around the Family", SHARES, body)


def meetings(figures: Figures) -> Table:
    """As on the page, its months in the form in which every sheet has them."""
    found = taf_tables.meetings(figures)
    months = [month.label for month in figures.period_months]
    body = [[month, *row[1:]] for month, row in zip(months, found.rows, strict=True)]
    return replace(found, title="TAF meetings by locality", rows=body)


SHARES = [
    Column("what", "Measure"),
    Column("value", "Figure", "count"),
    Column("whole", "Out of", "count"),
    Column("share", "Share", "percent"),
]


def _whole(what: str, number: int) -> list[object]:
    return [what, number, None, None]


def _share(what: str, part: int, whole: int) -> list[object]:
    return [what, part, whole, Fraction(part, whole) if whole else numbers.NO_DATA]
