"""Section 9 on hand-worked numbers, against a recount in plain Python, and as pages and command show it."""

import random
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
import time_machine

from dashboards.measures import variation_words
from dashboards.measures.variation import JudgedMonth, Side, Signals, judge
from ehtrack.lib.calendar import FinancialYear, Month
from tests import factories
from tests.cast import Cast
from tests.dashboards import recount_signals

YEAR = FinancialYear(2022)
BEGINS = Month(2021, 4)
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
# Mean 120/12 = 10. Moving ranges 2,4,4,2,2,0,0,2,4,4,0: 24/11. 2.66 x 24/11 = 5.8036: limits 4.1964 and 15.8036.
BEFORE = [10, 12, 8, 12, 10, 8, 8, 8, 10, 14, 10, 10]


def judged(before: list[int], now: list[int], *, since: Month = BEGINS) -> Signals:
    """``before`` ends with March 2022, ``now`` begins with April."""
    counts = [*before, *now]
    months = {Month(2022, 4) - len(before) + n: count for n, count in enumerate(counts)}
    return judge(months, year=YEAR, months=YEAR.months[: len(now)], since=since)


def marks(found: Signals) -> list[str | None]:
    return [one.signal for one in found.months]


def test_the_limits_are_the_mean_and_266_mean_moving_ranges_of_the_year_before() -> None:
    found = judged(BEFORE, [10])

    assert found.baseline == FinancialYear(2021)
    assert found.index is None
    assert found.centre == 10
    assert found.moving_range == Fraction(24, 11)
    assert found.low == 10 - Fraction(266, 100) * Fraction(24, 11)
    assert found.high == 10 + Fraction(266, 100) * Fraction(24, 11)
    assert found.months[0].whole_range == (5, 15)


def test_a_month_is_a_signal_only_outside_the_limits() -> None:
    assert marks(judged(BEFORE, [15, 16, 5, 4])) == [None, "higher", None, "lower"]


def test_exactly_on_a_limit_is_within() -> None:
    on_it = judged([10] * 12, [10, 11, 9])  # every moving range is 0: the limits lie on the centre

    assert (on_it.low, on_it.high) == (10, 10)
    assert marks(on_it) == [None, "higher", "lower"]


def test_the_lower_limit_is_not_under_zero() -> None:
    found = judged([0, 4] * 6, [0])

    assert found.low == 0
    assert marks(found) == [None]


def test_the_seventh_in_a_row_on_one_side_is_a_signal_and_so_is_each_after_it() -> None:
    found = judged(BEFORE, [11, 12, 11, 13, 11, 12, 11, 14, 9, 11])

    assert marks(found) == [None] * 6 + ["higher", "higher", None, None]
    assert [one.run for one in found.months] == [1, 2, 3, 4, 5, 6, 7, 8, 1, 1]


def test_a_run_begins_in_the_year_before_and_ends_on_the_centre() -> None:
    assert marks(judged([10, 12, 8, 14, 10, 8, 14, 8, 10, 8, 9, 9], [9, 9, 9, 9])) == [None, None, None, "lower"]
    assert [one.run for one in judged(BEFORE, [11, 11, 10, 11]).months] == [1, 2, 0, 1]


def test_the_year_before_must_be_recorded_as_a_whole() -> None:
    assert judged(BEFORE, [99], since=Month(2021, 5)).baseline is None
    assert judge({}, year=YEAR, months=YEAR.months[:1], since=None).baseline is None


# Each year 120, half of them in April: its index is 6; the other months have 60/11 each... a share of 1/22, index 6/11.
SEASONAL = [66, *[6] * 11]  # 132 in all: April 66/132 x 12 = 6, every other month 6/132 x 12 = 6/11


def test_after_three_whole_years_a_month_is_judged_by_its_time_of_year() -> None:
    found = judged(SEASONAL * 3, [66, 6, 66], since=Month(2019, 4))

    assert found.index is not None
    assert found.index[4] == 6
    assert found.index[5] == Fraction(6, 11)
    assert (found.centre, found.moving_range) == (11, 0)  # 66/6 and 6/(6/11) are both 11
    assert marks(found) == [None, None, "higher"]
    assert (found.months[0].centre, found.months[1].centre) == (66, 6)


def test_two_whole_years_are_not_enough_for_the_time_of_the_year() -> None:
    found = judged(SEASONAL * 3, [66], since=Month(2019, 5))

    assert found.index is None
    assert found.centre == 11


def test_the_index_is_the_mean_of_shares_and_not_the_share_of_the_sum() -> None:
    small, large = [4, *[2] * 11], [100] * 12  # April: 4/26, then 1/12 twice
    found = judged([*small, *large, *large], [100], since=Month(2019, 4))

    assert found.index is not None
    assert found.index[4] == 12 * (Fraction(4, 26) + Fraction(2, 12)) / 3


