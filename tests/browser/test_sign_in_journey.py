"""Signing in with a second factor, and what happens when a session ends while somebody types."""

import re
from datetime import timedelta
from time import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from agencies import session_limits
from tests.browser import watching
from tests.browser.hands import Mouse
from tests.browser.watching import PHONE, SMALLEST
from tests.factories import PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def code_of(secret, ahead=0):
    return format_hotp_value(hotp_value(secret, int(time()) // 30 + ahead))


def gives_password(person: Mouse, email: str) -> None:
    person.opens("/accounts/login/")
    person.types("Email address", email)
    person.types("Password", PASSWORD)
    person.presses("Sign in")


def with_device(person: Mouse) -> None:
    """A device that makes passkeys, and a finger on it. Passkeys are for a name, never for an IP address."""
    person.address = person.address.replace("127.0.0.1", "localhost")
    session = person.page.context.new_cdp_session(person.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def is_sound(person: Mouse) -> None:
    found = watching.structure(person.page) + watching.accessibility(person.page)
    found += watching.overflow(person.page, PHONE) + watching.overflow(person.page, SMALLEST)
    assert found == []


def test_a_person_sets_up_an_app_and_signs_in_with_it(enter, cast, required, way):
    # given somebody who has a password only
    asha = enter(**way)
    gives_password(asha, cast.asha.email)
    asha.sees_title("Your second factor")
    asha.opens("/assessments/")
    asha.sees_title("Your second factor")

    # when she sets up an authenticator app
    asha.follows("Set up an authenticator app")
    secret = asha.page.locator("code").inner_text()
    asha.types("Code of 6 digits", "000000")
    asha.presses("Continue")
    asha.sees_error("The code is not correct")
    asha.types("Code of 6 digits", code_of(secret))
    asha.presses("Continue")

    # then she gets recovery codes, and goes on
    asha.sees_title("Your recovery codes")
    kept = asha.page.locator("code").first.inner_text()
    asha.follows("I have kept them")
    asha.sees_title("Asha")

    # and the next time the app's code or a recovery code is asked for
    for code in (code_of(secret, 1), kept):
        again = enter(**way)
        gives_password(again, cast.asha.email)
        again.sees_title("Enter your code")
        again.types("Code", code)
        again.presses("Sign in")
        again.sees_title("Asha")


def test_a_person_uses_a_passkey(enter, cast, required):
    # given somebody with a device that makes passkeys
    asha = enter()
    with_device(asha)
    gives_password(asha, cast.asha.email)

    # when she adds one
    asha.follows("Add a passkey")
    is_sound(asha)
    asha.presses("Add a passkey")
    asha.sees_title("Your recovery codes")

    # then she signs in with it
    asha.page.get_by_role("button", name="Sign out").click()
    gives_password(asha, cast.asha.email)
    asha.sees_title("Enter your code")
    is_sound(asha)
    asha.presses("Use a passkey")
    asha.sees_title("Asha")

    # and renames it, but cannot remove the last
    asha.opens("/accounts/2fa/webauthn/")
    is_sound(asha)
    asha.follows("Rename")
    is_sound(asha)
    asha.types("Name of this passkey", "Work laptop")
    asha.presses("Save")
    asha.sees("Work laptop")
    asha.follows("Remove")
    is_sound(asha)
    asha.presses("Remove")
    asha.sees("Add another before you remove this one", "Work laptop")


def test_without_script_a_passkey_page_offers_the_app(enter, cast, required):
    asha = enter(script=False)
    gives_password(asha, cast.asha.email)

    asha.follows("Add a passkey")

    asha.sees("A passkey needs a browser that runs JavaScript")
    assert not asha.page.get_by_role("button", name="Add a passkey").is_visible()
    asha.follows("Set up an authenticator app")
    asha.sees_title("Set up an authenticator app")


def test_a_passkey_that_is_refused_by_the_device_says_so(enter, cast, required):
    asha = enter()
    gives_password(asha, cast.asha.email)
    asha.opens("/accounts/2fa/webauthn/add/")
    asha.page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('cancelled')); }")

    asha.presses("Add a passkey")

    asha.sees("The passkey was not used")


def test_the_page_warns_and_the_person_stays(enter, cast):
    # given somebody who types and sends nothing
    asha = enter()
    asha.page.clock.install()
    gives_password(asha, cast.asha.email)
    asha.sees_title("Asha")
    asha.page.clock.fast_forward("27:50")
    warning = asha.page.locator("[data-session-ends]")
    assert warning.is_hidden()

    # when two minutes are left
    asha.page.clock.fast_forward("00:15")
    warning.wait_for(state="visible")
    assert warning.evaluate("element => element === document.activeElement")
    assert watching.accessibility(asha.page) == []

    # then a press keeps the session, and the warning comes again
    with asha.page.expect_response(re.compile("/stay/")) as answer:
        asha.presses("Stay signed in")
    assert answer.value.status == 204
    warning.wait_for(state="hidden")
    asha.page.clock.fast_forward("28:05")
    warning.wait_for(state="visible")
    asha.page.clock.fast_forward("02:00")
    asha.page.get_by_text("You are signed out.").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_what_was_typed_when_the_session_ended_is_not_lost(enter, cast, monkeypatch, script):
    # given a lead who types the name of a team, and is called away
    ben = enter(cast.ben, script=script)
    ben.opens(f"/agencies/{cast.school.pk}/teams/add/")
    ben.types("Name", "Night and day team")
    with monkeypatch.context() as late:
        late.setattr(session_limits, "IDLE", timedelta(0))

        # when the form is sent too late
        ben.page.locator("main form button").first.click()
        ben.sees("You were signed out because you did nothing for 30 minutes")

    # then after signing in it is sent as it was
    ben.types("Email address", cast.ben.email)
    ben.types("Password", PASSWORD)
    ben.presses("Sign in")
    ben.sees_title("What you typed is kept")
    if script:
        is_sound(ben)
    ben.presses("Send what I typed")
    ben.sees("Night and day team")
    assert cast.school.teams.filter(name="Night and day team").exists()
