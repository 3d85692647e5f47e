"""The tables of the figures, for pages and spreadsheets alike."""

from collections.abc import Callable

from dashboards.counts import PRIORITIES
from dashboards.measures.figures import Figures, Progress, Row
from dashboards.presenters import words
from ehtrack.lib import numbers
from ehtrack.lib.tables import Column, Table

Named = Callable[[Row], str]
STANDARDS = {priority: f"{priority.capitalize()} contacts decided in time" for priority in PRIORITIES}


def _name(row: Row) -> str:
    return row.name


def papers(rows: list[Row], name: Named = _name) -> Table:
    """The papers' table in their words: Organisation and Response, a group with a pilot twice."""
    body: list[list[str]] = []
    for row in rows:
        body.append([name(row), row.ratio_text])
        if row.pilot_assessments:
            body.append([f"{row.name} with pilot", row.ratio_text_with_pilot])
    return Table(
        "S&Ns and MASH contacts by organisation",
        [Column("organisation", "Organisation"), Column("r", "Response")],
        body,
    )


def organisations(rows: list[Row], *, title: str, first: str, name: Named = _name) -> Table:
    """The numbers behind the ratios; what concerns pilots only where one of the rows has a pilot."""
    pilots = any(row.pilot_assessments for row in rows)
    columns = [
        Column("name", first),
        Column("assessments", "S&Ns", "count"),
        *([Column("pilot", "Of which pilot", "count")] if pilots else []),
        Column("contacts", "MASH contacts", "count"),
        Column("ratio", "Ratio without pilot" if pilots else "Ratio"),
        *([Column("with_pilot", "Ratio with pilot")] if pilots else []),
        Column("nfa", "No further action", "percent"),
    ]
    return Table(title, columns, [_organisation(row, name, pilots) for row in rows])


def _organisation(row: Row, name: Named, pilots: bool) -> list[object]:
    rate = row.no_further_action_rate
    return [
        name(row),
        row.assessments,
        *([row.pilot_assessments] if pilots else []),
        row.counts.contacts,
        row.ratio_text,
        *([row.ratio_text_with_pilot if row.pilot_assessments else ""] if pilots else []),
        words.rate(None) if rate is None else rate,
    ]


def progress(figures: Figures) -> Table:
    """Target, projections and comparisons, a line each."""
    found, question = figures.progress, figures.question
    pairs = [
        ("Target", words.number(found.target_number) if found.target else "No target set"),
        ("S&Ns in the complete months", words.number(found.actual)),
        ("Straight-line projection", words.number(found.straight_line)),
        ("Range of the projection (80%)", _range(found.low_high)),
        ("Seasonal projection", words.number(found.seasonal)),
        ("Projection from the last 3 months", words.number(found.recent)),
        ("Projection against target", found.gap_text or "Not known"),
        ("Still needed each month", "The year is over" if found.m == 12 else words.number(found.needed_per_month)),
        ("Same months last year", _last_year(found)),
        ("Last 2 months against the 12 before", words.signed(found.two_against_twelve, "higher", "lower")),
        ("Last 2 months against the target", words.signed(found.two_against_target, "above", "below")),
        ("MASH contacts against the same months last year", words.signed(found.contacts_change, "more", "fewer")),
    ]
    title = f"Progress in {question.year} to {words.day(question.as_of)}"
    return Table(title, [Column("what", "Measure"), Column("value", "Figure")], pairs)


def contacts(figures: Figures) -> Table:
    """MASH contacts: decided, no further action, in time; what waits stands beside it."""
    counts = figures.counts
    undecided = counts.contacts - counts.decided
    pairs = [
        ("MASH contacts", numbers.count(counts.contacts)),
        ("Decided", numbers.count(counts.decided)),
        ("Not decided yet", f"{numbers.count(undecided)}, of which overdue {numbers.count(figures.undecided_overdue)}"),
        ("No further action", _share(counts.no_further_action, counts.decided)),
        *((STANDARDS[priority], _share(*counts.on_time(priority))) for priority in PRIORITIES),
    ]
    return Table("MASH contacts and decisions", [Column("what", "Measure"), Column("value", "Figure")], pairs)


def tafs(figures: Figures) -> Table:
    found = figures.tafs
    pairs = [
        ("Open TAFs", numbers.count(found.open)),
        ("Open, with no meeting for 56 days", numbers.count(found.overdue)),
        ("First TAF within 42 days", _share(found.first_in_time, found.due_first)),
    ]
    return Table("Team Around the Family", [Column("what", "Measure"), Column("value", "Figure")], pairs)


def _share(part: int, whole: int) -> str:
    return f"{numbers.percent(part, whole)} ({numbers.count(part)} of {numbers.count(whole)})" if whole else "No data"


def _range(low_high: tuple[int, int] | None) -> str:
    return f"{numbers.count(low_high[0])} to {numbers.count(low_high[1])}" if low_high else "Not known"


def _last_year(found: Progress) -> str:
    return f"{numbers.count(found.actual_last_year)} ({words.signed(found.change, 'more now', 'fewer now')})"
