"""How past projections turned out, as tables: after the months that are counted now, and by method and month."""

from collections.abc import Callable
from fractions import Fraction

from dashboards.measures.figures import Figures
from dashboards.measures.record import MONTHS, Method, PastProjection
from ehtrack.lib import numbers
from ehtrack.lib.calendar import FinancialYear
from ehtrack.lib.tables import Column, Table

METHODS = {
    Method.STRAIGHT_LINE: "Straight line",
    Method.SEASONAL: "Seasonal",
    Method.RECENT: "Last 3 months",
}
AS_NOW = "Worked out from the records as they are counted now, not as they were known then."


def after_these_months(figures: Figures, opened: Callable[[str, str], str]) -> Table | None:
    """What each method said in earlier years after as many months, and what came. None where nothing is projected, or
    no earlier year is recorded as a whole. ``opened`` links words to a measure."""
    found, m = figures.assessments_by_month.record, figures.progress.m
    if m not in MONTHS or not found.years:
        return None
    columns = [
        Column("year", "Year"),
        Column("came", "S&Ns in the year", "count"),
        *(Column(method.value, label, "count") for method, label in METHODS.items()),
    ]
    rows = [_year(figures, year, m) for year in found.years]
    differences = [_share(found.mean_difference(method, m)) for method in METHODS]
    rows.append([opened("projection-record", "Mean difference"), "", *differences])
    months = numbers.plural(m, "month")
    return Table(f"What projections after {months} said in earlier years", columns, rows, notes=[AS_NOW])


def _year(figures: Figures, year: FinancialYear, m: int) -> list[object]:
    found = figures.assessments_by_month.record
    past = [found.said(year, method, m) for method in METHODS]
    return [year.label, past[0].came, *map(_said, past)]


def _said(past: PastProjection) -> str:
    """ "3,701 (4% too high)"."""
    if past.said is None:
        return "Not known"
    said = numbers.count(past.said)
    if not past.came:
        return said
    exact = past.said == past.came
    return f"{said} ({'as it came' if exact else numbers.change(past.said, past.came, 'too high', 'too low')})"


def by_method_and_month(figures: Figures) -> Table | None:
    """The mean difference, whatever its direction, of each method after each month of the year."""
    found = figures.assessments_by_month.record
    if not found.years:
        return None
    columns = [Column("month", "After"), *(Column(method.value, label, "percent") for method, label in METHODS.items())]
    rows = [
        [
            f"{numbers.plural(m, 'month')} ({_month_name(figures, m)})",
            *(_share(found.mean_difference(method, m)) for method in METHODS),
        ]
        for m in MONTHS
    ]
    years = ", ".join(year.label for year in found.years)
    return Table("Mean difference from what came", columns, rows, notes=[f"Years looked at: {years}. {AS_NOW}"])


def _month_name(figures: Figures, m: int) -> str:
    return f"{figures.question.year.months[m - 1].first:%B}"


def _share(value: Fraction | None) -> str:
    return "Not known" if value is None else numbers.percent(value)
