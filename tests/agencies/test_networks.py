"""The Early Help Network by hand: its meetings by month and locality."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditEvent, NetworkMeeting
from agencies.selectors import networks as selectors
from ehtrack.lib.calendar import FinancialYear, Month
from tests import factories

KEY = "11111111-1111-4111-8111-111111111111"
TYPED = {"held_on": "2022-10-10", "held": "yes", "families_discussed": "2", "reason": ""}


def values(**typed):
    return {**TYPED, "locality": factories.locality().pk, **typed}


def record(cast, who="lena", **typed):
    return cast.client(who).post(reverse("network_record"), {"request_key": KEY, **values(**typed)})


def stored():
    return list(NetworkMeeting.objects.values_list("locality__code", "held_on", "held", "families_discussed", "reason"))


def errors(response):
    return response.context["form"].errors


@pytest.mark.parametrize("who", ["lena", "esme"])
def test_a_meeting_is_recorded_once(cast, who):
    record(cast, who)
    record(cast, who)

    assert stored() == [("central", date(2022, 10, 10), True, 2, "")]
    assert AuditEvent.objects.filter(action="network.recorded").count() == 1


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        ({"families_discussed": ""}, (True, None, "")),
        ({"families_discussed": "0"}, (True, 0, "")),
        ({"held": "no", "families_discussed": "", "reason": "The chair was ill"}, (False, None, "The chair was ill")),
    ],
)
def test_not_known_not_held_and_none_are_told_apart(cast, typed, row):
    record(cast, **typed)

    assert stored()[0][2:] == row


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"held": "no", "families_discussed": ""}, "reason", "Enter why it was not held"),
        ({"held": "no", "reason": "Ill"}, "families_discussed", "discussed no families"),
        ({"reason": "Ill"}, "reason", "only for a meeting that was not held"),
        ({"held": ""}, "held", "Select yes if it was held"),
        ({"locality": ""}, "locality", "Select the locality"),
        ({"held_on": "2999-01-01"}, "held_on", "The date must be today or in the past"),
        ({"held_on": "1800-01-01"}, "held_on", "The date must be 1 April 2018 or later"),
        ({"families_discussed": "two"}, "families_discussed", "must be a whole number"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(cast, typed, field, words):
    response = record(cast, **typed)

    assert words in " ".join(errors(response)[field])
    assert stored() == []


def test_a_locality_meets_once_a_day(cast):
    factories.network(held_on=date(2022, 10, 10))

    response = record(cast)

    assert errors(response)["held_on"] == ["Central has a meeting on this day already: correct that one"]


def test_two_people_who_correct_a_meeting_meet(cast):
    meeting = factories.network()
    client, url = cast.client("lena"), reverse("network_correct", args=[meeting.pk])

    client.post(url, values(families_discussed="3", version=1))
    met = client.post(url, values(families_discussed="4", version=1))

    assert met.status_code == 409
    assert "Families talked through: 3 families" in met.content.decode()
    assert client.post(url, values(families_discussed="4", version=2)).status_code == 302
    assert stored()[0][3] == 4
    assert AuditEvent.objects.filter(action="network.changed").first().detail == {"fields": ["families_discussed"]}


def test_a_meeting_is_removed_with_a_reason(cast):
    meeting = factories.network()

    cast.client("lena").post(
        reverse("network_remove", args=[meeting.pk]), {"version": 1, "reason": "Of another county"}
    )

    assert stored() == []
    assert AuditEvent.objects.get(action="network.removed").reason == "Of another county"


@time_machine.travel("2023-01-20T12:00Z", tick=False)
def test_the_list_has_a_row_for_each_month_also_those_without_a_meeting(cast):
    factories.network(held_on=date(2022, 12, 10))
    factories.network(held_on=date(2022, 12, 17), families_discussed=None)
    factories.network(
        locality=factories.locality("north"),
        held_on=date(2022, 12, 1),
        held=False,
        reason="Illness",
        families_discussed=None,
    )

    table = cast.client("lena").get(reverse("network_list")).context["list_table"]

    rows = {row[0]: dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows}
    assert list(rows) == [
        "January 2023",
        "December 2022",
        "November 2022",
        "October 2022",
        "September 2022",
        "August 2022",
        "July 2022",
        "June 2022",
        "May 2022",
        "April 2022",
    ]
    assert rows["January 2023"]["central"] == rows["December 2022"]["south"] == "No meeting recorded"
    assert "10 December: 2 families" in rows["December 2022"]["central"]
    assert "17 December: families not known" in rows["December 2022"]["central"]
    assert "1 December: not held, illness" in rows["December 2022"]["north"]


@time_machine.travel("2023-04-02T12:00Z", tick=False)
def test_any_year_since_the_first_meeting_can_be_asked_for(cast):
    factories.network(held_on=date(2021, 9, 14))
    client = cast.client("lena")

    assert [year.label for year in selectors.years(cast.scope("lena"), date(2023, 4, 2))] == [
        "2023-24",
        "2022-23",
        "2021-22",
    ]
    assert client.get(reverse("network_list")).context["year"] == "2023-24"
    assert (
        client.get(reverse("network_list"), {"year": "2021-22"}).context["totals"].startswith("1 meeting held, 2 fam")
    )
    assert client.get(reverse("network_list"), {"year": "nonsense"}).context["year"] == "2023-24"


def test_a_locality_without_a_word_on_the_month_is_missing(cast):
    factories.network(held_on=date(2022, 12, 10))
    factories.network(
        locality=factories.locality("north"),
        held_on=date(2022, 12, 1),
        held=False,
        reason="Illness",
        families_discussed=None,
    )

    assert [one.code for one in selectors.missing(cast.scope("lena"), Month(2022, 12))] == ["south"]
    assert selectors.missing(cast.scope("ben"), Month(2022, 12)) == []


def test_who_records_no_networks_sees_none(cast):
    factories.network()

    assert not selectors.of_year(cast.scope("asha"), FinancialYear(2022))


def test_the_year_asks_as_much_for_forty_meetings_as_for_one(cast, django_assert_num_queries):
    client, url = cast.client("lena"), f"{reverse('network_list')}?year=2022-23"
    factories.network()
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for day in range(1, 21):
        for code in ("north", "south"):
            factories.network(locality=factories.locality(code), held_on=date(2022, 11, day))

    with django_assert_num_queries(len(one)):
        client.get(url)
