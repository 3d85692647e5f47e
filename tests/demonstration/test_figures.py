"""The Board's papers of March 2023, counted from the demonstration's records: once by SQL, once by the command."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from agencies.models import Consultation
from dashboards import rollup
from ehtrack.lib.calendar import FinancialYear
from ehtrack.lib.identifiers import mentioned_in

pytestmark = pytest.mark.usefixtures("demonstration")

COMPLETED = "SELECT count(*) FROM assessments_assessment WHERE status IN ('completed', 'closed')"
CONTACTS = "SELECT count(*) FROM assessments_contact WHERE true"
IN_GROUP = """ AND {agency} IN (
    SELECT agency_id FROM agencies_groupmembership member JOIN agencies_group grp ON grp.id = member.group_id
    WHERE grp.code = %s AND coalesce(starts_on, '-infinity') <= '2022-04-01')"""


def counted(statement: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def measured(**options: str) -> dict[str, Any]:
    out = StringIO()
    words = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
    call_command("measures", *words, "--format", "json", stdout=out)
    return json.loads(out.getvalue())


def completed(first: str, last: str, also: str = "") -> int:
    return counted(f"{COMPLETED} AND completed_on BETWEEN %s AND %s {also}", first, last)


@pytest.mark.parametrize(
    ("first", "last", "also", "expected"),
    [
        ("2022-04-01", "2023-01-31", "", 3125),
        ("2021-04-01", "2022-01-31", "", 2461),
        ("2022-11-01", "2022-12-31", "AND shared_on IS NOT NULL", 525),
        ("2021-11-01", "2022-10-31", "AND shared_on IS NOT NULL", 2670),
        ("2022-04-01", "2022-09-30", "AND pilot_id IS NOT NULL", 0),
    ],
)
def test_the_papers_counts_of_assessments_are_in_the_records(first: str, last: str, also: str, expected: int) -> None:
    assert completed(first, last, also) == expected


@pytest.mark.parametrize(
    ("group", "without_pilot", "pilot", "contacts"),
    [
        ("county-council", 1359, 0, 755),
        ("health", 400, 256, 1640),
        ("education", 1000, 0, 3700),
        ("police", 70, 0, 5250),
        ("other", 40, 0, 2200),
    ],
)
def test_each_group_has_the_papers_assessments_and_contacts(
    group: str, without_pilot: int, pilot: int, contacts: int
) -> None:
    period = "AND completed_on BETWEEN '2022-04-01' AND '2023-01-31'"
    of_group = IN_GROUP.format(agency="agency_id")

    assert counted(f"{COMPLETED} {period} AND pilot_id IS NULL {of_group}", group) == without_pilot
    assert counted(f"{COMPLETED} {period} AND pilot_id IS NOT NULL {of_group}", group) == pilot
    received = "AND received_on BETWEEN '2022-04-01' AND '2023-01-31'"
    assert counted(f"{CONTACTS} {received} {IN_GROUP.format(agency='source_agency_id')}", group) == contacts


def test_october_to_december_2020_brought_more_than_500() -> None:
    assert completed("2020-10-01", "2020-12-31") > 500


@pytest.mark.parametrize("year", [2021, 2022])
def test_about_four_of_five_are_shared(year: int) -> None:
    whole = (f"{year}-04-01", f"{year + 1}-03-31")

    share = Decimal(completed(*whole, "AND shared_on IS NOT NULL")) / completed(*whole)

    assert Decimal("0.79") <= share <= Decimal("0.82")


@pytest.mark.parametrize(("group", "percent"), [("", 62), ("county-council", 57)])
def test_no_further_action_is_as_in_the_papers(group: str, percent: int) -> None:
    decided = f"{CONTACTS} AND received_on BETWEEN '2022-04-01' AND '2023-01-31' AND decided_at IS NOT NULL"
    of_group, parameters = (IN_GROUP.format(agency="source_agency_id"), [group]) if group else ("", [])

    without_action = counted(f"{decided} AND outcome = 'no-further-action' {of_group}", *parameters)

    assert round(100 * without_action / counted(f"{decided} {of_group}", *parameters)) == percent


def test_contacts_are_two_percent_above_the_year_before() -> None:
    received = f"{CONTACTS} AND received_on BETWEEN %s AND %s"

    change = counted(received, "2022-04-01", "2022-12-31") / counted(received, "2021-04-01", "2021-12-31") - 1

    assert round(100 * change) == 2


def test_the_command_says_what_the_papers_say_of_january_2023() -> None:
    figures = measured(year="2022-23", as_of="2023-01-31")

    assert figures["assessments"] == 3125
    assert round(100 * figures["same_period_last_year"]["change"]) == 27
    assert figures["target"]["target"] == 5000
    assert figures["target"]["projection"]["straight_line"] == 3750
    assert figures["target"]["gap_text"] == "25% below target"
    assert round(100 * figures["contacts"]["no_further_action_rate"]) == 62
    groups = {group["name"]: group for group in figures["groups"]}
    assert {name: group["ratio_text"] for name, group in groups.items()} == {
        "County Council": "1.8 S&Ns per MASH contact",
        "Health": "4.1 MASH contacts per S&N",
        "Education": "3.7 MASH contacts per S&N",
        "Police": "75 MASH contacts per S&N",
        "Other": "55 MASH contacts per S&N",
    }
    assert groups["Health"]["with_pilot"]["ratio_text"] == "2.5 MASH contacts per S&N"
    assert round(100 * groups["County Council"]["no_further_action_rate"]) == 57


def test_the_command_says_what_the_papers_say_of_december_2022() -> None:
    figures = measured(year="2022-23", as_of="2022-12-31", basis="shared")

    assert round(100 * figures["last_two_months"]["against_previous_twelve"]) == 18
    assert round(100 * figures["last_two_months"]["against_target"]) == -37
    assert round(100 * figures["contacts"]["change"]) == 2


@pytest.mark.parametrize(
    ("year", "as_of", "target"),
    [
        ("2021-22", "2022-03-31", 2000),
        ("2022-23", "2023-01-31", 5000),
        ("2023-24", "2024-01-31", 7500),
        ("2024-25", "2025-01-31", 10000),
        ("2025-26", "2026-01-31", 10000),
        ("2026-27", "2026-10-31", 10000),
    ],
)
def test_the_target_of_a_year_is_what_was_last_agreed(year: str, as_of: str, target: int) -> None:
    assert measured(year=year, as_of=as_of)["target"]["target"] == target


def test_replaced_ambitions_stand_in_the_history() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT year, target FROM dashboards_target WHERE agency_id IS NULL AND group_id IS NULL "
            "AND kind = 'assessments' ORDER BY year, agreed_on"
        )
        history = cursor.fetchall()

    assert history == [
        ("2018-19", 2100),
        ("2021-22", 2000),
        ("2022-23", 5000),
        ("2024-25", 15000),
        ("2024-25", 10000),
        ("2025-26", 10000),
        ("2026-27", 28000),
        ("2026-27", 10000),
    ]


def test_each_year_grows_towards_the_target_and_none_is_absurd() -> None:
    totals = [completed(f"{year}-04-01", f"{year + 1}-03-31") for year in range(2020, 2026)]

    assert totals == sorted(totals)
    assert all(later < 1.5 * earlier for earlier, later in pairwise(totals))
    assert totals[-1] < 10000


@pytest.mark.parametrize("year", range(2021, 2026))
@pytest.mark.parametrize("table", ["assessments_fact_assessment", "assessments_fact_contact"])
def test_august_and_december_are_low(year: int, table: str) -> None:
    day = "completed_on" if table.endswith("assessment") else "received_on"
    by_month = {
        number: counted(
            f"SELECT count(*) FROM {table} WHERE extract(year FROM {day}) = %s AND extract(month FROM {day}) = %s",
            year,
            number,
        )
        for number in range(7, 13)
    }

    assert by_month[8] < min(by_month[7], by_month[9])
    assert by_month[12] < by_month[11]


def test_the_rollup_agrees_with_the_records() -> None:
    assert counted("SELECT count(*) FROM dashboards_dirtymonth") == 0
    assert rollup.check() == []


def test_what_counts_ends_with_the_last_complete_month() -> None:
    assert counted("SELECT max(completed_on) FROM assessments_fact_assessment") <= date(2026, 10, 31)
    assert counted("SELECT min(completed_on) FROM assessments_fact_assessment") >= date(2020, 4, 1)
    waiting = counted("SELECT count(*) FROM assessments_contact WHERE received_on > '2026-10-31'")
    assert 0 < waiting < 20
    assert (
        counted("SELECT count(*) FROM assessments_contact WHERE received_on > '2026-10-31' AND decided_at > now()") == 0
    )


def test_three_hundred_and_one_people_were_trained_from_october_2022_to_february_2023() -> None:
    training = measured(year="2022-23", as_of="2023-02-28", **{"from": "2022-10-01"})["training"]

    assert training["people"] == 301
    assert training["attendances"] == 334
    assert len([people for people in training["by_agency"].values() if people]) > 10


@pytest.mark.parametrize("year", ["2024-25", "2025-26", "2026-27"])
def test_most_agencies_complete_what_their_trained_staff_and_chance_explain_and_a_few_do_not(year: str) -> None:
    as_of = min(FinancialYear.from_label(year).end, date(2026, 10, 31))
    found = measured(year=year, as_of=as_of.isoformat())["consistency"]
    bands = {one["code"]: one["by_trained"]["band"] for one in found["agencies"]}

    apart = {code for code, band in bands.items() if band in ("far fewer", "far more")}
    assert {"thames-valley-police", "oxford-university-hospitals"} <= apart
    assert 2 <= len(apart) <= len(bands) / 3
    assert len(found["left_out"]) == 4
    assert {one["by_children"]["band"] for one in found["agencies"] if one["children"]} > {"within chance"}


def test_the_early_help_network_met_as_in_the_papers() -> None:
    rows = [
        *measured(year="2021-22", as_of="2022-03-31", **{"from": "2021-09-01"})["networks"],
        *measured(year="2022-23", as_of="2022-04-30")["networks"],
    ]
    by_month: dict[str, list[tuple]] = {}
    for row in rows:
        by_month.setdefault(row["month"], []).append((row["meetings"], row["families"]))

    assert by_month == {
        "2021-09": [(0, 0), (1, 2), (1, 2)],
        "2021-10": [(0, 0), (2, 3), (1, 2)],
        "2021-11": [(0, 0), (0, 0), (1, 1)],
        "2021-12": [(0, 0), (1, 1), (1, 2)],
        "2022-01": [(0, 0), (1, 2), (0, 0)],
        "2022-02": [(1, 1), (1, 1), (1, 1)],
        "2022-03": [(1, None), (1, None), (0, 0)],
        "2022-04": [(0, 0), (0, 0), (0, 0)],
    }


def test_fewer_than_one_in_three_neglect_plans_had_an_assessment_before() -> None:
    neglect = measured(year="2022-23", as_of="2023-01-31")["plans"]["neglect"]

    assert (neglect["new"], neglect["with_prior_assessment"]) == (395, 126)


def test_the_lcss_was_asked_for_advice_in_the_last_two_years() -> None:
    by_year = [measured(year=year)["consultations"] for year in ("2024-25", "2025-26", "2026-27")]

    assert 45 <= sum(asked["total"] for asked in by_year) <= 75
    assert all(asked["by_theme"]["mental-health"] for asked in by_year)
    assert sum(asked["by_locality"]["Not recorded"] for asked in by_year) > 0
    texts = Consultation.objects.values_list("advice", flat=True)
    assert [text for text in texts if mentioned_in(text)] == []
