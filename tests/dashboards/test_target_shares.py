"""The page that sets a year's targets of all agencies in one go."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent
from dashboards.models import Target
from tests import factories
from tests.cast import Cast
from tests.dashboards import sharing
from tests.dashboards.sharing import ADDRESS, NOW, proposed, rows, stored, told, typed

pytestmark = pytest.mark.usefixtures("clone")


@pytest.fixture
def done(cast: Cast) -> Cast:
    return sharing.make(cast)


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("query", "shares", "says"),
    [
        # the year before has no targets: 2, 1 and 1 of 4
        ("", {"Hilltop School": 20, "Oxford Health": 10, "Oxfordshire County Council": 10}, "No agency had a target"),
        (
            "&proposal=growth&total=8",
            {"Hilltop School": 4, "Oxford Health": 2, "Oxfordshire County Council": 2},
            "100%",
        ),
        # health keeps its 1, and 39 are shared 3 to 1: 29.25 and 9.75
        (
            "&proposal=ratio",
            {"Hilltop School": 29, "Oxford Health": 1, "Oxfordshire County Council": 10},
            "9.8 S&Ns per MASH contact. 4 agencies sent no contacts",
        ),
    ],
)
def test_each_proposal_counts_from_the_year_before(done: Cast, query: str, shares: dict[str, int], says: str) -> None:
    answer = done.client("esme").get(ADDRESS + query)

    assert proposed(answer) == shares
    assert says in told(answer)
    assert "from 1 April 2022 to 31 March 2023, the year 2022-23" in told(answer)


@time_machine.travel(NOW)
def test_each_row_says_what_its_number_comes_to(done: Cast) -> None:
    answer = done.client("esme").get(ADDRESS)

    found = rows(answer)
    assert [found["Hilltop School"][at] for at in (0, 2, 3, 4)] == [
        "2",
        "900% more",
        "50.0%",
        "6.7 S&Ns per MASH contact",
    ]
    assert [found["Harbour Refuge"][at] for at in (0, 2, 3, 4)] == ["0", "", "0.0%", "No activity"]
    assert found["Hilltop School"][1] == "Target of Hilltop School"


@time_machine.travel(NOW)
def test_last_years_share_is_by_the_targets_of_last_year_and_without_one_by_what_was_done(done: Cast) -> None:
    for agency, number in [(done.school, 30), (done.refuge, 10)]:
        Target.objects.create(year="2022-23", target=number, agreed_on=date(2022, 4, 1), agency=agency)

    # The two had 40 to do and did 2, so one S&N of another stands for 20: 40 by 30, 10, 20 and 20
    others = {"Oxford Health": 10, "Oxfordshire County Council": 10}
    assert proposed(done.client("esme").get(ADDRESS)) == {"Hilltop School": 15, "Harbour Refuge": 5, **others}


@time_machine.travel(datetime(2023, 2, 14, tzinfo=UTC))
def test_before_the_year_is_over_the_last_12_complete_months_stand_for_it(done: Cast) -> None:
    answer = done.client("esme").get(ADDRESS)

    assert "from 1 February 2022 to 31 January 2023, the last 12 complete months" in told(answer)
    assert rows(answer)["Hilltop School"][0] == "3"


@time_machine.travel(datetime(2023, 6, 14, tzinfo=UTC))
def test_months_of_the_year_itself_are_not_taken_for_the_year_before(done: Cast) -> None:
    assert "from 1 April 2022 to 31 March 2023, the year 2022-23" in told(done.client("esme").get(ADDRESS))


@time_machine.travel(NOW)
def test_an_agency_closed_by_then_is_not_listed_and_what_it_did_is_said(done: Cast) -> None:
    type(done.health).objects.filter(pk=done.health.pk).update(active_to=date(2023, 3, 31))

    answer = done.client("esme").get(ADDRESS)

    assert "Oxford Health" not in rows(answer)
    assert "Agencies that are closed by then did 1 S&N of those months." in told(answer)


@time_machine.travel(NOW)
def test_a_total_is_needed_where_none_is_recorded(done: Cast) -> None:
    client = done.client("esme")

    assert "No target of the partnership is recorded for 2026-27" in told(client.get("/targets/share/?year=2026-27"))
    assert sum(proposed(client.get("/targets/share/?year=2026-27&total=1,001")).values()) == 1001
    assert client.get("/targets/share/?total=0").context["asked"].errors["total"]


@time_machine.travel(NOW)
def test_working_out_the_sums_keeps_what_was_typed_and_records_nothing(done: Cast) -> None:
    client = done.client("esme")
    sent = typed(done, client.get(ADDRESS), school="27", health="many", agreed_on="", action="sum", source="In words")

    answer = client.post(ADDRESS, sent)

    assert answer.context["form"].errors == {f"target_{done.health.pk.hex}": [WHOLE]}
    assert [(one.number, one.label) for one in answer.context["shares"].headlines[1:]] == [
        ("37", "Agencies together"),
        ("3", "Unallocated"),
    ]
    page = answer.content.decode()
    assert 'value="many"' in page
    assert 'value="In words"' in page
    assert "Agreed on (optional)" not in told(answer)
    assert not stored()


@time_machine.travel(NOW)
def test_the_day_of_the_agreement_is_asked_for_when_it_is_recorded(done: Cast) -> None:
    client = done.client("esme")

    answer = client.post(ADDRESS, typed(done, client.get(ADDRESS), agreed_on=""))

    assert answer.context["form"].errors == {"agreed_on": ["Enter the day of the agreement"]}


WHOLE = "Target of Oxford Health must be a whole number"


@time_machine.travel(NOW)
def test_recording_writes_a_version_for_each_and_one_row_of_audit(done: Cast) -> None:
    client = done.client("esme")
    sent = typed(done, client.get(ADDRESS + "&total=50"), school="31", health="", also_whole="on")

    first = client.post(ADDRESS + "&total=50", sent)
    again = client.post(ADDRESS + "&total=50", sent)

    assert (first.status_code, first.url) == (again.status_code, again.url) == (302, "/targets/")
    day = date(2023, 4, 1)
    assert stored() == [
        ("Hilltop School", 31, day, "The Board"),
        ("Oxfordshire County Council", 12, day, "The Board"),
    ]
    assert Target.objects.get(agency=None, agreed_on=day).target == 50
    row = AuditEvent.objects.get(action="target.agreed_for_all")
    assert row.detail == {"year": "2023-24", "targets": 3, "sum": 93}
    assert set(row.subject_ids) == set(Target.objects.filter(agreed_on=day).values_list("pk", flat=True))


@time_machine.travel(NOW)
@pytest.mark.parametrize("way", ["another", "withdrawn", "import"])
def test_who_has_an_older_page_is_told_and_may_record_all_the_same(done: Cast, way: str) -> None:
    client = done.client("esme")
    earlier = Target.objects.create(year="2023-24", target=6, agreed_on=date(2023, 3, 1), agency=done.health)
    sent = typed(done, client.get(ADDRESS))
    if way == "another":
        Target.objects.create(year="2023-24", target=5, agreed_on=date(2023, 3, 2), agency=done.school)
    elif way == "withdrawn":
        Target.objects.filter(pk=earlier.pk).update(withdrawn_at=NOW, withdrawal_reason="Twice")
    else:
        Target.objects.filter(pk=earlier.pk).update(target=7)
    before = stored()

    stale = client.post(ADDRESS, sent)

    assert stale.status_code == 409
    assert "Someone else changed the targets of this year after you opened it." in told(stale)
    assert stored() == before
    assert client.post(ADDRESS, typed(done, stale)).status_code == 302
    assert ("Hilltop School", 20, date(2023, 4, 1), "The Board") in stored()


@time_machine.travel(NOW)
def test_other_numbers_of_the_same_day_are_not_replaced(done: Cast) -> None:
    Target.objects.create(year="2023-24", target=20, agreed_on=date(2023, 4, 1), agency=done.school)
    Target.objects.create(year="2023-24", target=9, agreed_on=date(2023, 4, 1), agency=done.health)
    client = done.client("esme")
    sent = typed(done, client.get(ADDRESS))

    refused = client.post(ADDRESS, sent)
    accepted = client.post(ADDRESS, {**sent, f"target_{done.health.pk.hex}": "9"})

    assert "On this day 1 other number is recorded already" in refused.context["form"].errors["agreed_on"][0]
    assert accepted.status_code == 302
    assert [row[:2] for row in stored()] == [
        ("Hilltop School", 20),
        ("Oxford Health", 9),
        ("Oxfordshire County Council", 10),
    ]


@time_machine.travel(NOW)
def test_a_recorded_target_is_not_emptied_unseen(done: Cast) -> None:
    Target.objects.create(year="2023-24", target=1200, agreed_on=date(2023, 3, 1), agency=done.health)
    client = done.client("esme")

    answer = client.post(ADDRESS, typed(done, client.get(ADDRESS), health="0"))

    wanted = "Oxford Health has a target of 1,200 recorded. Enter 1 or more, or withdraw that target"
    assert answer.context["form"].errors == {f"target_{done.health.pk.hex}": [wanted]}
    assert [part.is_open for part in answer.context["shares"].parts] == [True] * 4


@time_machine.travel(NOW)
def test_three_hundred_agencies_stand_on_one_page_under_their_organisations(done: Cast) -> None:
    for n in range(300):
        agency = factories.agency(f"School {n:03}")
        if n < 30:
            factories.assessment(agency, completed_on=date(2022, 11, 1))
    client = done.client("esme")
    page = client.get(ADDRESS + "&total=5000")
    sent = typed(done, page)

    parts = page.context["shares"].parts
    assert [(part.summary.split(",")[0], part.is_open) for part in parts] == [
        ("County Council: 3 agencies", True),
        ("Education: 301 agencies", False),
        ("Health: 1 agency", True),
        ("Other: 1 agency", True),
    ]
    assert client.post(ADDRESS + "&total=5000", sent).status_code == 302
    assert sum(row[1] for row in stored()) == 5000
    assert len(stored()) == 33


@time_machine.travel(NOW)
def test_the_page_takes_as_many_queries_with_one_agency_as_with_twenty(done: Cast) -> None:
    client = done.client("esme")

    def queries(agencies: int) -> int:
        for _ in range(agencies):
            factories.assessment(factories.agency(), completed_on=date(2022, 11, 1))
        with CaptureQueriesContext(connection) as own, CaptureQueriesContext(connections["reporting"]) as counted:
            assert client.get(ADDRESS).status_code == 200
        return len(own) + len(counted)

    queries(1)
    assert queries(1) == queries(20)
