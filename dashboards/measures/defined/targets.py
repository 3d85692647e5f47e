"""The year's target: what it is, what is still to do for it, and how the year stands beside the one before."""

from dashboards.measures.declaration import Better, Measure, Part, Piece, Related
from dashboards.measures.defined.projections import ACTUAL, LESS, RECORDS, TIMES, ended, so_far
from dashboards.measures.defined.sources import PAPERS
from dashboards.measures.figures import Figures
from ehtrack.lib import numbers

MONTHS_LEFT = Part("Months of the year not complete yet", lambda f: 12 - f.progress.m, name="Months left")
TARGET = Part("The year's target", lambda f: f.progress.target_number or 0)
LAST_YEAR = Part("S&Ns in the same months of the year before", lambda f: f.progress.actual_last_year, name="Before")
NO_TARGET = "No target set"


def _target(figures: Figures) -> str:
    return numbers.plural(figures.target.target, "S&N") if figures.target else NO_TARGET


def _needed(figures: Figures) -> str:
    needed = figures.progress.needed_each_month
    if needed is None:
        return ended(figures) if figures.target else NO_TARGET
    return numbers.plural(needed, "S&N")


def _needed_sum(figures: Figures) -> list[Piece]:
    progress, target = figures.progress, figures.progress.target_number
    needed = progress.needed_each_month
    if needed is None or target is None:
        return []
    if not needed:
        return [
            Piece(f"{so_far(figures)}: the target of {numbers.count(target)} is reached, and nothing is left to do")
        ]
    left = numbers.plural(12 - progress.m, "month")
    rounded = "" if needed == progress.needed_per_month else ", rounded up, so that the target is reached"
    return [
        Piece("("),
        Piece(numbers.count(target), "target"),
        Piece(f" {LESS} {so_far(figures)}) ÷ {left} left = {numbers.count(needed)}{rounded}"),
    ]


def _last_year(figures: Figures) -> str:
    before = figures.progress.actual_last_year
    return f"{numbers.count(before)} ({_changed(figures)})" if before else numbers.count(before)


def _changed(figures: Figures) -> str:
    progress = figures.progress
    return numbers.change(progress.actual, progress.actual_last_year, "more now", "fewer now")


def _last_year_sum(figures: Figures) -> list[Piece]:
    progress = figures.progress
    if not progress.actual_last_year:
        return []
    now, before = numbers.count(progress.actual), numbers.count(progress.actual_last_year)
    return [Piece(f"({now} {LESS} {before}) ÷ {before} {TIMES} 100%: {_changed(figures)}")]


MEASURES = [
    Measure(
        key="target",
        title="Target of the year",
        meaning="How many S&Ns the financial year should bring, as agreed: the version agreed last, of those agreed up "
        "to the as-of date. A year between two with a target, and without its own, takes the line between them.",
        why="It says what the partnership wants to reach, so that everybody can see in time whether it will.",
        source=PAPERS,
        numerator=ACTUAL,
        denominator=TARGET,
        text=_target,
        records=RECORDS,
        related=(
            Related("needed-per-month", "What is still to do?"),
            Related("projection", "Will it be reached?"),
        ),
        on_basis=True,
        names_target=True,
    ),
    Measure(
        key="needed-per-month",
        title="S&Ns still needed each month",
        meaning="How many S&Ns each month to come must bring for the year to reach its target: the target less the "
        "S&Ns of the complete months, divided by the months left. Rounded up to a whole S&N: rounded down, the year "
        "would end under the target.",
        why="It turns the target into what there is to do.",
        source=PAPERS,
        numerator=ACTUAL,
        denominator=MONTHS_LEFT,
        text=_needed,
        better=Better.LOWER,
        records=RECORDS,
        sums=_needed_sum,
        related=(
            Related("target", "What is the target?"),
            Related("projection", "Where does the year end if nothing changes?"),
        ),
        on_basis=True,
        names_target=True,
    ),
    Measure(
        key="same-months-last-year",
        title="S&Ns in the same months last year",
        meaning="The S&Ns of the complete months of this year beside those of the same months one year earlier.",
        why="Months differ by season; the same months of two years can be compared.",
        source=PAPERS,
        numerator=ACTUAL,
        denominator=LAST_YEAR,
        text=_last_year,
        records=RECORDS,
        sums=_last_year_sum,
        related=(Related("projection", "Where is the year heading?"), Related("assessments")),
        on_basis=True,
    ),
]
