"""What a service does and its audit row stand together or not at all: here the database refuses every audit row."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from agencies.models import Consultation, Invitation, Membership, NetworkMeeting, Role, Training
from agencies.services import agencies, consultations, invitations, memberships, networks, teams, training
from tests import factories
from tests.cast import Cast

REFUSE = """
create function no_audit() returns trigger language plpgsql as $$ begin raise 'no audit today'; end $$;
create trigger no_audit before insert on agencies_auditevent for each statement execute function no_audit();
"""
TABLES = (
    "agency",
    "consultation",
    "group",
    "groupmembership",
    "invitation",
    "membership",
    "networkmeeting",
    "population",
    "team",
    "training",
    "user",
)
NOW = timezone.now()
TODAY = date(2023, 4, 1)


def invite(cast: Cast, email: str) -> Invitation:
    return invitations.invite(
        scope=cast.scope("ben"),
        agency=cast.school,
        email=email,
        roles=[Role.LEAD],
        team=None,
        now=NOW,
        link=lambda secret: secret,
    )


def details(**fields):
    values = {"name": "New", "locality": None, "active_from": None, "active_to": None, "do_not_name": False}
    return agencies.Details(**{**values, **fields})


def trained(cast: Cast, **fields):
    return training.Details(
        **{"person": "1002", "agency": cast.school, "course": "TAF", "completed_on": TODAY, **fields}
    )


def met(**fields):
    return networks.Details(**{"locality": factories.locality(), "held_on": TODAY, "held": True, **fields})


def advised(cast: Cast, **fields):
    values = {"held_on": TODAY, "agency": cast.school, "locality": None, "theme": "other", "advice": "Ask again"}
    return consultations.Details(**{**values, **fields})


ACTS = {
    "invite": lambda c, i: invite(c, "other@example.org"),
    "resend": lambda c, i: invitations.resend(scope=c.scope("ben"), invitation=i, now=NOW, link=str),
    "withdraw": lambda c, i: invitations.withdraw(scope=c.scope("ben"), invitation=i, now=NOW),
    "accept": lambda c, i: invitations.accept_as_new_person(invitation=i, name="Nia", password="x", now=NOW),
    "end": lambda c, i: memberships.end(
        scope=c.scope("ben"), membership=Membership.objects.get(user=c.asha), reason="Left", now=NOW
    ),
    "add team": lambda c, i: teams.add(scope=c.scope("ben"), agency=c.school, name="New team"),
    "rename team": lambda c, i: teams.rename(scope=c.scope("ben"), team=c.pastoral, name="New name"),
    "add agency": lambda c, i: agencies.add(
        scope=c.scope("esme"), code="new", group=factories.group(), details=details()
    ),
    "change agency": lambda c, i: agencies.change(scope=c.scope("esme"), agency=c.school, version=1, details=details()),
    "move agency": lambda c, i: agencies.move(
        scope=c.scope("esme"), agency=c.school, version=1, group=factories.group("health"), starts_on=date(2023, 4, 1)
    ),
    "children of agency": lambda c, i: agencies.set_children(
        scope=c.scope("esme"), agency=c.school, version=1, children=400, starts_on=TODAY
    ),
    "close agency": lambda c, i: agencies.close(
        scope=c.scope("esme"), agency=c.school, last_day=date(2023, 4, 1), reason="Merged"
    ),
    "record training": lambda c, i: training.record(
        scope=c.scope("ben"), agency=c.school, course="TAF", completed_on=TODAY, people=["1"], today=TODAY
    ),
    "change training": lambda c, i: training.change(
        scope=c.scope("ben"), training=Training.objects.get(), version=1, details=trained(c), today=TODAY
    ),
    "remove training": lambda c, i: training.remove(
        scope=c.scope("ben"), training=Training.objects.get(), version=1, reason="Twice"
    ),
    "record network": lambda c, i: networks.record(scope=c.scope("lena"), details=met(), today=TODAY),
    "change network": lambda c, i: networks.change(
        scope=c.scope("lena"), meeting=NetworkMeeting.objects.get(), version=1, details=met(), today=TODAY
    ),
    "remove network": lambda c, i: networks.remove(
        scope=c.scope("lena"), meeting=NetworkMeeting.objects.get(), version=1, reason="Twice"
    ),
    "record consultation": lambda c, i: consultations.record(scope=c.scope("lena"), details=advised(c), today=TODAY),
    "change consultation": lambda c, i: consultations.change(
        scope=c.scope("lena"),
        consultation=Consultation.objects.get(),
        version=1,
        details=advised(c),
        today=TODAY,
    ),
    "remove consultation": lambda c, i: consultations.remove(
        scope=c.scope("lena"), consultation=Consultation.objects.get(), version=1, reason="Twice"
    ),
    "add group": lambda c, i: agencies.add_group(scope=c.scope("esme"), code="new", name="New"),
}


def test_without_its_audit_row_nothing_is_changed(cast, clone):
    invitation = invite(cast, "nia@example.org")
    factories.training(cast.school)
    factories.network()
    factories.consultation(cast.school, recorded_by=cast.lena)
    with connections["owner"].cursor() as owner:
        owner.execute(REFUSE)
    before = everything()

    for name, act in ACTS.items():
        with pytest.raises(DatabaseError, match="no audit today"):
            act(cast, invitation)
        assert everything() == before, name


def everything() -> dict[str, str]:
    """A digest of every row of the agencies' tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select md5(string_agg(t::text, '|' order by t.id)) from agencies_{table} t")
            found[table] = cursor.fetchone()[0]
    return found


def test_without_its_audit_row_no_byte_of_a_list_leaves(cast, clone):
    client = cast.client("ben")
    client.raise_request_exception = False
    with connections["owner"].cursor() as owner:
        owner.execute(REFUSE)

    response = client.get("/people/")

    assert response.status_code == 500
    assert b"Asha" not in response.content
