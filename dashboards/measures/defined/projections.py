"""Where the year is heading: three projections, and how sure the headline is."""

from collections.abc import Callable
from fractions import Fraction

from dashboards.measures import record_tables
from dashboards.measures.declaration import Better, Measure, Part, Piece, Records, Related
from dashboards.measures.defined.sources import DEFINED, PAPERS
from dashboards.measures.figures import Figures
from dashboards.measures.record import Method
from ehtrack.lib import numbers

TIMES, LESS = "\N{MULTIPLICATION SIGN}", "\N{MINUS SIGN}"
ACTUAL = Part("S&Ns in the complete months of the year", lambda f: f.progress.actual)
MONTHS = Part("Complete months of the year", lambda f: f.progress.m, name="Months")
RECORDS = Records("assessment", "assessments of complete months")
PROJECTIONS = (Related("projection"), Related("projection-range"), Related("projection-seasonal"))


def ended(figures: Figures) -> str:
    """What stands in place of a projection: nothing is projected before the first month ends or after the last."""
    progress = figures.progress
    if not progress.m:
        return "No month is complete yet"
    if progress.m == 12:
        return f"The year is over: {numbers.plural(progress.actual, 'S&N')}{_gap(figures)}"
    return ""


def _gap(figures: Figures) -> str:
    return f", {figures.progress.gap_text}" if figures.progress.gap_text else ""


def _straight_line(figures: Figures) -> str:
    return ended(figures) or f"{numbers.count(figures.progress.straight_line or 0)}{_gap(figures)}"


def _or_not_known(value: Callable[[Figures], Fraction | None], why: str) -> Callable[[Figures], str]:
    def text(figures: Figures) -> str:
        found = value(figures)
        return ended(figures) or (f"Not known: {why}" if found is None else numbers.count(found))

    return text


def _range(figures: Figures) -> str:
    found = figures.progress.low_high
    if over := ended(figures):
        return over
    if found is None:
        return "Not known: it needs 3 complete months, and 24 months of records before"
    return f"{numbers.count(found[0])} to {numbers.count(found[1])}"


def _record(figures: Figures) -> str:
    found, m = figures.assessments_by_month.record, figures.progress.m
    if not found.years:
        return "Not known: no earlier year is recorded as a whole"
    if not m or ended(figures):
        return numbers.plural(len(found.years), "earlier year")
    difference = found.mean_difference(Method.STRAIGHT_LINE, m)
    told = "not known" if difference is None else f"{numbers.percent(difference)} off on average"
    return f"Straight line after {numbers.plural(m, 'month')}: {told}"


def so_far(figures: Figures) -> str:
    return numbers.plural(figures.progress.actual, "S&N")


def _straight_line_sum(figures: Figures) -> list[Piece]:
    progress = figures.progress
    if ended(figures):
        return []
    months = numbers.plural(progress.m, "complete month")
    return [Piece(f"{so_far(figures)} ÷ {months} {TIMES} 12 = {numbers.count(progress.straight_line or 0)}")]


def _range_sum(figures: Figures) -> list[Piece]:
    found = figures.progress.range
    if ended(figures) or found is None:
        return []
    ahead = numbers.plural(12 - found.m, "month")
    middle = f"In the middle the straight line: {so_far(figures)} and {numbers.count(found.to_come)} more in {ahead}. "
    radius = numbers.fixed(found.radius, 1)
    spread = (
        f"To each side 1.2816 {TIMES} the square root of ({numbers.fixed(found.to_come, 1)} S&Ns to come {TIMES} "
        f"{numbers.fixed(found.phi, 2)} for how much the last 24 months went up and down {TIMES} "
        f"{numbers.fixed(found.few_months, 2)} for how few months are counted) = {radius}. "
    )
    middle_number = numbers.fixed(found.actual + found.to_come, 1)
    ends = f"{middle_number} less and more {radius}, rounded outwards: {_range(figures)}"
    return [Piece(middle + spread + ends)]


def _seasonal_sum(figures: Figures) -> list[Piece]:
    progress = figures.progress
    if ended(figures) or progress.seasonal is None:
        return []
    year = sum(figures.monthly(figures.question.year.previous.months))
    before = numbers.count(progress.actual_last_year)
    told = f"{before} of last year's {numbers.plural(year, 'S&N')} came in the same months"
    done = f"{so_far(figures)} {TIMES} {numbers.count(year)} ÷ {before} = {numbers.count(progress.seasonal)}"
    return [Piece(f"{told}: {done}")]


