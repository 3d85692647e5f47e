"""Consistency across agencies: the limits of chance, the quarters, and who sees the page."""

import math
from collections import Counter
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from agencies.models import Agency, Training
from dashboards.measures.as_json import as_json
from dashboards.measures.asking import question
from dashboards.measures.chance import Band, limits
from dashboards.measures.consistency import AgencyRow, Member, Spread, funnel, quarter
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import Target
from ehtrack.lib.calendar import FinancialYear, Month, Quarter
from tests import factories
from tests.cast import Cast
from tests.dashboards.history import NOW as HISTORY_NOW
from tests.dashboards.history import TODAY, History

NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)


def chance_of(count: int, expected: float) -> float:
    """The Poisson distribution, multiplied out."""
    found = math.exp(-expected)
    for n in range(1, count + 1):
        found *= expected / n
    return found


def test_the_limits_of_ten_are_those_of_the_tables_of_the_poisson_distribution() -> None:
    """Of the tables: P(X <= 3) = 0.0103, P(X <= 4) = 0.0293; P(X <= 16) = 0.9730, P(X <= 17) = 0.9857."""
    ten = limits(10)

    assert ten.inner == (4, 17)
    assert ten.outer == (2, 21)  # P(X <= 1) = 0.0005, P(X <= 2) = 0.0028; P(X <= 20) = 0.9984, P(X <= 21) = 0.9993
    assert ten.inner_low == pytest.approx(4 - (0.02925 - 0.025) / 0.01892, abs=0.001)
    assert ten.inner_high == pytest.approx(18 - (0.98572 - 0.975) / 0.01276, abs=0.002)


@pytest.mark.parametrize("expected", [0.2, 0.9, 1.0, 2.5, 6.1, 17.0, 60.0, 311.5])
def test_chance_alone_puts_no_more_outside_than_the_limits_say(expected: float) -> None:
    found = limits(expected)
    chances = {count: chance_of(count, expected) for count in range(int(expected + 12 * math.sqrt(expected)) + 12)}
    outside = {band: sum(p for count, p in chances.items() if found.band(count) is band) for band in Band}

    assert outside[Band.FAR_MORE] <= 0.001
    assert outside[Band.FAR_FEWER] <= 0.001
    assert outside[Band.FAR_MORE] + outside[Band.MORE] <= 0.025
    assert outside[Band.FAR_FEWER] + outside[Band.FEWER] <= 0.025
    low, high = found.inner
    assert low == 0 or sum(chances[n] for n in range(low + 1)) > 0.025  # one more and it would be too many
    assert 1 - sum(chances[n] for n in range(high)) > 0.025


def test_limits_of_a_county_are_found_too() -> None:
    found = limits(30_000)

    assert found.inner_low == pytest.approx(30_000 - 1.96 * math.sqrt(30_000), rel=0.001)
    assert found.band(30_000) is Band.WITHIN


def row(assessments: int, trained: int = 0, children: int | None = None, **more: Any) -> AgencyRow:
    values = {"key": uuid4(), "code": "a", "name": "A", "group": "", "so_far": assessments, "due": None}
    return AgencyRow(**{**values, "assessments": assessments, "trained": trained, "children": children, **more})


def test_an_agency_is_compared_with_its_share_of_all_for_its_size() -> None:
    placed = funnel([row(2, 10), row(30, 30), row(99, 0)], lambda one: one.trained)

    assert [one.expected for one in placed] == [8, 24]  # 32 S&Ns over 40 people; nobody trained, nothing expected
    assert [one.ratio for one in placed] == [Fraction(1, 4), Fraction(5, 4)]
    assert [one.band for one in placed] == [Band.FEWER, Band.WITHIN]


def test_a_small_school_without_any_is_within_chance_and_a_large_one_is_not() -> None:
    placed = funnel([row(0, 2), row(0, 40), row(84, 42)], lambda one: one.trained)

    assert [one.band for one in placed] == [Band.WITHIN, Band.FAR_FEWER, Band.FAR_MORE]


@pytest.mark.parametrize("rows", [[], [row(5, 3)], [row(0, 3), row(0, 9)]])
def test_with_nothing_to_compare_there_is_no_funnel(rows: list[AgencyRow]) -> None:
    assert funnel(rows, lambda one: one.trained) == []


