"""Passwords, links to reset them, and codes: used twice, or for somebody else."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def app_code(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def recovery_code(user):
    app_code(user)
    RecoveryCodes.activate(user)
    return RecoveryCodes(Authenticator.objects.get(user=user, type="recovery_codes")).get_unused_codes()[0]


def signed_in(*codes, emails=("asha@example.org",)):
    """Whom each code, given after the passwords of these people, signs in."""
    answers = []
    for code in codes:
        client = Client()
        for email in emails:
            client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": code})
        answers.append(client.session.get("_auth_user_id"))
    return answers


@pytest.mark.parametrize("make", [app_code, recovery_code])
def test_a_code_is_good_once(cast, make):
    code = make(cast.asha)

    assert signed_in(code, code) == [str(cast.asha.pk), None]


PEOPLE = ("farid@example.org", "asha@example.org")


@pytest.mark.parametrize("emails", [PEOPLE[1:], PEOPLE, PEOPLE[::-1]])
def test_the_code_of_one_person_does_not_let_another_in(cast, emails):
    """Nor when both passwords were given in the same browser."""
    app_code(cast.asha)
    own = app_code(cast.farid)

    assert signed_in(own, emails=emails)[0] in (None, str(cast.farid.pk))


def reset_link(email):
    Client().post(reverse("account_reset_password"), {"email": email})
    return re.search(r"/accounts/password/reset/key/(\w+)-(\S+)/", mail.outbox[-1].body).groups()


def test_a_link_to_reset_a_password_is_for_one_person_and_once(cast):
    before = cast.client("asha")
    (asha, key), (_, farids) = reset_link("asha@example.org"), reset_link("farid@example.org")
    new = {"password1": "three random words", "password2": "three random words"}

    def form(key):
        client = Client()
        page = client.get(reverse("account_reset_password_from_key", args=[asha, key]), follow=True)
        return client, page.redirect_chain[-1][0] if page.redirect_chain else ""

    assert form(farids)[1] == ""
    client, address = form(key)
    client.post(address, new)

    cast.asha.refresh_from_db()
    assert cast.asha.check_password(new["password1"])
    assert form(key)[1] == ""
    assert "_auth_user_id" not in client.session
    assert before.get(reverse("your_account")).status_code == 302
