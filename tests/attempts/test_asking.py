"""Asking on and on: searches, look-ups, near matches and emergencies."""

import uuid

import pytest
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import EmergencyAccess
from assessments.services import children, emergency
from tests import factories
from tests.attempts.secrets import ASK, reads

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("player", ["farid", "ben", "lena"])
def test_a_search_by_nhs_number_or_name_finds_none_of_theirs(cast, theirs, player):
    client = cast.client(player)

    for text in ("9434765919", "943 476 5919", "Vanderzee", "quentin vander", theirs.reference):
        client.post(reverse("child_search"), {"text": text})
        client.post(reverse("assessment_search"), {"text": text})
        for name in ("child_list", "assessment_list"):
            page = client.get(reverse(name)).content
            assert str(theirs.pk).encode() not in page
            assert b"Harbour Lane" not in page
            assert b"Quentin" not in page


def test_spelling_and_acting_for_another_agency_do_not_begin_the_count_of_look_ups_again(cast, theirs, monkeypatch):
    monkeypatch.setattr(emergency, "LOOK_UPS_AN_HOUR", 3)
    factories.membership(cast.farid, cast.health)
    spellings = ({"surname": "VANDERZEE"}, {"surname": " vanderzee "}, {"forename": "quentin  "})
    for typed in spellings:
        cast.client("farid").post(reverse("child_who_works"), {**ASK, **typed})

    answers = [
        cast.client("farid", agency=agency).post(reverse("child_who_works"), ASK)
        for agency in (cast.refuge, cast.health)
    ]

    assert all(b"You have asked about 3 children in an hour" in answer.content for answer in answers)
    assert not any(b"Stranger" in answer.content for answer in answers)


def test_birth_dates_cannot_be_tried_one_by_one(cast, theirs, monkeypatch):
    """Not by the look-up, nor by what is found while recording: both are counted, whoever is acted for."""
    monkeypatch.setattr(emergency, "LOOK_UPS_AN_HOUR", 5)
    monkeypatch.setattr(children, "LOOK_UPS_PER_HOUR", 5)
    client = cast.client("farid")
    last = None
    for day in range(10, 17):
        born = {"date_of_birth": f"2015-06-{day}"}
        last = client.post(reverse("child_who_works"), {**ASK, **born})
        picker = {"picker": "find", "new-forename": "Quentin", "new-surname": "Vanderzee", "new-date_of_birth_day": day}
        found = client.post(
            reverse("assessment_start"),
            {**picker, "new-date_of_birth_month": 6, "new-date_of_birth_year": 2015, "request_key": uuid.uuid4()},
        )

    assert b"You have asked about 5 children" in last.content
    assert b"You have looked for 5 children" in found.content
    assert AuditEvent.objects.filter(actor=cast.farid, action=children.LOOKED_FOR).count() == 5


def test_who_works_with_a_child_tells_no_more_than_it_says(cast, theirs):
    response = cast.client("farid").post(reverse("child_who_works"), ASK)

    assert b"Oxford Health" in response.content
    for word in (theirs.reference, str(theirs.pk), "Harbour Lane", "9434765919", "Riverside words"):
        assert word.encode() not in response.content


@pytest.mark.parametrize("reference", ["SN-%", "SN-_", "' or 1=1 --", "", "*", "\u200b"])
def test_an_emergency_needs_the_whole_reference(cast, theirs, reference):
    response = cast.client("farid").post(
        reverse("emergency_open"), {"reference": reference, "reason": "An emergency now"}
    )

    assert response.status_code == 200
    assert not EmergencyAccess.objects.exists()
    assert reads(cast.client("farid"), theirs) == [404]
