"""The plan and the partnership, before any row is written."""

import random
from datetime import date

import pytest

from ehtrack.demonstration import agencies, assessments, families, partnership, plan
from ehtrack.lib.calendar import FinancialYear, Month


def planned(last: Month) -> dict[Month, plan.MonthPlan]:
    return {month.month: month for month in plan.months(last)}


@pytest.mark.parametrize("size", [21, 300])
def test_the_groups_have_the_papers_figures_however_many_schools_there_are(size: int) -> None:
    chance, today = random.Random(1), date(2023, 2, 1)
    made = partnership.make(chance, size=size)
    sn = assessments.Assessments(chance, today, made, families.Families(chance, today, {}))

    for month in list(plan.months(Month(2023, 1)))[-10:]:
        sn.month(month)

    assert len(made.agencies) == size
    counts: dict[tuple[str, bool], int] = {}
    for one in sn.made:
        key = (one.agency.spec.group_on(one.day), one.pilot is not None)
        counts[key] = counts.get(key, 0) + 1
    assert counts == {
        ("county-council", False): 1359,
        ("health", False): 400,
        ("health", True): 256,
        ("education", False): 1000,
        ("police", False): 70,
        ("other", False): 40,
    }


def test_the_same_seed_makes_the_same_partnership() -> None:
    first, second = (partnership.make(random.Random(5), size=40) for _ in range(2))

    assert [person.email for person in first.people] == [person.email for person in second.people]
    assert [agency.id for agency in first.agencies.values()] == [agency.id for agency in second.agencies.values()]


def test_every_code_of_a_county_of_schools_is_its_own() -> None:
    codes = [spec.code for spec in [*agencies.SPECS, *agencies.schools(600)]]

    assert len(set(codes)) == len(codes)


def test_later_years_carry_on_however_late_it_is_used() -> None:
    months = planned(Month(2030, 3))

    def total(year: int) -> int:
        return sum(
            group.assessments + group.pilot_assessments
            for month in FinancialYear(year).months
            for group in months[month].groups.values()
        )

    totals = [total(year) for year in range(2023, 2030)]
    assert totals == sorted(totals)
    assert totals[0] > 4_500
    assert totals[-1] < 10_000


def test_a_later_years_total_is_spread_without_a_remainder() -> None:
    months = planned(Month(2026, 3))

    for group, totals in plan.ASSESSMENT_TOTALS.items():
        year = [months[month].groups[group].assessments for month in FinancialYear(2025).months]
        assert sum(year) == totals[2025]


def test_a_pilot_has_no_assessment_before_it_begins() -> None:
    months = planned(Month(2026, 3))

    before = [month for month in months if month < Month(2025, 9)]
    assert not any(months[month].groups["education"].pilot_assessments for month in before)
    assert months[Month(2025, 9)].groups["education"].pilot_assessments > 0


def test_an_agency_that_moved_is_in_one_group_at_a_time() -> None:
    made = partnership.make(random.Random(5), size=21)
    inclusion = made.agencies["send-and-inclusion"]

    for day, group in [(date(2024, 8, 31), "county-council"), (date(2024, 9, 1), "education")]:
        assert [name for name in plan.GROUPS if inclusion in made.in_group(name, day)] == [group]
