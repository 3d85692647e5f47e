"""15. Is anyone already working with this child? Full name and birth date, limited in rate, on record with a reason."""

import pytest
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import Child
from assessments.services import emergency as services

REASON = "The child came to us alone at night"
TYPED = {"forename": "Robin", "surname": "Canary", "date_of_birth": "2015-05-01", "reason": REASON}


def look_up(cast, player="farid", **fields):
    return cast.client(player).post(reverse("child_who_works"), {**TYPED, **fields}).content.decode()


def test_it_says_who_leads_and_how_to_reach_them_and_nothing_else(cast, family):
    said = look_up(cast)

    assert "It has an open S&amp;N led by Hilltop School" in said
    assert cast.asha.email in said
    assert family[1].reference not in said
    assert "Secret Street" not in said


def test_it_is_on_record_with_its_reason(cast, family):
    look_up(cast)

    event = AuditEvent.objects.get(action="child.who_works_asked")
    assert (event.actor, event.reason, event.subject_ids) == (cast.farid, REASON, [family[0].pk])


def test_an_agency_that_must_not_be_named_is_not(cast, family):
    type(cast.school).objects.filter(pk=cast.school.pk).update(do_not_name=True)

    said = look_up(cast)

    assert "Contact LCSS" in said
    assert "Hilltop" not in said


@pytest.mark.parametrize("fields", [{"surname": "Canari"}, {"forename": "Rob"}, {"date_of_birth": "2015-05-02"}])
def test_only_the_full_name_and_birth_date_are_answered(cast, family, fields):
    assert "Nobody that ehtrack may tell you of" in look_up(cast, **fields)


@pytest.mark.parametrize("why", ["protected", "no agreement"])
def test_of_some_families_nothing_is_told(cast, family, why):
    if why == "protected":
        Child.objects.filter(pk=family[0].pk).update(protected=True)
    else:
        type(family[1]).objects.filter(pk=family[1].pk).update(consent="no", shared_on=None)

    assert "Nobody that ehtrack may tell you of" in look_up(cast)


def test_it_is_limited_in_rate(cast, family, monkeypatch):
    monkeypatch.setattr(services, "LOOK_UPS_AN_HOUR", 2)
    look_up(cast)
    look_up(cast)

    said = look_up(cast)

    assert "You have asked about 2 children in an hour" in said
    assert "Hilltop" not in said
