"""How far projections of earlier years were from what came: by hand, by a recount, and beside the current one."""

import random
from datetime import UTC, datetime
from fractions import Fraction

import pytest
import time_machine

from dashboards.measures.record import Method, Record, record
from ehtrack.lib.calendar import FinancialYear, Month
from tests import factories
from tests.cast import Cast

NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
BEGINS = Month(2020, 4)
# 2020-21: 10 a month. 2021-22: 10 a month until September, then 20: 180.
COUNTS = [10] * 12 + [10] * 6 + [20] * 6


def of(counts: list[int], *, since: Month = BEGINS, year: int = 2022) -> Record:
    """The counts begin with April 2020; before it there is nothing."""
    months = {Month(2016, 1) + n: 0 for n in range(120)} | {Month(2020, 4) + n: count for n, count in enumerate(counts)}
    return record(months, year=FinancialYear(year), since=since)


def test_each_method_is_compared_with_what_the_year_came_to() -> None:
    found = of(COUNTS)
    year = FinancialYear(2021)

    after_six = [found.said(year, method, 6).difference for method in Method]
    after_nine = {method: found.said(year, method, 9).said for method in Method}

    assert found.said(year, Method.RECENT, 6).came == 180
    assert after_six == [Fraction(120 - 180, 180)] * 3  # all say 120
    assert after_nine == {
        Method.STRAIGHT_LINE: 160,  # 120 x 12 / 9
        Method.SEASONAL: 160,  # 120 / (90 / 120)
        Method.RECENT: 180,  # 120 + 3 x 20
    }


def test_the_mean_leaves_out_the_direction() -> None:
    found = of([*[20] * 6, *[10] * 6, *[10] * 6, *[20] * 6])  # after 6: 240 of 180, then 120 of 180

    assert found.mean_difference(Method.STRAIGHT_LINE, 6) == Fraction(1, 3)


def test_only_years_recorded_as_a_whole_have_a_record_and_at_most_five() -> None:
    assert of(COUNTS, since=Month(2020, 5)).years == [FinancialYear(2021)]
    assert of(COUNTS, since=Month(2016, 1), year=2023).years == [FinancialYear(n) for n in range(2018, 2023)]
    assert record({}, year=FinancialYear(2022), since=None).years == []


def test_a_method_without_records_to_go_by_said_nothing() -> None:
    found = of(COUNTS)
    first = FinancialYear(2020)

    assert found.said(first, Method.SEASONAL, 6).said is None
    assert found.said(first, Method.RECENT, 2).said is None
    assert found.said(first, Method.RECENT, 3).said == 120
    assert found.said(FinancialYear(2021), Method.RECENT, 1).said == 120
    assert found.mean_difference(Method.SEASONAL, 6) == Fraction(1, 3)  # of 2021-22 alone


def test_a_year_that_came_to_nothing_has_no_difference() -> None:
    found = of([0] * 24)

    assert found.said(FinancialYear(2021), Method.STRAIGHT_LINE, 6).said == 0
    assert found.mean_difference(Method.STRAIGHT_LINE, 6) is None


@pytest.mark.parametrize("seed", range(20))
def test_an_independent_recount_finds_the_same_differences(seed: int) -> None:
    chance = random.Random(seed)
    counts = [chance.randint(1, 60) for _ in range(24)]
    found = of(counts)

    for m in range(1, 12):
        before, year = counts[:12], counts[12:]
        so_far, came = sum(year[:m]), sum(year)
        said = {
            "straight_line": so_far * 12 / m,
            "seasonal": so_far / (sum(before[:m]) / sum(before)),
            "recent": so_far + (12 - m) * sum(counts[9 + m : 12 + m]) / 3,
        }
        for method in Method:
            past = found.said(FinancialYear(2021), method, m)
            assert float(past.said) == pytest.approx(said[method])
            assert float(past.difference) == pytest.approx(said[method] / came - 1)


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_the_record_stands_beside_the_current_projection(cast: Cast) -> None:
    """24 S&Ns in 2021-22, 2 a month but 4 in each of the last two and none in the first two."""
    for n, count in enumerate([0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 1]):
        for day in range(count):
            factories.assessment(cast.school, completed_on=(Month(2021, 4) + n).first.replace(day=day + 1))
    factories.assessment(cast.school, completed_on=Month(2020, 4).first)

    answer = cast.client("esme").get("/figures/")
    explained = cast.client("esme").get("/figures/explain/projection-record/").content.decode()

    tables = [section.table for section in answer.context["figures"].parts.sections if section.table]
    found = next(table for table in tables if table.title == "What projections after 10 months said in earlier years")
    assert [list(row)[1:] for row in found.rows] == [
        [1, "1 (20% too high)", "Not known", "1 (as it came)"],
        [24, "19 (20% too low)", "16 (33% too low)", "20 (17% too low)"],
        ["", "20%", "33%", "8%"],
    ]
    assert "Worked out from the records as they are counted now" in explained
    assert "10 months (January)" in explained
    assert "earlier years" not in cast.client("ben").get("/figures/own/").content.decode()