def test_rates_are_for_each_100_trained_and_1000_children() -> None:
    one = row(3, 40, 1200)

    assert (one.per_trained, one.per_children) == (Fraction(15, 2), Fraction(5, 2))
    assert (row(3).per_trained, row(3).per_children) == (None, None)


def test_quartiles_lie_between_the_nearest_in_proportion() -> None:
    assert Spread.of(Fraction(n) for n in (4, 1, 3, 2)) == Spread(Fraction(7, 4), Fraction(13, 4))
    assert Spread.of([Fraction(5)]) == Spread(Fraction(5), Fraction(5))
    assert Spread.of([]) is None


def member(counts: dict[int, int], **more: Any) -> Member:
    """``counts``: S&Ns by month of 2022."""
    months = {Month(2022, number): count for number, count in counts.items()}
    values = {"opens": None, "closes": None, "completes_none": False, "children": [], "targets": {}}
    return Member(**{**values, "trained": Counter(), "assessments": months, **more})


def test_a_quarter_tells_who_completed_who_is_at_target_and_how_far_apart_they_are() -> None:
    first = Quarter(FinancialYear(2022), 1)
    june = date(2022, 6, 30)
    members = [
        member({4: 2, 5: 1}, targets={2022: 12}, trained=Counter({Month(2021, 1): 10, Month(2022, 6): 20})),
        member({4: 2}, targets={2022: 12}, trained=Counter({Month(2022, 7): 5}), children=[(june, 500)]),
        member({}, targets={2021: 1}, closes=date(2022, 4, 1)),
        member({6: 9}, opens=date(2022, 7, 1)),
        member({7: 2}, completes_none=True, trained=Counter({Month(2021, 1): 9})),
    ]

    found = quarter(first, first.months, members)

    assert (found.open, found.completing, found.with_target, found.at_target) == (3, 2, 2, 1)  # 3 are due of 12 a year
    assert found.per_trained == Spread(Fraction(10), Fraction(10))  # 3 for 30; the other's staff was trained later
    assert found.per_children == Spread(Fraction(4), Fraction(4))
    assert quarter(first, first.months[:2], members).at_target == 2  # 2 are due


@pytest.mark.usefixtures("clone")
def test_rows_and_quarters_add_up_to_the_figures_they_belong_to() -> None:
    history = History(31)
    history.set_targets()
    history.move(200)
    with one_snapshot():
        figures = Figures(question(today=TODAY, year=FinancialYear(2022)), now=HISTORY_NOW)
        shown, rows = as_json(figures), figures.consistency.rows
        listed = {one["code"]: one for one in shown["agencies"]}
        trained = Training.objects.filter(completed_on__lte=date(2023, 3, 31))
        people = {key: len({one.person for one in trained if one.agency_id == key}) for key in {r.key for r in rows}}

    assert rows
    for one in rows:
        assert one.assessments == listed[one.code]["assessments"] == one.so_far
        assert one.trained == people[one.key]
    assert [found.quarter.label for found in figures.consistency.quarters][-1] == "2022-23 Q4"


