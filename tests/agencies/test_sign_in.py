"""Signing in: at allauth's own paths, by invitation only, and on record."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from agencies.models import AuditEvent
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"


def sign_in(email, password=PASSWORD):
    return Client().post(LOGIN, {"login": email, "password": password})


@pytest.mark.parametrize("email", ["asha@example.org", "Asha@Example.org"])
def test_who_has_an_account_signs_in_with_email_and_password(cast, email):
    response = sign_in(email)

    assert response.headers["Location"] == "/"
    event = AuditEvent.objects.get(action="signed_in")
    assert (event.actor, event.agency, event.subject_ids) == (cast.asha, cast.school, [cast.asha.pk])


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(cast):
    wrong, unknown = sign_in("asha@example.org", "wrong password"), sign_in("nobody@example.org")

    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert not AuditEvent.objects.filter(action="signed_in").exists()


def test_an_account_that_is_not_active_does_not_get_in(cast):
    cast.asha.is_active = False
    cast.asha.save()

    response = sign_in("asha@example.org")

    assert response.headers.get("Location") != "/"
    assert "_auth_user_id" not in response.client.session


def test_nobody_signs_up(cast):
    typed = {"email": "nia@example.org", "password1": PASSWORD, "password2": PASSWORD}

    response = Client().post(reverse("account_signup"), typed)

    assert not type(cast.asha).objects.filter(email="nia@example.org").exists()
    assert response.status_code in {200, 403}


def test_a_password_is_reset_by_email_only_for_those_with_an_account(cast):
    for email in ("asha@example.org", "nobody@example.org"):
        response = Client().post(reverse("account_reset_password"), {"email": email})
        assert response.headers["Location"] == reverse("account_reset_password_done")

    assert [message.to for message in mail.outbox] == [["asha@example.org"]]


def test_allauth_paths_that_ehtrack_does_not_offer_are_not_there(cast):
    for path in ("/accounts/email/", "/accounts/confirm-email/", "/accounts/password/set/", "/admin/"):
        assert cast.client("asha").get(path).status_code == 404
