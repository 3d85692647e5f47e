"""What changes between two requests: a mark, an agency, a role, an S&N that should not have been."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.acting import SESSION_KEY
from agencies.models import Invitation, Role
from agencies.selectors import people, scopes
from agencies.services import invitations
from assessments.models import Assessment, Child
from assessments.services import children
from tests import factories
from tests.attempts.secrets import BORN, leaked, reads
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
TYPED = {"new-forename": "Quentin", "new-surname": "Vanderzee", "new-date_of_birth": f"{BORN}"}


def started(client, **fields):
    """A form to start an S&N, as its page gave it; what is typed of the child goes along."""
    page = client.get(reverse("assessment_start"))
    hidden = {
        "request_key": page.context["form"]["request_key"].value(),
        "csrfmiddlewaretoken": page.context["csrf_token"],
    }
    return {**{name: str(value) for name, value in hidden.items()}, **TYPED, **fields}


def test_a_near_match_that_was_marked_protected_since_is_not_linked(cast, child, theirs):
    asha = cast.client("asha")
    form = started(asha)
    form["typed"] = asha.post(reverse("assessment_start"), form).context["picker"].typed_token
    assert form["typed"]

    Child.objects.filter(pk=child.pk).update(protected=True)
    answer = asha.post(reverse("assessment_start"), {**form, "match": str(child.pk)})

    assert "What is known of a child has changed" in answer.content.decode()
    assert sent_as_shown(asha, form, answer).children.get() != child


def test_nor_is_one_that_was_marked_protected_after_the_answer(cast, child, theirs):
    asha = cast.client("asha")
    form = started(asha)
    form["typed"] = asha.post(reverse("assessment_start"), form).context["picker"].typed_token
    answered = asha.post(reverse("assessment_start"), {**form, "match": str(child.pk), "picker": "find"})
    assert [one.choice.child_id for one in answered.context["picker"].chosen] == [child.pk]

    Child.objects.filter(pk=child.pk).update(protected=True)
    shown = answered.context["picker"].chosen[0].token
    refused = asha.post(reverse("assessment_start"), {**without_details(form), "child": shown})

    assert "What is known of a child has changed" in refused.content.decode()
    assert not Assessment.objects.drafts().exists()
    assert sent_as_shown(asha, form, refused).children.get() != child


def without_details(form):
    return {name: value for name, value in form.items() if name != "typed" and name not in TYPED}


def sent_as_shown(client, form, answer):
    """The draft that comes of sending the page once more, as it stands."""
    tokens = [one.token for one in answer.context["picker"].chosen]
    client.post(reverse("assessment_start"), {**without_details(form), "child": tokens})
    return Assessment.objects.drafts().get()


@pytest.mark.parametrize("player", ["asha", "ben"])
def test_an_s_and_n_entered_in_error_leaves_no_child_open(cast, child, theirs, player):
    """Link a near match, complete, read, and withdraw: what was not meant opens nothing from then on."""
    mine = factories.assessment(cast.school, children=[child], author=cast.asha)
    client = cast.client(player)
    assert reads(client, child) == [200]

    cast.client("asha").post(reverse("assessment_withdraw", args=[mine.pk]), {"version": 1, "reason": "Another child"})

    assert Assessment.objects.get(pk=mine.pk).status == "withdrawn"
    assert reads(client, mine, child) == [200, 404]
    for name in ("child_history", "child_correct"):
        assert leaked(client.get(reverse(name, args=[child.pk]))) == []


def test_a_refuge_is_not_read_off_what_it_did_with_a_child(cast, child):
    factories.assessment(cast.school, children=[child], author=cast.asha)
    factories.assessment(cast.refuge, children=[child], author=cast.farid)
    children.correct(
        scope=cast.scope("farid"),
        child=child,
        version=child.version,
        changes={"school": "Harbour Primary"},
        reason="They came to us",
        on=timezone.localdate(),
    )

    def told(player, name):
        page = cast.client(player).get(reverse(name, args=[child.pk])).content
        return [word for word in (b"Farid", b"They came to us") if word in page]

    for player in ("asha", "ben"):
        assert [told(player, name) for name in ("child_detail", "child_history")] == [[], []], player
    assert told("farid", "child_history") == [b"Farid", b"They came to us"]
    assert told("lena", "child_history") == [b"Farid", b"They came to us"]


def test_a_form_of_one_agency_is_not_sent_for_the_other_that_was_switched_to(cast):
    """In another tab. The family of the school would stand in the records of the health visitors."""
    factories.membership(cast.asha, cast.health)
    asha = Client(enforce_csrf_checks=True)
    asha.force_login(cast.asha)
    form = started(asha)
    token = asha.get(reverse("switch_agency")).context["csrf_token"]
    asha.post(reverse("switch_agency"), {"agency": str(cast.health.pk), "csrfmiddlewaretoken": str(token)})

    response = asha.post(reverse("assessment_start"), form)

    assert response.status_code == 403
    assert "What you typed is still there" in response.content.decode()
    assert not Assessment.objects.exists()
    assert asha.post(reverse("assessment_start"), started(asha)).status_code == 302


def test_what_was_typed_for_one_agency_is_not_sent_for_another_after_the_session_ended(cast, time_machine):
    factories.membership(cast.asha, cast.health)
    factories.membership(cast.asha, cast.refuge)
    now, asha = timezone.now(), cast.client("asha", agency=cast.health)
    form = started(asha)
    time_machine.move_to(now + timedelta(minutes=31), tick=False)
    asha.post(reverse("assessment_start"), form)
    asha.post(reverse("account_login"), {"login": "asha@example.org", "password": PASSWORD})

    asha.post(reverse("assessment_start"), form)

    assert asha.session[SESSION_KEY] == str(cast.health.pk)
    assert [one.agency for one in Assessment.objects.all()] == [cast.health]


def ended(person, agency):
    person.memberships.filter(agency=agency).update(ended_at=timezone.now())


@pytest.mark.parametrize("seen_by", [None, "home"])
def test_a_form_is_not_sent_for_the_agency_that_is_left_when_a_membership_ends(cast, seen_by):
    """Asha never switched, and another tab may have seen first that she acts for the health visitors now."""
    factories.membership(cast.asha, cast.health)
    asha = Client(enforce_csrf_checks=True)
    asha.force_login(cast.asha)
    form = started(asha)
    ended(cast.asha, cast.school)
    told = asha.get(reverse(seen_by)).content if seen_by else b""

    response = asha.post(reverse("assessment_start"), form)

    assert response.status_code == 403
    assert b"You are acting for Oxford Health now" in response.content
    assert b"You act for Oxford Health now" in told + asha.get(reverse("home")).content
    assert not Assessment.objects.exists()
    assert asha.post(reverse("assessment_start"), started(asha)).status_code == 302


def test_what_was_kept_of_a_form_is_not_sent_for_the_agency_that_is_left(cast, time_machine):
    factories.membership(cast.asha, cast.health)
    now, asha = timezone.now(), cast.client("asha")
    form = started(asha)
    time_machine.move_to(now + timedelta(minutes=31), tick=False)
    ended(cast.asha, cast.school)
    asha.post(reverse("assessment_start"), {**form, "new-surname": "Van der Zee"})
    asha.post(reverse("account_login"), {"login": "asha@example.org", "password": PASSWORD})

    page = asha.get(reverse("unsent_form")).content.decode()

    assert "Van der Zee" in page
    assert "You typed it for another agency" in page
    assert "Send what I typed" not in page


def test_a_password_that_was_sent_too_late_is_not_kept(cast, time_machine):
    asha, secret = cast.client("asha"), "correct horse battery staple"
    asha.get(reverse("home"))
    time_machine.move_to(timezone.now() + timedelta(minutes=31), tick=False)

    asha.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": secret, "password2": secret})
    asha.post(reverse("account_login"), {"login": "asha@example.org", "password": PASSWORD})

    assert secret not in str(dict(asha.session))
    assert PASSWORD not in str(dict(asha.session))
    assert secret.encode() not in asha.get(reverse("unsent_form"), follow=True).content


def invited(by, email):
    """The secret of the link that was sent."""
    scope = scopes.current(by, None)
    agency = by.memberships.get().agency
    invitations.invite(scope=scope, agency=agency, email=email, roles=["lead"], team=None, now=timezone.now(), link=str)
    return re.search(r"[\w-]{43}", mail.outbox[-1].body).group()


@pytest.mark.parametrize("role", [Role.LEAD, Role.BOARD])
def test_nobody_comes_back_by_an_invitation_they_sent_before_their_role_ended(cast, role):
    mallory = factories.person("Mallory", agency=cast.school, roles=[role], email="mallory@example.org")
    kept, secret = invited(cast.ben, "new@example.org"), invited(mallory, "mallory.home@example.org")
    url = reverse("membership_end", args=[mallory.memberships.get().pk])
    told = cast.client("esme").post(url, {"reason": "Left"}, follow=True).content.decode()
    assert "1 invitation that they had sent is withdrawn" in told

    typed = {"name": "Mallory", "password": "three random words"}
    response = Client().post(reverse("invitation_accept", args=[secret]), typed)

    assert response.status_code == 404
    assert people.by_email("mallory.home@example.org") is None
    assert Client().get(reverse("invitation_accept", args=[kept])).status_code == 200


@pytest.mark.parametrize("email", ["far\u0131d@example.org", "a\u017fha@example.org", "\u212ai@example.org"])
def test_an_address_whose_letters_have_the_same_capitals_is_not_somebody_elses(cast, email):
    """PostgreSQL writes \u0131 and i by one capital: an identity provider may know both, and vouch for one."""
    now = timezone.now()
    factories.user("Ki", email="ki@example.org")
    Invitation.objects.create(
        agency=cast.school,
        email="ki@example.org",
        roles=["lead"],
        token_digest="x",
        invited_by=cast.ben,
        expires_at=now + timedelta(days=1),
    )

    assert people.by_email(email) is None
    assert invitations.accept_by_email(email=email, name="Mallory", now=now) is None