@pytest.mark.parametrize("august", [0, 1])
def test_a_month_without_any_in_three_years_leaves_the_series_as_it_is(august: int) -> None:
    without = [10, 10, 10, 10, 0, *[10] * 7]
    last = [10, 10, 10, 10, august, *[10] * 7]

    assert (judged([*without, *without, *last], [10], since=Month(2019, 4)).index is None) == (not august)


@pytest.mark.parametrize(
    ("now", "text"),
    [
        ([], "No month is complete yet"),
        ([10, 11], "No change beyond ordinary variation"),
        ([10, 17], "Higher than usual in May 2022"),
        ([17, 17, 18], "Higher than usual since April 2022"),
        ([9] * 8, "Lower than usual since April 2022"),
        (
            [17, 10, 9],
            "No change beyond ordinary variation in June 2022. Earlier: higher than usual in April 2022",
        ),
        (
            [17, 18, 10, 3],
            "Lower than usual in July 2022. Earlier: higher than usual from April 2022 to May 2022",
        ),
        ([17, 11, 11, 11, 11, 11, 11], "Higher than usual since April 2022"),
        ([17, 11, 17, 11, 17, 11, 11], "Higher than usual since April 2022"),
    ],
)
def test_it_is_said_in_words(now: list[int], text: str) -> None:
    assert variation_words.said(judged(BEFORE, now)) == text


def test_the_words_of_a_month_say_why_it_is_a_signal() -> None:
    found = judged(BEFORE, [17, 11, 11, 11, 11, 11, 11])

    said = [variation_words.verdict(one) for one in found.months]

    assert said[0] == "Higher than usual: outside the limits"
    assert said[1] == "No signal"
    assert said[6] == "Higher than usual: month 7 in a row on this side"
    assert variation_words.ordinary(found.months[0]) == "5 to 15"


def test_limits_without_a_whole_number_between_them_are_said_as_they_are() -> None:
    one = JudgedMonth(Month(2022, 4), 3, Fraction(5, 2), Fraction(12, 5), Fraction(13, 5), Side.HIGHER, 1)

    assert variation_words.ordinary(one) == "2.4 to 2.6"


@pytest.mark.parametrize("seed", range(60))
def test_an_independent_recount_finds_the_same_signals(seed: int) -> None:
    chance = random.Random(seed)
    m, whole = chance.randint(1, 12), chance.choice([1, 2, 3])
    level, shift = chance.choice([1, 6, 40, 300]), chance.choice([1, 1, 1.4, 0.6])
    season = [chance.uniform(0.3, 2) if chance.random() < 0.5 else 1 for _ in range(12)]
    counts = [
        int(chance.gauss(level, level**0.5) * season[n % 12] * (shift if n >= 36 else 1) + 0.5) for n in range(36 + m)
    ]
    counts = [max(0, count) for count in counts]

    found = judged(counts[:36], counts[36:], since=Month(2022 - whole, 4))

    assert marks(found) == recount_signals.judged(counts, m, whole)


@pytest.fixture
def jump(cast: Cast) -> Cast:
    """Two S&Ns in each month of 2021-22, and from October 2022 five."""
    for month in Month(2021, 4).until(Month(2023, 1)):
        for day in range(1, 6 if month >= Month(2022, 10) else 3):
            factories.assessment(cast.school, completed_on=month.first.replace(day=day))
    return cast


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_the_page_says_what_changed_draws_it_and_has_its_numbers(jump: Cast) -> None:
    shown = jump.client("esme").get("/figures/").content.decode()

    assert "Higher than usual since October 2022" in shown
    assert shown.count("Higher than usual: outside the limits") == 4
    assert "Usual: the mean month of 2021-22." in shown
    assert "Signal: higher than usual</text>" in shown
    assert "Signal: lower than usual</text>" not in shown
    assert "/figures/explain/assessments-signal/" in shown
    own = jump.client("ben").get("/figures/own/explain/assessments-signal/").content.decode()
    assert "Higher than usual since October 2022" in own
    assert "find out what it is" in own


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_an_agency_that_came_during_the_year_before_has_nothing_to_be_compared_with(jump: Cast) -> None:
    jump.school.active_from = date(2021, 4, 2)
    jump.school.save()

    shown = jump.client("ben").get("/figures/own/").content.decode()

    assert "Not known: it needs the whole of 2021-22 to compare with." in shown
    assert "Limits of ordinary variation" not in shown


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_contacts_and_meetings_are_judged_from_the_time_that_their_own_records_begin(jump: Cast) -> None:
    factories.contact(jump.school, received_at=datetime(2021, 4, 30, 12, tzinfo=UTC))
    record = factories.assessment(jump.school, completed_on=date(2021, 4, 1))
    factories.meeting(record, held_on=date(2021, 5, 1))

    contacts = jump.client("esme").get("/figures/?topic=contacts").content.decode()
    meetings = jump.client("esme").get("/figures/?topic=tafs").content.decode()

    assert "Lower than usual since May 2021" in contacts
    assert "Not known: it needs the whole of 2021-22" in meetings
