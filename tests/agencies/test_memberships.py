"""Ending memberships: at the next request the person is out; nobody ends their own."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.errors import ServiceError
from agencies.models import AuditEvent, Membership, Role
from agencies.services import memberships
from assessments import home
from tests import factories


def end(cast, membership, *, by="ben"):
    memberships.end(scope=cast.scope(by), membership=membership, reason="Left the school", now=timezone.now())


def of(user):
    return Membership.objects.get(user=user)


def test_who_is_ended_is_out_at_the_next_request(cast):
    asha = cast.client("asha")
    before = asha.get("/")

    cast.client("ben").post(reverse("membership_end", args=[of(cast.asha).pk]), {"reason": "Left the school"})

    assert before.status_code == 200
    assert asha.get("/").headers["Location"] == reverse("no_membership")
    assert asha.get(reverse("no_membership")).status_code == 200


def test_the_access_log_keeps_who_ended_it_and_why(cast):
    membership = of(cast.asha)

    end(cast, membership)

    event = AuditEvent.objects.get(action="membership.ended")
    assert (event.actor, event.reason, event.subject_ids) == (cast.ben, "Left the school", [membership.pk])
    membership.refresh_from_db()
    assert membership.ended_by == cast.ben


def test_nobody_ends_their_own_so_that_a_lead_remains(cast):
    with pytest.raises(ServiceError, match="your own"):
        end(cast, of(cast.ben))

    assert of(cast.ben).ended_at is None


def test_the_board_admin_may_end_the_last_lead(cast):
    end(cast, of(cast.ben), by="esme")

    assert of(cast.ben).ended_at is not None


def test_a_lead_does_not_end_a_role_that_only_the_board_gives(cast):
    dev = factories.membership(cast.dev, cast.school, Role.MASH)

    with pytest.raises(PermissionDenied):
        end(cast, dev)


def test_an_ended_membership_is_not_ended_again(cast):
    membership = of(cast.asha)
    end(cast, membership)

    with pytest.raises(ServiceError, match="already"):
        end(cast, membership)

    assert AuditEvent.objects.filter(action="membership.ended").count() == 1


def test_a_reason_is_needed(cast):
    response = cast.client("ben").post(reverse("membership_end", args=[of(cast.asha).pk]), {"reason": ""})

    assert b"Enter the reason" in response.content
    assert of(cast.asha).ended_at is None


def test_a_role_that_was_ended_can_be_given_again(cast):
    end(cast, of(cast.asha))

    factories.membership(cast.asha, cast.school, team=cast.pastoral)

    assert Membership.objects.current().filter(user=cast.asha).count() == 1


# What they leave to hand on


def left_behind(cast):
    """Asha leads one S&N, wrote another that nobody else leads, and chairs a meeting; not all of it is Hilltop's."""
    led = factories.assessment(cast.school, author=cast.ben, lead_professional=cast.asha)
    wrote = factories.assessment(cast.school, author=cast.asha)
    factories.assessment(cast.school, author=cast.asha, lead_professional=cast.ben)
    factories.assessment(cast.health, lead_professional=cast.asha, lead_professional_agency=cast.school)
    elsewhere = {"lead_professional": cast.carys, "lead_professional_agency": cast.health}
    factories.assessment(cast.school, author=cast.ben, **elsewhere)
    meeting = factories.meeting(led, chair=cast.asha, chair_agency=cast.school, planned_on=date(2030, 1, 7))
    return led, wrote, meeting


def test_who_ends_a_role_is_told_what_is_to_be_handed_on_before_and_after(cast):
    led, wrote, meeting = left_behind(cast)
    ben, person = cast.client("ben"), reverse("person_detail", args=[cast.asha.pk])
    leads, chairs = "Leads 2 open S&amp;Ns", f"Chairs the TAF meeting of 7 January 2030 about {led.reference}"
    assert leads not in ben.get(person).content.decode()

    ending = ben.get(reverse("membership_end", args=[of(cast.asha).pk])).content.decode()
    end(cast, of(cast.asha))
    ended = ben.get(person)

    for page in (ending, ended.content.decode()):
        assert leads in page
        assert chairs in page
    shown = ben.get(ended.context["left_behind"][0].href)
    assert ended.context["left_behind"][1].href == reverse("meeting_detail", args=[meeting.pk])
    assert set(shown.context["page"]) == {led, wrote}
    assert leads not in cast.client("esme").get(person).content.decode()


def to_hand_on(cast):
    offered = home.panels(cast.scope("ben"), date(2030, 1, 1))
    return [line for panel in offered for line in panel.lines if "who has left" in line.text]


def test_the_lead_finds_what_nobody_leads_any_more(cast):
    led, wrote, meeting = left_behind(cast)
    ben = cast.client("ben")
    assert not to_hand_on(cast)
    end(cast, of(cast.asha))

    [line] = to_hand_on(cast)
    shown = ben.get(line.href)

    assert line.text == "2 open S&Ns are led by somebody who has left"
    assert set(shown.context["page"]) == {led, wrote}
    for page in (reverse("assessment_correct", args=[led.pk, "plan"]), reverse("meeting_change", args=[meeting.pk])):
        assert "Asha Patel (has left)" in ben.get(page).content.decode()
        assert "Carys Evans (has left)" not in ben.get(page).content.decode()
