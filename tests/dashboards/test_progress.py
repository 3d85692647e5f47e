"""Section 4 on hand-worked numbers."""

import math
from fractions import Fraction

import pytest

from dashboards.measures import progress
from ehtrack.lib.calendar import Month

LAST_YEAR = [200, 220, 240, 260, 150, 260, 280, 290, 190, 371, 300, 239]  # 2,461 in ten months, 3,000 in all


def test_the_papers_projection_is_3750_of_5000() -> None:
    projection = progress.straight_line(3125, 10)

    assert projection == 3750
    assert progress.gap(projection, 5000) == Fraction(-1, 4)
    assert progress.gap_text(projection, 5000) == "25% below target"
    assert progress.needed_per_month(3125, 10, 5000) == Fraction(1875, 2)
    assert progress.rag(projection, 5000) == "red"
    assert progress.change(3125, sum(LAST_YEAR[:10])) == Fraction(664, 2461)


def test_seasonal_projection_divides_by_the_share_that_last_year_had_reached() -> None:
    assert progress.seasonal(3125, 10, LAST_YEAR) == Fraction(3125 * 3000, 2461)
    assert progress.seasonal(3125, 10, None) is None
    assert progress.seasonal(3125, 10, [0] * 12) is None


def test_recent_projection_adds_the_mean_of_the_last_three_months() -> None:
    assert progress.recent(3125, 10, [340, 330, 344]) == 3125 + Fraction(2 * 1014, 3)


def test_there_is_no_projection_before_a_month_is_complete() -> None:
    assert progress.straight_line(0, 0) is None
    assert progress.recent(0, 0, [1, 2, 3]) is None
    assert progress.rag(None, 100) is None
    assert progress.gap_text(None, 100) is None


@pytest.mark.parametrize(
    ("projection", "target", "text", "rag"),
    [
        (5000, 5000, "on target", "green"),
        (5001, 5000, "just above target", "green"),
        (4999, 5000, "just below target", "amber"),
        (5200, 5000, "4% above target", "green"),
        (4975, 5000, "1% below target", "amber"),  # half a per cent rounds up on the absolute value
        (4500, 5000, "10% below target", "amber"),
        (4499, 5000, "10% below target", "red"),
    ],
)
def test_gap_is_said_in_words_with_its_colour(projection: int, target: int, text: str, rag: str) -> None:
    assert progress.gap_text(Fraction(projection), target) == text
    assert progress.rag(Fraction(projection), target) == rag


def test_nothing_is_needed_after_the_year_or_above_the_target() -> None:
    assert progress.needed_per_month(4000, 12, 5000) is None
    assert progress.needed_per_month(6000, 10, 5000) == 0


def test_range_follows_the_formula_of_the_definition() -> None:
    last = Month(2023, 1)
    counts = [*LAST_YEAR, 230, 250, 270, 290, 190, 300, 320, 330, 230, 400, 333, 350]
    series = list(zip((last - 23).until(last), counts, strict=True))

    low, high = progress.projection_range(3125, 10, series).low_high

    years = [counts[:2], counts[2:14], counts[14:]]  # February and March 2021, 2021-22, April 2022 to January 2023
    squares = sum((x - sum(year) / len(year)) ** 2 for year in years for x in year)
    phi = max(1, squares / (24 - 3) / (sum(counts) / 24))
    radius = 1.2816 * math.sqrt(2 * 312.5 * phi * 1.2)
    assert (low, high) == (math.floor(3125 + 625 - radius), math.ceil(3125 + 625 + radius))


def test_range_is_the_count_itself_at_the_years_end_and_never_under_it() -> None:
    series = [(Month(2021, 4) + n, 100) for n in range(24)]

    assert progress.projection_range(1200, 12, series).low_high == (1200, 1200)
    assert (
        progress.projection_range(1, 3, [(month, 1000 * (n % 2)) for n, (month, _) in enumerate(series)]).low_high[0]
        == 1
    )
    assert progress.projection_range(300, 2, series) is None
    assert progress.projection_range(300, 3, None) is None


def test_two_months_against_the_twelve_before() -> None:
    twelve = [222, 223] * 6  # 2,670

    assert progress.two_against_twelve([*twelve, 260, 265]) == Fraction(525 * 6, 2670) - 1
    assert progress.two_against_target([260, 265], 5000) == Fraction(525 * 6, 5000) - 1
    assert progress.two_against_twelve(None) is None
    assert progress.two_against_twelve([0] * 12 + [3, 4]) is None
    assert progress.two_against_target([1, 2], None) is None
