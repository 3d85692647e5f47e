"""3. Signed out: only the allow-list answers, whatever the method, and tells nothing else."""

import uuid

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from tests.architecture.addresses import ADDRESSES

# Written here again, so that making a view public takes two people's eyes: the mark, and this list.
ALLOWED = {
    "healthz",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "invitation_accept",
    "mfa_authenticate",
    "openid_connect_login",
    "openid_connect_callback",
}
CLOSED = [address for address in ADDRESSES if address.name not in ALLOWED]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
ANY = {"UUIDConverter": uuid.uuid4(), "IntConverter": 1, "SlugConverter": "any", "StringConverter": "any"}

pytestmark = pytest.mark.django_db


def any_url(address):
    converters = address.pattern.pattern.converters
    return reverse(address.name, kwargs={name: ANY[type(one).__name__] for name, one in converters.items()})


def test_the_public_views_are_those_of_the_list():
    assert {address.name for address in ADDRESSES if address.rule.public} == ALLOWED


@pytest.mark.parametrize("method", METHODS)
def test_everything_else_leads_to_signing_in_and_says_nothing(method):
    answers = {address.name: Client().generic(method, any_url(address)) for address in CLOSED}

    wrong = [
        name
        for name, answer in answers.items()
        if answer.status_code != 302 or not answer.headers["Location"].startswith("/accounts/login/?next=")
    ]
    assert wrong == []
    assert {answer.content for answer in answers.values()} == {b""}


def test_who_has_only_given_a_password_is_still_signed_out(cast):
    """With a second factor set up, nothing opens between the password and the code."""
    TOTP.activate(cast.asha, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": "asha@example.org", "password": "early-help-demo"})

    answers = {address.name: client.get(any_url(address)) for address in CLOSED}

    assert [name for name, answer in answers.items() if answer.status_code != 302] == []


@pytest.mark.parametrize("path", ["/admin/", "/api/", "/static/../manage.py", "/accounts/email/", "/.env"])
def test_what_is_nowhere_is_not_found(path):
    assert Client().get(path).status_code == 404
