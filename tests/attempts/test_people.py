"""Who one is: acting for an agency, holding roles in two, having left."""

from datetime import date

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership, Role, User
from agencies.services import memberships
from tests import factories
from tests.attempts.secrets import reads

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", ["session", "cookie", "parameter", "form"])
def test_nobody_acts_for_an_agency_that_is_not_theirs(cast, theirs, how):
    client = cast.client("farid", agency=cast.health if how == "session" else None)
    client.cookies["acting_agency"] = str(cast.health.pk)
    query = {"acting_agency": str(cast.health.pk)} if how == "parameter" else {}
    if how == "form":
        client.post(reverse("switch_agency"), {"agency": str(cast.health.pk)})

    assert client.get(reverse("assessment_detail", args=[theirs.pk]), query).status_code == 404
    assert b"Oxford Health" not in client.get(reverse("home"), query).content


def test_roles_of_two_agencies_do_not_add_up(cast, theirs):
    """Lead of the refuge and practitioner of the health visitors: a lead of neither's families elsewhere."""
    factories.membership(cast.farid, cast.health, Role.PRACTITIONER)
    Membership.objects.filter(user=cast.farid, agency=cast.refuge).update(role=Role.LEAD)

    for agency in (cast.health, cast.refuge):
        assert reads(cast.client("farid", agency=agency), theirs) == [404], agency


def test_what_was_written_for_one_agency_is_not_taken_along_to_the_next(cast, own):
    factories.membership(cast.asha, cast.refuge)
    for membership in Membership.objects.filter(user=cast.asha, agency=cast.school):
        memberships.end(scope=cast.scope("esme"), membership=membership, reason="left", now=timezone.now())

    assert reads(cast.client("asha"), own, own.children.get()) == [404, 404]


def test_a_lead_does_not_take_the_second_factor_of_somebody_who_has_gone(cast):
    gone = factories.person("Gone", agency=cast.school, email="gone@example.org")
    for membership in gone.memberships.all():
        memberships.end(scope=cast.scope("ben"), membership=membership, reason="left", now=timezone.now())
    factories.membership(gone, cast.mash, Role.MASH)
    TOTP.activate(gone, generate_totp_secret())

    response = cast.client("ben").post(reverse("person_reset", args=[gone.pk]), {"reason": "They asked"})

    assert b"works for another agency too" in response.content
    assert gone.authenticator_set.exists()


def test_who_has_left_is_not_followed_by_their_former_lead(cast):
    """Not by asking for parts of an address either. Their name, role and dates stay."""
    gone = factories.person("Gone Away", agency=cast.school, email="gone@next.example", phone="07700 900077")
    ended_on = timezone.now()
    gone.memberships.update(ended_at=ended_on)
    User.objects.filter(pk=gone.pk).update(last_login=ended_on)
    factories.membership(gone, cast.refuge)
    TOTP.activate(gone, generate_totp_secret())

    def told(player, **query):
        client = cast.client(player)
        listed = client.get(reverse("person_list"), {"status": "ended", **query}).content.decode()
        return listed, client.get(reverse("person_detail", args=[gone.pk])).content.decode()

    for page in told("ben"):
        assert "Gone Away" in page
        assert not [word for word in ("gone@next", "07700", "second factor") if word in page]
    assert "Gone Away" not in told("ben", q="gone@")[0]
    assert "gone@next" in told("esme")[1]


def test_a_lead_of_a_closed_agency_has_no_more_than_its_own(cast, theirs, own):
    type(cast.school).objects.filter(pk=cast.school.pk).update(active_to=date(2023, 1, 1))

    assert reads(cast.client("ben"), own, theirs) == [200, 404]


@pytest.mark.parametrize("name", ["child_detail", "child_history", "child_correct", "child_who_looked"])
def test_the_board_and_the_auditor_open_no_child(cast, own, name):
    factories.assessment(cast.council, children=[own.children.get()])

    for player in ("esme", "grace"):
        assert cast.client(player).get(reverse(name, args=[own.children.get().pk])).status_code == 404
