"""The charts of the figures pages, each with its numbers as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from dashboards.measures.figures import Figures
from dashboards.measures.ratio import ratio_text
from dashboards.measures.rows import Row
from dashboards.presenters import words
from ehtrack.lib import charts, numbers
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

AXIS = (
    "To the right of the middle line: more S&Ns than MASH contacts. To the left: more contacts than S&Ns. On the line, "
    "at 1, there are as many of both; at 10 there are ten S&Ns for each contact, at 0.1 ten contacts for each S&N."
)


@dataclass(frozen=True)
class Chart:
    """A drawing, its numbers, and what it says in a sentence. ``fold``: the numbers are folded away under this word.

    ``link``: to what explains the figure.
    """

    title: str
    says: str
    svg: SafeString
    table: Table
    fold: str = "The numbers"
    link: str = ""

    def opening(self, opened: Callable[[str, str], str], measure: str, lines: str = "") -> "Chart":
        """The same, linked to the measure's explanation, and to that of its lines."""
        links = [opened(measure, f"Where the numbers of “{self.title}” come from")]
        if lines:
            links.append(opened(lines, f"What the lines and marks of “{self.title}” mean"))
        return replace(self, link=format_html_join(". ", "{}", ((link,) for link in links)))


def cumulative(figures: Figures) -> Chart:
    """S&Ns added up over the year, against the target's line, with the straight-line projection and its range."""
    months, progress = figures.question.year.months, figures.progress
    actual = _added_up(figures.monthly(figures.question.months))
    target = [_share(progress.target_number, n) for n in range(1, 13)] if progress.target_number else []
    projection = _ahead(actual, progress.straight_line)
    low, high = progress.low_high or (None, None)
    says = _cumulative_says(figures)
    title = "S&Ns against target" if target else "S&Ns over the year"
    svg = charts.lines(
        charts.LineChart(
            title=f"{title}, {figures.question.year}",
            description=says,
            labels=[words.short(month) for month in months],
            actual=[*actual, *[None] * (12 - len(actual))],
            actual_label="S&Ns so far",
            target=target,
            target_label="Target",
            projection=projection,
            projection_label="Straight-line projection",
            low=_ahead(actual, low),
            high=_ahead(actual, high),
            range_label="Range (80%)",
        )
    )
    return Chart(title, says, svg, _cumulative_table(f"{title}, by month", months, actual, target, projection))


def _cumulative_table(
    title: str, months: Sequence[Month], actual: list[int], target: list[float], projection: list[float | None]
) -> Table:
    columns = [
        Column("month", "Month"),
        Column("actual", "S&Ns so far", "count"),
        *([Column("target", "Target by then", "count")] if target else []),
        *([Column("projection", "Projection", "count")] if projection else []),
    ]
    rows = [
        [
            month.name,
            _at(actual, n),
            *([_at(target, n)] if target else []),
            *([None if n < len(actual) else _at(projection, n)] if projection else []),
        ]
        for n, month in enumerate(months)
    ]
    return Table(title, columns, rows)


def _cumulative_says(figures: Figures) -> str:
    progress = figures.progress
    if not progress.m:
        return f"No month of {figures.question.year} is complete yet."
    counted = f"{numbers.plural(progress.actual, 'S&N')} in {numbers.plural(progress.m, 'complete month')}"
    if progress.m == 12:
        ended = f": {progress.gap_text}" if progress.gap_text else ""
        return f"{counted}{ended}."
    heading = f", heading for {words.number(progress.straight_line)} by 31 March"
    return f"{counted}{heading}{f': {progress.gap_text}' if progress.gap_text else ''}."


def quarters(figures: Figures) -> Chart:
    """The ratio of S&Ns (without pilots) to MASH contacts by quarter, of this year and the year before."""
    year, basis = figures.question.year, figures.question.basis
    rows = [*figures.quarters(year.previous), *figures.quarters(year)]
    dots = [_dot(name, counts.counted(basis) - counts.counted_pilot(basis), counts.contacts) for name, counts in rows]
    says = AXIS
    svg = charts.log_dots(charts.DotChart("S&Ns for each MASH contact, by quarter", says, dots, key="quarters"))
    columns = [
        Column("quarter", "Quarter"),
        Column("assessments", "S&Ns", "count"),
        Column("pilot", "Of which pilot", "count"),
        Column("contacts", "MASH contacts", "count"),
        Column("ratio", "Ratio without pilot"),
    ]
    body = [
        [
            name,
            counts.counted(basis),
            counts.counted_pilot(basis),
            counts.contacts,
            ratio_text(counts.counted(basis) - counts.counted_pilot(basis), counts.contacts),
        ]
        for name, counts in rows
    ]
    return Chart("Ratio by quarter", says, svg, Table("Ratio by quarter", columns, body))


def organisations(rows: list[Row], *, key: str, title: str, table: Table) -> Chart:
    """Where each organisation stands between S&Ns and MASH contacts; sorted, most S&Ns for a contact first."""
    ordered = sorted(rows, key=_balance, reverse=True)
    says = AXIS
    svg = charts.log_dots(
        charts.DotChart(title, says, [_dot(r.name, r.without_pilot, r.counts.contacts) for r in ordered], key=key)
    )
    return Chart(title, says, svg, table, fold="")


def _balance(row: Row) -> tuple[bool, float]:
    """No contacts at the one end, no S&Ns at the other; without activity last."""
    if not row.counts.contacts:
        return bool(row.without_pilot), float("inf") if row.without_pilot else -1.0
    return True, row.without_pilot / row.counts.contacts


def _dot(label: str, assessments: int, contacts: int) -> charts.Dot:
    return charts.Dot(label, assessments, contacts, ratio_text(assessments, contacts))


def _added_up(counts: list[int]) -> list[int]:
    return [sum(counts[: n + 1]) for n in range(len(counts))]


def _share(target: int | None, months: int) -> float:
    return (target or 0) * months / 12


def _ahead(actual: list[int], end: Fraction | int | None) -> list[float | None]:
    """From the last counted month straight on to the year's end."""
    m = len(actual)
    if end is None or not m or m == 12:
        return []
    step = (float(end) - actual[-1]) / (12 - m)
    return [*[None] * (m - 1), *(actual[-1] + step * n for n in range(13 - m))]


def _at(values: list, n: int) -> float | None:
    return values[n] if n < len(values) else None
