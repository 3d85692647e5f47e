"""Asking on and on: searches, look-ups, near matches and emergencies."""

import uuid

import pytest
from django.urls import reverse

from agencies.models import AuditEvent
from agencies.unit_of_work import behind_the_wall, set_person
from assessments.models import EmergencyAccess, EmergencyReview
from assessments.selectors import emergency as opened
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


def test_a_refuge_is_not_read_off_what_its_worker_opened_in_an_emergency(cast, own):
    """By the lead of the owning agency, who reviews what others open. The auditor reviews this one."""
    typed = {"reference": own.reference, "reason": "They came to our door last night"}
    cast.client("farid").post(reverse("emergency_open"), typed)
    address = reverse("emergency_review", args=[EmergencyReview.objects.get().pk])
    secrets = (b"Farid", b"Harbour", b"our door", b"He knows them")

    def told(player):
        pages = [cast.client(player).get(url) for url in (reverse("emergency_list"), address)]
        return [word for word in secrets if any(word in page.content for page in pages)], pages[1].content

    assert told("ben")[0] == []
    assert b"Someone of an agency that LCSS can tell you about" in told("ben")[1]
    assert b"The auditor reviews it" in told("ben")[1]
    assert not opened.waiting(cast.scope("ben")).exists()
    cast.client("ben").post(address, {"was_right": "yes"})
    assert EmergencyReview.objects.get().was_right is None

    assert told("grace")[0] == [*secrets[:3]]
    assert b"1 record to review was opened" in cast.client("grace").get(reverse("home")).content
    cast.client("grace").post(address, {"was_right": "no", "note": "He knows them"})
    assert EmergencyReview.objects.get().was_right is False
    assert reads(cast.client("farid"), own) == [404]
    assert told("ben")[0] == []


def test_the_auditor_reviews_nothing_else(cast, own):
    """Nor does the database show more."""
    typed = {"reference": own.reference, "reason": "They came to our door last night"}
    cast.client("carys").post(reverse("emergency_open"), typed)
    review = EmergencyReview.objects.get()

    assert cast.client("grace").get(reverse("emergency_review", args=[review.pk])).status_code == 404
    with behind_the_wall():
        for player, seen in (("grace", 0), ("ben", 1), ("farid", 0)):
            set_person(cast.user(player).pk, cast.scope(player).agency_id)
            assert (EmergencyReview.objects.count(), EmergencyAccess.objects.count()) == (seen, seen), player