@pytest.fixture
def county(cast: Cast) -> Cast:
    """The council's 40 trained completed all 40 S&Ns; the school's 20 none. A new school has 1 trained and none."""
    small = factories.agency("Elm School")
    for agency, people in ((cast.council, 40), (cast.school, 20), (small, 1)):
        for person in range(people):
            Training.objects.create(
                agency=agency, person=f"{agency.code}-{person}", course="S&N", completed_on=date(2022, 4, 1)
            )
    for n in range(40):
        factories.assessment(cast.council, completed_on=date(2022, 10, 1 + n % 28))
    Target.objects.create(year="2022-23", target=48, agreed_on=date(2022, 4, 1), agency=cast.council)
    return cast


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_the_board_reads_who_stands_apart_and_that_the_small_school_does_not(county: Cast) -> None:
    answer = county.client("esme").get("/figures/?topic=consistency")

    shown = answer.content.decode()
    assert "Fewer than size and chance explain: Hilltop School. More: none." in shown
    assert "Outside the limits, by staff trained" in shown
    rows = {str(one[0]).split("</a>")[0].split(">")[-1]: one for one in answer.context["table_of_page"].rows}
    assert rows["Elm School"][-1] == "Within chance"
    assert rows["Hilltop School"][-1] == "Fewer than size and chance explain"
    assert rows["Oxfordshire County Council"][2:7] == [40, "Yes", 40, "100.0", "No data"]  # 40 are due of 48 a year
    assert rows["Oxford Health"][-1] == "Cannot be compared"
    assert "once at least two agencies have the number of children" in shown


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_children_that_the_board_enters_make_agencies_comparable(county: Cast) -> None:
    client = county.client("esme")

    def enter(children: int, day: str) -> None:
        for agency in (county.school, county.council):
            address = f"/agencies/{agency.pk}/children/"
            version = client.get(address).context["form"]["version"].value()
            typed = {"children": children, "starts_on": day, "version": version}
            assert client.post(address, typed).status_code == 302

    def shown() -> str:
        return client.get("/figures/?topic=consistency").content.decode().partition("<main")[2]

    enter(400, "2022-10-06")
    first = shown()
    enter(800, "2023-02-01")  # after the last complete month: of another period
    later = shown()
    listed = client.get(f"/agencies/{county.school.pk}/").context["children"].rows

    assert "100.0</td>" in first
    assert "S&amp;Ns expected for its children" in first
    assert "Outside the limits, by children" in first
    assert later == first
    assert list(listed) == [["1 February 2023", 800], ["6 October 2022", 400]]


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_a_number_of_children_is_corrected_by_entering_its_day_again(cast: Cast) -> None:
    client = cast.client("esme")
    address = f"/agencies/{cast.school.pk}/children/"

    for version, children in enumerate(("400", "40", ""), start=1):
        client.post(address, {"children": children, "starts_on": "2022-10-06", "version": version})
    refused = client.post(address, {"children": "0", "starts_on": "2023-02-15"}).content.decode()

    assert [(row.children, row.starts_on) for row in cast.school.populations.all()] == [(None, date(2022, 10, 6))]
    assert "Enter 1 or more, or leave it empty" in refused
    assert "must be today or in the past" in refused


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_a_lead_sees_nothing_of_single_other_agencies(county: Cast) -> None:
    client = county.client("ben")

    own = client.get("/figures/own/?topic=consistency")
    explained = client.get("/figures/own/explain/consistency/").content.decode()

    assert own.context["topic"].key == ""
    for shown in (own.content.decode(), explained):
        assert "Elm School" not in shown
        assert "Oxfordshire County Council" not in shown
    assert "Consistency</a>" not in own.content.decode()
    assert "0 of 1" in explained
    assert client.get("/figures/?topic=consistency").status_code == 403


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_an_agency_that_closed_before_the_period_is_not_asked_for_any(county: Cast) -> None:
    county.refuge.active_to = date(2022, 3, 31)
    county.refuge.save()

    rows = county.client("esme").get("/figures/?topic=consistency").context["table_of_page"].rows

    assert "Harbour" not in str(list(rows))


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_an_agency_that_completes_none_by_its_nature_is_left_out_and_told_of_until_it_completes_one(
    county: Cast,
) -> None:
    Agency.objects.filter(code=county.mash.code).update(completes_none=True)
    client = county.client("esme")
    with one_snapshot():
        asked = question(today=NOW.date(), year=FinancialYear(2022))
        counted = [row.code for row in Figures(asked, now=NOW).consistency.rows]

    shown = client.get("/figures/?topic=consistency").content.decode()
    factories.assessment(county.mash, completed_on=date(2022, 10, 3))
    later = client.get("/figures/?topic=consistency").content.decode()

    assert county.mash.code not in counted
    assert county.refuge.code in counted  # it completed none, and could
    assert f"Left out: {county.mash.name}. By their nature" in shown
    assert f"of {len(counted)} agencies" in shown
    assert "Left out" not in later
    assert f"of {len(counted) + 1} agencies" in later


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_before_anything_is_recorded_the_pages_say_so_in_place_of_empty_tables(cast: Cast) -> None:
    client = cast.client("esme")

    def words() -> list[str]:
        pages = [client.get(f"/figures/?topic={topic}") for topic in ("", "contacts", "consistency")]
        return [page.context["figures"].parts.in_words for page in pages]

    first = words()
    factories.contact(cast.school, received_at=datetime(2022, 10, 3, 9, tzinfo=UTC))

    assert [told[:55] for told in first] == ["No S&N and no MASH contact is recorded yet. Figures beg"] * 3
    assert not [told for told in words() if "recorded yet" in told]
