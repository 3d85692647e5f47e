"""Invitations: who may invite whom, what the email says, and what accepting does."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.errors import ServiceError
from agencies.models import AuditEvent, Invitation, Membership, Role, User
from agencies.services import invitations
from tests import factories

NEW = "nia@example.org"
PASSWORD = "three random words"


def invite(cast, *, by="ben", agency=None, email=NEW, roles=(Role.PRACTITIONER,), team=None):
    return invitations.invite(
        scope=cast.scope(by),
        agency=agency or cast.school,
        email=email,
        roles=roles,
        team=team,
        now=timezone.now(),
        link=lambda secret: f"https://ehtrack.example/{secret}",
    )


def secret_sent():
    return re.search(r"https://ehtrack.example/(\S+)", mail.outbox[-1].body).group(1)


def accept_url():
    return reverse("invitation_accept", args=[secret_sent()])


def test_the_email_says_who_invites_to_what_and_only_a_digest_of_the_link_is_kept(cast):
    invitation = invite(cast, team=cast.pastoral)

    assert mail.outbox[0].to == [NEW]
    for words in ("Ben Okafor", "Hilltop School, Pastoral team", "Practitioner"):
        assert words in mail.outbox[0].body
    assert secret_sent() not in str(vars(invitation))


@pytest.mark.parametrize("role", [Role.LCSS, Role.MASH, Role.BOARD, Role.AUDITOR])
def test_a_lead_gives_no_role_beyond_practitioner_and_lead(cast, role):
    with pytest.raises(PermissionDenied):
        invite(cast, roles=[Role.PRACTITIONER, role])

    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_the_board_admin_gives_any_role_in_any_agency(cast):
    invitation = invite(cast, by="esme", agency=cast.health, roles=[Role.LEAD])

    assert (invitation.agency, invitation.roles) == (cast.health, ["lead"])


def test_nobody_invites_themselves(cast):
    with pytest.raises(ServiceError, match="cannot invite yourself"):
        invite(cast, by="esme", agency=cast.health, email="Esme@example.org")


def test_an_address_is_invited_to_an_agency_once_until_it_answers(cast):
    invite(cast)

    with pytest.raises(ServiceError, match="is waiting"):
        invite(cast, email=NEW.upper())


def test_who_has_the_roles_already_is_not_invited_to_them(cast):
    with pytest.raises(ServiceError, match="already has these roles"):
        invite(cast, email="asha@example.org", team=cast.pastoral)


def test_nobody_is_invited_to_a_closed_agency(cast):
    closed = factories.agency(active_to=timezone.localdate() - timedelta(days=1))

    with pytest.raises(ServiceError, match="closed"):
        invite(cast, by="esme", agency=closed)


def test_a_new_person_sets_a_name_and_a_password_and_is_in(cast):
    invite(cast, roles=[Role.PRACTITIONER, Role.LEAD], team=cast.pastoral)
    browser = Client()

    response = browser.post(accept_url(), {"name": "Nia Jones", "password": PASSWORD})

    nia = User.objects.get(email=NEW)
    assert response.headers["Location"] == "/"
    assert nia.check_password(PASSWORD)
    assert set(nia.memberships.values_list("role", "team")) == {
        ("practitioner", cast.pastoral.pk),
        ("lead", cast.pastoral.pk),
    }
    assert browser.get(reverse("person_list")).status_code == 200
    assert AuditEvent.objects.filter(actor=nia, action="invitation.accepted", agency=cast.school).exists()


@pytest.mark.parametrize("password", ["short", "nia@example.org", "password1234"])
def test_a_weak_password_is_refused_and_the_invitation_still_waits(cast, password):
    invite(cast)

    response = Client().post(accept_url(), {"name": "Nia Jones", "password": password})

    assert response.status_code == 200
    assert not User.objects.filter(email=NEW).exists()
    assert Invitation.objects.waiting(timezone.now()).exists()


def test_who_has_an_account_signs_in_to_accept(cast):
    invite(cast, email="farid@example.org")
    url = accept_url()

    signed_out = Client().get(url)
    Client().post(url, {"name": "Not Farid", "password": PASSWORD})
    farid = cast.client("farid")
    farid.post(url)

    assert b"Sign in" in signed_out.content
    assert b"You are signed in as farid@example.org" in farid.get(url).content
    assert cast.farid.memberships.filter(agency=cast.school, role=Role.PRACTITIONER).count() == 1
    assert User.objects.get(pk=cast.farid.pk).name == "Farid Haddad"
    assert farid.session["acting_agency"] == str(cast.school.pk)


def test_an_invitation_is_for_the_person_it_was_sent_to(cast):
    invite(cast, email="farid@example.org")

    response = cast.client("carys").post(accept_url())

    assert b"for someone else" in response.content
    assert not Membership.objects.filter(agency=cast.school, user__in=[cast.carys, cast.farid]).exists()


def test_the_service_too_refuses_another_person(cast):
    invitation = invite(cast, email="farid@example.org")

    with pytest.raises(PermissionDenied):
        invitations.accept(invitation=invitation, user=cast.carys, now=timezone.now())


@pytest.mark.parametrize("act", ["accept", "resend", "withdraw"])
def test_an_invitation_that_was_answered_meanwhile_is_left_alone(cast, act):
    invitation = invite(cast, email="farid@example.org")
    stale = Invitation.objects.get(pk=invitation.pk)
    ben, now = cast.scope("ben"), timezone.now()
    invitations.withdraw(scope=ben, invitation=invitation, now=now)

    with pytest.raises(ServiceError, match="cannot be used"):
        {
            "accept": lambda: invitations.accept(invitation=stale, user=cast.farid, now=now),
            "resend": lambda: invitations.resend(scope=ben, invitation=stale, now=now, link=str),
            "withdraw": lambda: invitations.withdraw(scope=ben, invitation=stale, now=now),
        }[act]()


def test_a_link_works_once(cast):
    invite(cast)
    url = accept_url()
    Client().post(url, {"name": "Nia Jones", "password": PASSWORD})

    again = Client().post(url, {"name": "Someone Else", "password": PASSWORD})

    assert again.status_code == 404
    assert User.objects.filter(email=NEW).count() == 1


@pytest.mark.parametrize(("days", "status"), [(13, 200), (15, 404)])
def test_a_link_works_for_fourteen_days(cast, time_machine, days, status):
    invite(cast)
    url = accept_url()

    time_machine.move_to(timezone.now() + timedelta(days=days))

    assert Client().get(url).status_code == status


def test_a_withdrawn_link_is_dead(cast):
    invitation = invite(cast)
    url = accept_url()

    cast.client("ben").post(reverse("invitation_withdraw", args=[invitation.pk]))

    assert Client().get(url).status_code == 404


def test_sent_again_the_old_link_is_dead_and_the_new_one_works(cast):
    invitation = invite(cast)
    old = accept_url()

    cast.client("ben").post(reverse("invitation_resend", args=[invitation.pk]))
    new = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)

    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_a_lead_does_not_withdraw_what_only_the_board_may_give(cast):
    invitation = invite(cast, by="esme", roles=[Role.MASH])

    response = cast.client("ben").post(reverse("invitation_withdraw", args=[invitation.pk]))

    assert response.status_code == 403
    assert Invitation.objects.waiting(timezone.now()).get() == invitation


def test_a_form_sent_twice_invites_once(cast):
    browser = cast.client("ben")
    url = reverse("invitation_add", args=[cast.school.pk])
    key = browser.get(url).context["form"]["request_key"].value()
    typed = {"email": NEW, "roles": ["practitioner"], "request_key": str(key)}

    answers = [browser.post(url, typed) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [reverse("invitation_list")] * 2
    assert len(mail.outbox) == 1


def test_a_team_of_another_agency_cannot_be_chosen(cast):
    url = reverse("invitation_add", args=[cast.school.pk])
    key = "11111111-1111-4111-8111-111111111111"

    cast.client("ben").post(
        url, {"email": NEW, "roles": ["practitioner"], "team": cast.health_visitors.pk, "request_key": key}
    )

    assert not Invitation.objects.exists()


def test_an_email_that_cannot_be_sent_invites_nobody(cast, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    with pytest.raises(ServiceError, match="could not be sent"):
        invite(cast)

    assert not Invitation.objects.exists()
    assert not AuditEvent.objects.filter(action="invitation.sent").exists()
