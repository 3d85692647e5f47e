"""For which agency a person acts, and the home page of each role."""

import pytest
from django.urls import reverse

from agencies.models import AuditEvent, Role
from tests import factories


def test_who_belongs_to_two_agencies_switches_between_them(cast):
    factories.membership(cast.asha, cast.health, Role.LEAD)
    asha = cast.client("asha")
    before = asha.get(reverse("person_list")).status_code

    asha.post(reverse("switch_agency"), {"agency": str(cast.health.pk)})

    assert before == 403
    assert b"Carys Evans" in asha.get(reverse("person_list")).content
    assert AuditEvent.objects.get(action="agency.switched").agency == cast.health


def test_nobody_switches_to_an_agency_that_they_do_not_belong_to(cast):
    asha = cast.client("asha")

    asha.post(reverse("switch_agency"), {"agency": str(cast.health.pk)})

    assert asha.session["acting_agency"] == str(cast.school.pk)
    assert b"Hilltop School" in asha.get("/").content


def test_a_choice_that_was_ended_falls_back_to_what_is_left(cast):
    client = cast.client("asha", agency=cast.refuge)

    assert b"Hilltop School" in client.get("/").content


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("ben", ["People", "Invite someone", "2 people work here"]),
        ("esme", ["Agencies", "6 open agencies", "5 open agencies have no lead"]),
        ("grace", ["Access log", "0 pages were refused in the last seven days", "0 emergency accesses were refused"]),
    ],
)
def test_the_home_page_says_what_a_role_has_to_do_with_people(cast, clone, who, words):
    page = cast.client(who).get("/").content.decode()

    assert [word for word in words if word not in page] == []


def test_a_practitioner_has_nothing_to_do_with_people(cast):
    assert b"Invite someone" not in cast.client("asha").get("/").content
