"""Every series of months is judged: parts of charts, months whose number is not known, networks, all in one read."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
import time_machine
from django.db import connections
from django.test.utils import CaptureQueriesContext

from agencies.models import NetworkMeeting
from dashboards.measures import variation_words
from dashboards.measures.asking import question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.measures.variation import Signals, judge
from ehtrack.lib.calendar import FinancialYear, Month
from tests import factories
from tests.cast import Cast

YEAR = FinancialYear(2022)
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
# Mean 24/12 = 2. Every moving range is 1: limits 2 - 2.66, so 0, and 4.66.
BEFORE: list[int | None] = [2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1]
NOW_ON: list[int | None] = [2, 2, 2, 2, 2, 2, 9, None, 2, 2]


def judged(before: list[int | None], now: list[int | None]) -> Signals:
    """``before`` ends with March 2022, ``now`` begins with April."""
    begins = Month(2022, 4) - len(before)
    counts = {begins + n: count for n, count in enumerate([*before, *now])}
    return judge(counts, year=YEAR, months=YEAR.months[: len(now)], since=begins)


def test_a_month_that_is_not_known_is_not_judged_and_the_others_are() -> None:
    found = judged(BEFORE, NOW_ON)

    assert (found.centre, found.low, found.high) == (2, 0, 2 + Fraction(266, 100))
    assert [one.month for one in found.months if one.signal] == [Month(2022, 10)]
    assert Month(2022, 11) not in found.by_month
    assert variation_words.said(found) == (
        "No change beyond ordinary variation in January 2023. Earlier: higher than usual in October 2022. "
        "Number not known in November 2022"
    )


def test_a_month_that_is_not_known_ends_a_run() -> None:
    run: list[int | None] = [3] * 10
    parted = [*run[:5], None, *run[6:]]

    assert [one.run for one in judged(BEFORE, run).months] == [*range(1, 11)]
    assert [one.run for one in judged(BEFORE, parted).months] == [1, 2, 3, 4, 5, 1, 2, 3, 4]


def test_what_the_last_known_month_says_does_not_go_on_where_later_ones_are_not_known() -> None:
    assert variation_words.headline(judged(BEFORE, [9, 9])) == "Higher than usual since April 2022"
    assert variation_words.said(judged(BEFORE, [9, 9, None])) == (
        "Higher than usual from April 2022 to May 2022. Number not known in June 2022"
    )
    assert variation_words.said(judged(BEFORE, [9, 2, 9, None, None])) == (
        "Higher than usual in June 2022. Earlier: higher than usual in April 2022. "
        "Number not known in July 2022, August 2022"
    )
    assert variation_words.said(judged(BEFORE, [9, 2, None])) == (
        "No change beyond ordinary variation in May 2022. Earlier: higher than usual in April 2022. "
        "Number not known in June 2022"
    )
    assert variation_words.advice(judged(BEFORE, [9, None])).startswith("Something has changed")
    assert variation_words.advice(judged(BEFORE, [9, 2, None])).startswith("Ups and downs")
    assert variation_words.headline(judged(BEFORE, [None])) == "No month is known"


def test_a_year_before_with_a_month_that_is_not_known_is_nothing_to_compare_with() -> None:
    found = judged([None, *BEFORE[1:]], NOW_ON)

    assert found.months == []
    assert variation_words.said(found) == (
        "Not known: it needs the whole of 2021-22 to compare with. Number not known in November 2022"
    )


def test_the_time_of_year_is_allowed_for_only_where_three_years_are_known() -> None:
    assert judged([*BEFORE, *BEFORE, *BEFORE], NOW_ON).index
    assert judged([None, *BEFORE[1:], *BEFORE, *BEFORE], NOW_ON).index is None


def test_a_part_is_said_in_one_sentence_with_its_last_month_and_limits() -> None:
    parts = [("Pilot", judged(BEFORE, NOW_ON)), ("Other", judged(BEFORE, [9, 9]))]

    assert variation_words.of_parts(parts) == [
        "Pilot: no change beyond ordinary variation in January 2023 (2 in January 2023; within the limits: 0 to 4); "
        "earlier: higher than usual in October 2022; number not known in November 2022.",
        "Other: higher than usual since April 2022 (9 in May 2022; within the limits: 0 to 4).",
    ]


def test_parts_of_which_none_can_be_judged_share_a_sentence() -> None:
    none = judged([None, *BEFORE[1:]], NOW_ON)

    assert variation_words.of_parts([("Pilot", none), ("Other", none)]) == [
        "Pilot, Other: not known: it needs the whole of 2021-22 to compare with."
    ]
    assert variation_words.of_parts([]) == []


@pytest.fixture
def networks(cast: Cast) -> Cast:
    """A meeting in Central each month, with these families; in North from May 2021."""
    central, north = factories.locality("central"), factories.locality("north")
    for n, families in enumerate([*BEFORE, *NOW_ON]):
        month = Month(2021, 4) + n
        NetworkMeeting.objects.create(locality=central, held_on=month.first, held=True, families_discussed=families)
    NetworkMeeting.objects.create(locality=north, held_on=date(2021, 5, 3), held=False, reason="School holidays")
    return cast


def shown(cast: Cast, who: str, address: str) -> str:
    return cast.client(who).get(address).content.decode()


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_the_networks_months_are_drawn_said_and_judged_in_all_and_in_each_locality(networks: Cast) -> None:
    page = shown(networks, "esme", "/figures/?topic=workforce")

    assert "Most in October 2022: 9 families. No change beyond ordinary variation in January 2023." in page
    assert "Number not known in November 2022." in page
    assert page.count("Signal: higher than usual</text>") == 1
    assert page.count("Limits of ordinary variation</text>") == 2  # families, and meetings
    assert page.count("Higher than usual: outside the limits") == 1
    assert "Families in Central: no change beyond ordinary variation in January 2023 (2 in January 2023;" in page
    assert "Families in North: not known: it needs the whole of 2021-22 to compare with." in page
    assert "/figures/explain/network-families-signal/" in page
    explained = shown(networks, "esme", "/figures/explain/network-families-signal/")
    assert "For January 2023 that allows 0 to 4; it had 2" in explained
    of_families = shown(networks, "esme", "/figures/explain/network-families/")
    assert "Families discussed in the months that are known: 25" in of_families  # of 2022-23, without November
    assert "Not known in November 2022: a meeting did not write down how many." in of_families


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("central", "north", "in_all", "last"),
    [
        (None, None, "Not known", "Not known"),  # one meeting, which wrote none down
        (0, None, "0", "0"),
        (None, 4, "Not known", "Not known"),  # January is left out as a whole
    ],
)
def test_families_that_are_not_known_are_never_told_as_none(
    cast: Cast, central: int | None, north: int | None, in_all: str, last: str
) -> None:
    for place, families in (("central", central), ("north", north)):
        if place == "central" or families is not None:
            factories.network(locality=factories.locality(place), held_on=date(2023, 1, 9), families_discussed=families)

    of_families = shown(cast, "esme", "/figures/explain/network-families/")
    signal = shown(cast, "esme", "/figures/explain/network-families-signal/")

    assert f"Families discussed in the months that are known: {in_all}" in of_families
    assert f"Families discussed in the last complete month: {last}" in signal
    assert f">{in_all}<" in of_families  # the figure itself


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_what_is_of_the_whole_partnership_is_on_no_page_of_an_agency_or_group(networks: Cast) -> None:
    for key in ("network-families", "network-families-signal", "network-meetings", "neglect-plans"):
        lead, board = networks.client("ben"), networks.client("esme")
        assert lead.get(f"/figures/own/explain/{key}/").status_code == 404
        assert board.get(f"/figures/explain/{key}/?group=health").status_code == 404
        assert board.get(f"/figures/explain/{key}/").status_code == 200
    assert "Families discussed in" not in shown(networks, "ben", "/figures/own/?topic=workforce")


@pytest.mark.usefixtures("clone")
def test_a_first_day_that_cuts_a_month_cuts_its_number_and_not_what_is_judged(networks: Cast) -> None:
    factories.network(locality=factories.locality("north"), held_on=date(2022, 10, 2), families_discussed=1)
    asked = question(today=NOW.date(), as_of=date(2022, 10, 31), first=date(2022, 10, 2))
    with one_snapshot():
        found = Figures(asked, now=NOW)

        assert (found.networks_together[Month(2022, 10)].families, found.network_families_by_month.last) == (1, 10)


@pytest.fixture
def contacts(cast: Cast) -> Cast:
    """Each month of 2021-22 two S&Ns and two contacts, one with no further action; from October 2022 all five are."""
    pilot = factories.pilot()
    for month in Month(2021, 4).until(Month(2023, 1)):
        many = month >= Month(2022, 10)
        for n in range(5 if many else 2):
            day = month.first.replace(day=n + 1)
            at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            outcome = "no-further-action" if many or n else "advice"
            factories.contact(cast.school, received_at=at, decided_at=at, outcome=outcome)
            of_pilot = many and n
            factories.assessment(
                cast.school,
                completed_on=day,
                pilot=pilot if of_pilot else None,
                shared_on=None if of_pilot else day,
            )
    factories.contact(cast.school, received_at=NOW.replace(month=1))
    return cast


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_each_part_of_the_bars_is_judged(contacts: Cast) -> None:
    page = shown(contacts, "esme", "/figures/?topic=contacts")

    assert "26 contacts with no further action in 10 complete months. Higher than usual since October 2022." in page
    assert "1 contact is not decided yet, so that a month may still rise." in page
    assert "Contacts not decided yet are not judged" in page
    assert "Other decision: lower than usual since October 2022 (0 in January 2023; within the limits: 1 to 1)." in page
    assert page.count("Limits of ordinary variation</text>") == 2  # all contacts, and those with no further action
    assert "/figures/explain/no-further-action-signal/" in page
    overview = shown(contacts, "esme", "/figures/")
    assert "Pilot: higher than usual since October 2022 (4 in January 2023; within the limits: 0 to 0)." in overview
    assert "Other S&amp;Ns: lower than usual since October 2022 (1 in January 2023;" in overview
    assert "Shared: lower than usual since October 2022 (1 in January 2023;" in overview
    assert "MASH contacts: higher than usual since October 2022 (6 in January 2023;" in overview
    assert "No further action: higher than usual since October 2022 (5 in January 2023;" in overview


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
def test_taf_meetings_are_judged_in_each_locality(contacts: Cast) -> None:
    record = factories.assessment(contacts.school, completed_on=date(2021, 4, 1), locality=factories.locality("north"))
    for month in Month(2021, 4).until(Month(2023, 1)):
        factories.meeting(record, held_on=month.first)

    page = shown(contacts, "esme", "/figures/?topic=tafs")

    assert "North: no change beyond ordinary variation (1 in January 2023; within the limits: 1 to 1)." in page
    assert "Central: no change beyond ordinary variation (0 in January 2023; within the limits: 0 to 0)." in page
    assert page.count(">No signal</td>") == 10


@pytest.mark.usefixtures("clone")
@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("topic", "table"),
    [
        ("workforce", "agencies_networkmeeting"),
        ("tafs", "chair_agency_id, locality_id, count"),
        ("contacts", "bucket.month, sum"),
    ],
)
def test_a_history_is_read_with_the_months_of_the_period(networks: Cast, topic: str, table: str) -> None:
    factories.assessment(networks.school)  # without a record there is nothing to read
    client = networks.client("esme")
    with CaptureQueriesContext(connections["reporting"]) as captured:
        client.get(f"/figures/?topic={topic}")

    assert len([one for one in captured.captured_queries if table in one["sql"]]) == 1
