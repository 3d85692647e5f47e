"""Each named constraint refuses the nonsense that it is named after."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import GroupMembership, Invitation, Membership, Population, RequestKey, Team, User
from tests import factories

NOW = timezone.now()
KEY = "11111111-1111-4111-8111-111111111111"


def invitation(cast, **fields):
    values = {
        "email": "nia@example.org",
        "roles": ["lead"],
        "token_digest": "one",
        "expires_at": NOW + timedelta(days=9),
    }
    return Invitation.objects.create(agency=cast.school, invited_by=cast.ben, **{**values, **fields})


NONSENSE = {
    "agency_closes_after_it_opens": lambda c: factories.agency(
        active_from=date(2023, 1, 2), active_to=date(2023, 1, 1)
    ),
    "group_membership_once_per_month": lambda c: factories.move(c.school, to="health", since=None),
    "group_membership_starts_on_the_first": lambda c: factories.move(c.school, to="health", since=date(2023, 4, 2)),
    "population_once_per_day": lambda c: [Population.objects.create(agency=c.school, children=n) for n in (1, 2)],
    "population_of_somebody": lambda c: Population.objects.create(agency=c.school, children=0),
    "team_name_once_per_agency": lambda c: Team.objects.create(agency=c.school, name="Pastoral team"),
    "user_email_once": lambda c: factories.user(email="ASHA@example.org"),
    "membership_once_while_current": lambda c: factories.membership(c.ben, c.school, "lead"),
    "membership_ended_by_only_when_ended": lambda c: factories.membership(c.ben, c.school, ended_by=c.ben),
    "membership_known_role": lambda c: factories.membership(c.ben, c.school, "governor"),
    "invitation_once_while_waiting": lambda c: (invitation(c), invitation(c, token_digest="other")),
    "invitation_expires_after_it_is_made": lambda c: invitation(c, expires_at=NOW - timedelta(days=1)),
    "request_key_once_per_person": lambda c: RequestKey.objects.bulk_create(
        [RequestKey(user=c.asha, key=KEY), RequestKey(user=c.asha, key=KEY)]
    ),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused(cast, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        NONSENSE[name](cast)


def test_every_constraint_of_these_records_is_tried():
    models = (Invitation, GroupMembership, Membership, Population, RequestKey, Team, User, factories.Agency)

    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(NONSENSE)