def _recent_sum(figures: Figures) -> list[Piece]:
    progress, months = figures.progress, figures.question.months
    if ended(figures) or progress.recent is None:
        return []
    three = sum(figures.monthly((months[-1] - 2).until(months[-1])))
    ahead = numbers.plural(12 - progress.m, "month")
    told = f"{numbers.plural(three, 'S&N')} in the last 3 months"
    done = f"{so_far(figures)} + {ahead} {TIMES} {numbers.count(three)} ÷ 3 = {numbers.count(progress.recent)}"
    return [Piece(f"{told}: {done}")]


MEASURES = [
    Measure(
        key="projection",
        title="Straight-line projection",
        meaning="Where the year ends if the months to come are like those so far: S&Ns of the complete months, divided "
        "by their number, times 12. It is compared with the year's target as known on the as-of date.",
        why="It tells in time whether the year's target will be met.",
        source=PAPERS,
        numerator=ACTUAL,
        denominator=MONTHS,
        text=_straight_line,
        better=Better.HIGHER,
        records=RECORDS,
        sums=_straight_line_sum,
        related=(
            Related("needed-per-month", "What is still to do for the target?"),
            Related("projection-range", "How sure is it?"),
            Related("projection-seasonal", "What if the year runs as last year did?"),
            Related("projection-recent", "What if the last 3 months go on?"),
            Related("projection-record", "How far off were the projections of earlier years?"),
        ),
        on_basis=True,
        names_target=True,
    ),
    Measure(
        key="projection-range",
        title="Range of the projection (80%)",
        meaning="The two numbers between which the year most likely ends. 80% means: in four years out of five the "
        "year ends between them, and in one out of five outside. The range is wide when the last 24 months went up "
        "and down much, and when many months are still to come.",
        why="A projection is no promise. When the target lies inside the range, both are still possible.",
        source=DEFINED,
        numerator=ACTUAL,
        denominator=MONTHS,
        text=_range,
        records=RECORDS,
        sums=_range_sum,
        related=(Related("projection", "Where is its middle?"),),
        on_basis=True,
    ),
    Measure(
        key="projection-seasonal",
        title="Seasonal projection",
        meaning="Where the year ends if its months share it out as last year's did: S&Ns of the complete months, "
        "divided by the share of last year's total that came in the same months. Some months, such as those with "
        "school holidays, have fewer S&Ns in every year; the straight line does not know that.",
        why="It shows whether the straight line is misled by the time of the year.",
        source=DEFINED,
        numerator=ACTUAL,
        denominator=MONTHS,
        text=_or_not_known(lambda f: f.progress.seasonal, "it needs the whole of last year"),
        better=Better.HIGHER,
        records=RECORDS,
        sums=_seasonal_sum,
        related=PROJECTIONS[:2],
        on_basis=True,
    ),
    Measure(
        key="projection-recent",
        title="Projection from the last 3 months",
        meaning="Where the year ends if each month to come is like the mean of the last 3 complete months.",
        why="It shows what a change of the last months comes to if it lasts.",
        source=DEFINED,
        numerator=ACTUAL,
        denominator=MONTHS,
        text=_or_not_known(lambda f: f.progress.recent, "no month is complete yet"),
        better=Better.HIGHER,
        records=RECORDS,
        sums=_recent_sum,
        related=PROJECTIONS,
        on_basis=True,
    ),
    Measure(
        key="projection-record",
        title="How projections of earlier years turned out",
        meaning="For each of the last five years that are recorded as a whole: what the straight line, the seasonal "
        "projection and the one from the last 3 months would have said after each month, and how far that was from "
        "what the year came to. The mean difference leaves out the direction: 10% too high and 10% too low are both "
        "10%.",
        why="It shows how much weight a projection can bear at this time of the year, and which one to trust.",
        source=DEFINED,
        numerator=Part("Earlier years recorded as a whole", lambda f: len(f.assessments_by_month.record.years)),
        text=_record,
        better=Better.SMALLER,
        related=(Related("projection", "What is projected now?"), *PROJECTIONS[1:]),
        table=record_tables.by_method_and_month,
        on_basis=True,
    ),
]
