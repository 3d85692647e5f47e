"""No Names Consultations by hand: who asked, about what, and never who the family is."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditEvent, Consultation
from agencies.selectors import consultations as selectors
from tests import factories

KEY = "11111111-1111-4111-8111-111111111111"
ADVICE = "Ask the family whether they want an S&N"
TYPED = {"held_on": "2022-10-12", "theme": "parenting", "advice": ADVICE, "locality": ""}


def values(cast, **typed):
    return {**TYPED, "agency": cast.school.pk, **typed}


def record(cast, **typed):
    return cast.client("lena").post(reverse("consultation_record"), {"request_key": KEY, **values(cast, **typed)})


def stored():
    columns = ("held_on", "agency__name", "locality__code", "theme", "advice", "recorded_by__name")
    return list(Consultation.objects.values_list(*columns))


def listed(cast, **asked):
    table = cast.client("lena").get(reverse("consultation_list"), asked).context.get("list_table")
    return [row[:4] for row in table.rows]


def test_a_consultation_is_recorded_once(cast):
    record(cast)
    record(cast)

    assert stored() == [(date(2022, 10, 12), cast.school.name, None, "parenting", ADVICE, cast.lena.name)]
    assert AuditEvent.objects.filter(action="consultation.recorded").count() == 1


def test_any_agency_may_have_asked_and_the_locality_is_kept(cast):
    record(cast, agency=cast.council.pk, locality=factories.locality("north").pk)

    assert stored()[0][1:3] == (cast.council.name, "north")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"agency": ""}, "agency", "Select the agency that asked"),
        ({"theme": ""}, "theme", "Select what it was mainly about"),
        ({"theme": "nonsense"}, "theme", "Select a valid choice"),
        ({"advice": " "}, "advice", "Enter what was advised"),
        ({"held_on": "2999-01-01"}, "held_on", "The date must be today or in the past"),
        ({"held_on": "1800-01-01"}, "held_on", "1 April 2018 or later"),
        ({"advice": "His NHS number is 943 476 5919"}, "advice", "Take out what looks like an NHS number"),
        ({"advice": "H801200001001 is never in school"}, "advice", "Take out what looks like a UPN"),
        ({"advice": "Ask mum, sam@example.org"}, "advice", "Take out what looks like an email address"),
        ({"advice": "They live in OX1 1ND"}, "advice", "Take out what looks like a postcode"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(cast, typed, field, words):
    response = record(cast, **typed)

    assert words in " ".join(response.context["form"].errors[field])
    assert stored() == []


def test_a_closed_agency_asks_nothing_after_its_last_day(cast):
    closed = factories.agency("Old School", active_to=date(2022, 8, 31))

    assert "Old School closed on 31 August 2022" in record(cast, agency=closed.pk).content.decode()
    assert record(cast, agency=closed.pk, held_on="2022-08-31").status_code == 302


def test_a_correction_is_refused_what_recording_is(cast):
    made = factories.consultation(cast.school)

    typed = values(cast, advice="OX1 1ND", version=1)
    response = cast.client("lena").post(reverse("consultation_correct", args=[made.pk]), typed)

    assert "Take out what looks like a postcode" in response.content.decode()
    assert stored()[0][4] == made.advice


def test_two_people_who_correct_a_consultation_meet(cast):
    made = factories.consultation(cast.school)
    client, url = cast.client("lena"), reverse("consultation_correct", args=[made.pk])

    client.post(url, values(cast, theme="neglect", advice=made.advice, version=1))
    met = client.post(url, values(cast, theme="other", version=1))

    assert met.status_code == 409
    assert "Theme: Neglect" in met.content.decode()
    assert AuditEvent.objects.get(action="consultation.changed").detail == {"fields": ["theme"]}
    assert client.post(url, values(cast, theme="other", version=2)).status_code == 302
    assert stored()[0][3] == "other"


def test_a_consultation_is_removed_with_a_reason(cast):
    made = factories.consultation(cast.school)

    cast.client("lena").post(reverse("consultation_remove", args=[made.pk]), {"version": 1, "reason": "Recorded twice"})

    assert stored() == []
    assert AuditEvent.objects.get(action="consultation.removed").reason == "Recorded twice"


def test_what_is_read_is_in_the_access_log(cast):
    made = factories.consultation(cast.school)
    client = cast.client("lena")

    client.get(reverse("consultation_list"))
    client.get(reverse("consultation_correct", args=[made.pk]))

    events = AuditEvent.objects.filter(subject_type="consultation").values_list("action", "subject_ids")
    assert sorted(events) == [("consultation.listed", [made.pk]), ("consultation.read", [made.pk])]


def test_the_list_is_filtered_by_agency_place_theme_and_day(cast):
    north = factories.locality("north")
    factories.consultation(cast.school, held_on=date(2022, 10, 1))
    factories.consultation(cast.council, held_on=date(2022, 11, 1), theme="neglect", locality=north)
    school = ["1 October 2022", cast.school.name, "Not recorded", "Parenting"]
    health = ["1 November 2022", cast.council.name, "North", "Neglect"]

    assert listed(cast) == [health, school]
    assert listed(cast, agency=cast.school.pk) == [school]
    assert listed(cast, locality="north") == [health]
    assert listed(cast, locality="none") == [school]
    assert listed(cast, theme="neglect") == [health]
    assert listed(cast, first="2022-10-02") == [health]
    assert listed(cast, last="2022-10-31") == [school]


@pytest.mark.parametrize("who", ["ben", "esme", "asha", "dev"])
def test_only_the_lcss_reads_consultations(cast, who):
    factories.consultation(cast.school)

    assert not selectors.visible(cast.scope(who))


def test_who_records_networks_but_no_consultations_is_not_led_to_them(cast):
    address = reverse("consultation_list")

    assert address in cast.client("lena").get(reverse("network_list")).content.decode()
    assert address not in cast.client("esme").get(reverse("network_list")).content.decode()


def test_a_page_asks_as_much_for_twenty_consultations_as_for_one(cast, django_assert_num_queries):
    client, url = cast.client("lena"), reverse("consultation_list")
    factories.consultation(cast.school)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for day in range(1, 20):
        factories.consultation(cast.school, held_on=date(2022, 11, day), locality=factories.locality("north"))

    with django_assert_num_queries(len(one)):
        client.get(url)
