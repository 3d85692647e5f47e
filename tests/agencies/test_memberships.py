"""Ending memberships: at the next request the person is out; nobody ends their own."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.errors import ServiceError
from agencies.models import AuditEvent, Membership, Role
from agencies.services import memberships
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
