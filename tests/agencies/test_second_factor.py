"""The second factor: required on real servers, offered in the demonstration, each change on record."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import AuditEvent
from agencies.second_factor import PASSED
from tests.architecture.addresses import ADDRESSES
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"
SET_UP = "/accounts/2fa/"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in(email="asha@example.org", **fields):
    client = Client()
    return client, client.post(LOGIN, {"login": email, "password": PASSWORD, **fields})


def code_of(secret, *, ago=0):
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30 - ago))


def with_app(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def actions(*names):
    return list(AuditEvent.objects.filter(action__in=names).order_by("id").values_list("action", "detail"))


def test_who_has_none_gets_to_the_pages_that_set_one_up_and_nowhere_else(cast, required):
    client, _ = sign_in()

    open_pages = {
        address.name
        for address in ADDRESSES
        if not address.arguments and not address.rule.public
        if client.get(reverse(address.name)).headers.get("Location") != SET_UP
    }

    assert open_pages == {a.name for a in ADDRESSES if a.rule.before_second_factor and not a.arguments} - {
        "mfa_view_recovery_codes",  # there are none: back to the page of all
        "mfa_download_recovery_codes",
    }
    assert not open_pages & {"home", "assessment_list", "child_list", "switch_agency", "account_change_password"}


def test_a_form_is_not_taken_before_the_second_factor(cast, required):
    client, _ = sign_in("ben@example.org")

    response = client.post(reverse("training_record"), {})

    assert response.headers["Location"] == SET_UP


def test_in_the_demonstration_nobody_has_to(cast):
    client, _ = sign_in()

    assert client.get("/your-account/").status_code == 200
    assert client.get("/assessments/").status_code == 200


def test_an_app_is_set_up_and_opens_the_rest(cast, required):
    client, _ = sign_in()
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="eh-key">(\w+)</code>', page).group(1)

    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert response.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get("/assessments/").status_code == 200
    assert '<svg class="eh-qr"' in page
    assert actions("second_factor.added") == [("second_factor.added", {"kind": "authenticator app"})]


def test_setting_one_up_ends_what_a_password_alone_had_opened(cast, required):
    (thief, _), (client, _) = sign_in(), sign_in()
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="eh-key">(\w+)</code>', page).group(1)

    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert thief.get(reverse("mfa_view_recovery_codes")).headers["Location"].startswith(LOGIN)
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


def test_a_wrong_code_sets_nothing_up(cast, required):
    client, _ = sign_in()
    client.get(reverse("mfa_activate_totp"))

    response = client.post(reverse("mfa_activate_totp"), {"code": "000000"})

    assert "The code is not correct" in response.content.decode()
    assert not Authenticator.objects.exists()
    assert client.get("/assessments/").headers["Location"] == SET_UP


def test_the_key_of_an_app_is_not_in_the_database(cast):
    secret = with_app(cast.asha)

    with connection.cursor() as cursor:
        cursor.execute("select data::text from mfa_authenticator")
        stored = cursor.fetchone()[0]

    assert secret not in stored


def test_with_an_app_a_password_alone_does_not_sign_in(cast, required):
    with_app(cast.asha)

    client, response = sign_in()

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get("/assessments/").headers["Location"].startswith(LOGIN)


def test_with_its_code_it_does(cast, required):
    secret = with_app(cast.asha)
    client, _ = sign_in()

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert client.get("/assessments/").status_code == 200
    assert actions("signed_in") == [("signed_in", {"second_factor": True})]


def test_a_code_works_once(cast, required):
    secret = with_app(cast.asha)
    first, _ = sign_in()
    first.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    second, _ = sign_in()
    second.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert "_auth_user_id" not in second.session


def test_an_old_code_does_not_work(cast, required):
    secret = with_app(cast.asha)
    client, _ = sign_in()

    client.post(reverse("mfa_authenticate"), {"code": code_of(secret, ago=4)})

    assert "_auth_user_id" not in client.session
    assert actions("sign_in_failed") == [("sign_in_failed", {"step": "second factor"})]
    assert AuditEvent.objects.get(action="sign_in_failed").subject_ids == [cast.asha.pk]


def test_codes_cannot_be_tried_on_and_on(cast, required):
    secret = with_app(cast.asha)
    client, _ = sign_in()
    for number in range(10):
        client.post(reverse("mfa_authenticate"), {"code": f"00000{number}"})

    response = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    assert "Too many wrong attempts" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_signs_in_once(cast, required):
    with_app(cast.asha)
    code = RecoveryCodes.activate(cast.asha).generate_codes()[0]
    for expected in (True, False):
        client, _ = sign_in()

        client.post(reverse("mfa_authenticate"), {"code": code})

        assert ("_auth_user_id" in client.session) is expected


def test_the_last_one_cannot_be_removed_where_one_is_required(cast, required):
    secret = with_app(cast.asha)
    client, _ = sign_in()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    response = client.post(reverse("mfa_deactivate_totp"))

    assert "Add another before you remove this one" in response.content.decode()
    assert Authenticator.objects.filter(user=cast.asha, type="totp").exists()


def test_in_the_demonstration_it_can_and_that_is_on_record(cast):
    secret = with_app(cast.asha)
    client, _ = sign_in()
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert actions("second_factor.removed") == [("second_factor.removed", {"kind": "authenticator app"})]


def test_who_signed_in_a_while_ago_is_asked_again_before_a_change(cast, time_machine):
    client, _ = sign_in()
    client.get("/your-account/")
    time_machine.move_to(timezone.now() + timedelta(minutes=10))

    response = client.get(reverse("mfa_activate_totp"))

    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
    answered = client.post(response.headers["Location"], {"password": PASSWORD})
    assert answered.headers["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_factor_of_one_person_is_not_offered_to_another(cast):
    passkey = Authenticator.objects.create(user=cast.asha, type="webauthn", data={"name": "Asha's key"})
    client = cast.client("ben")

    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[passkey.pk])).status_code == 404
        assert client.post(reverse(name, args=[passkey.pk]), {"name": "mine"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Asha's key"


def reset(cast, player, person, reason="Lost the phone"):
    return cast.client(player).post(f"/people/{person.pk}/second-factor/", {"reason": reason})


def test_a_lead_removes_the_factor_of_somebody_who_lost_it(cast, required, mailoutbox):
    with_app(cast.asha)
    asha, ben = cast.client("asha"), cast.client("ben")
    session = ben.session
    session[PASSED] = True
    session.save()

    ben.post(f"/people/{cast.asha.pk}/second-factor/", {"reason": "Lost the phone"})

    assert not Authenticator.objects.filter(user=cast.asha).exists()
    assert asha.get("/your-account/").headers["Location"].startswith(LOGIN)
    assert [message.to for message in mailoutbox] == [["asha@example.org"]]
    event = AuditEvent.objects.get(action="second_factor.reset")
    assert (event.actor, event.subject_ids, event.reason) == (cast.ben, [cast.asha.pk], "Lost the phone")
    assert sign_in()[0].get("/assessments/").headers["Location"] == SET_UP


def test_nobody_removes_their_own_that_way(cast):
    with_app(cast.ben)

    response = reset(cast, "ben", cast.ben)

    assert "Ask another lead" in response.content.decode()
    assert Authenticator.objects.exists()


@pytest.mark.parametrize("player", ["asha", "farid", "lena", "grace"])
def test_who_does_not_manage_people_removes_none(cast, player):
    with_app(cast.carys)

    assert reset(cast, player, cast.carys).status_code in {403, 404}
    assert Authenticator.objects.exists()


def test_a_reset_that_cannot_be_told_is_not_done(cast, monkeypatch):
    with_app(cast.asha)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)

    response = reset(cast, "ben", cast.asha)

    assert "The email could not be sent, so nothing was removed" in response.content.decode()
    assert Authenticator.objects.exists()


def refuse(*args):
    raise OSError
