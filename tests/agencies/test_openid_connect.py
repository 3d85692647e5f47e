"""Signing in at a council's identity provider: for those with an account or an invitation, and nobody else."""

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from agencies.models import AuditEvent, Invitation, Membership, User
from ehtrack import openid
from tests.agencies import identity_provider
from tests.agencies.identity_provider import ID

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")  # within the provider

LOGIN = "/accounts/login/"
NOW, DAY = timezone.now(), timedelta(days=1)
ASHA = {"email": "asha@example.org", "email_verified": True, "name": "Asha Patel"}


@pytest.fixture(scope="module")
def running():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with identity_provider.running() as provider:
            yield provider


@pytest.fixture
def provider(running, settings):
    running.change = None
    configure(settings, running)
    return running


def configure(settings, provider, **more):
    settings.SOCIALACCOUNT_PROVIDERS = openid.allauth_settings(provider.configured(**more))


def who(client):
    return client.session.get("_auth_user_id")


def refusal(client):
    return client.get(LOGIN).content.decode()


def test_the_button_is_there_only_when_a_provider_is_configured(cast, provider, settings):
    assert "Sign in with Example Council" in Client().get(LOGIN).content.decode()

    settings.SOCIALACCOUNT_PROVIDERS = openid.allauth_settings([])

    assert "Sign in with" not in Client().get(LOGIN).content.decode()
    assert Client().post(f"/accounts/oidc/{ID}/login/").status_code == 404


def test_a_person_with_the_verified_email_is_signed_in(cast, provider):
    provider.knows("sub-1", **ASHA)
    client = Client()

    response = provider.signs_in(client, "sub-1", next="/assessments/")

    assert (who(client), response.headers["Location"]) == (str(cast.asha.pk), "/assessments/")
    event = AuditEvent.objects.get(action="signed_in")
    assert (event.actor, event.detail) == (cast.asha, {"second_factor": False})


def test_what_the_provider_tells_is_not_kept(cast, provider):
    provider.knows("sub-1", **ASHA)

    provider.signs_in(Client(), "sub-1")

    assert SocialAccount.objects.get(uid="sub-1").extra_data == {}
    assert not SocialToken.objects.exists()


def test_once_linked_the_subject_counts_and_not_the_email(cast, provider):
    provider.knows("sub-1", **ASHA)
    provider.signs_in(Client(), "sub-1")
    provider.knows("sub-1", email="asha.jones@example.org", email_verified=False)
    client = Client()

    provider.signs_in(client, "sub-1")

    assert who(client) == str(cast.asha.pk)


def test_an_unknown_email_is_refused_and_makes_no_account(cast, provider):
    provider.knows("sub-9", email="mallory@example.org", email_verified=True)
    before, client = User.objects.count(), Client()

    response = provider.signs_in(client, "sub-9")

    assert (who(client), response.headers["Location"]) == (None, LOGIN)
    assert "no account or invitation has that email address" in refusal(client)
    assert User.objects.count() == before
    event = AuditEvent.objects.get(action="sign_in_failed")
    assert event.detail == {"provider": ID, "why": "unknown"}


@pytest.mark.parametrize("claims", [{"email_verified": False}, {}, {"email": ""}, {"email_verified": "no"}])
def test_an_unverified_email_is_refused(cast, provider, claims):
    provider.knows("sub-2", **{"email": "asha@example.org", **claims})
    client = Client()

    provider.signs_in(client, "sub-2")

    assert who(client) is None
    assert "does not say that your email address is verified" in refusal(client)


@pytest.mark.parametrize(("verified_by", "claims"), [("xms_edov", {"xms_edov": True}), (True, {})])
def test_the_configuration_says_what_verifies(cast, provider, settings, verified_by, claims):
    configure(settings, provider, email_verified_by=verified_by)
    provider.knows("sub-3", email="asha@example.org", **claims)
    client = Client()

    provider.signs_in(client, "sub-3")

    assert who(client) == str(cast.asha.pk)


def test_an_account_that_is_closed_stays_closed(cast, provider):
    User.objects.filter(pk=cast.asha.pk).update(is_active=False)
    provider.knows("sub-1", **ASHA)
    client = Client()

    provider.signs_in(client, "sub-1")

    assert who(client) is None


def test_an_invited_person_gets_an_account_with_the_roles_of_the_invitation(cast, provider):
    now = timezone.now()
    Invitation.objects.create(
        agency=cast.school,
        email="nia@example.org",
        roles=["practitioner"],
        token_digest="x",
        invited_by=cast.ben,
        expires_at=now + timedelta(days=1),
    )
    provider.knows("sub-4", email="Nia@example.org", email_verified=True, name="Nia Roberts")
    client = Client()

    provider.signs_in(client, "sub-4")

    nia = User.objects.get(email="nia@example.org")
    assert (who(client), nia.name, nia.has_usable_password()) == (str(nia.pk), "Nia Roberts", False)
    assert Membership.objects.get(user=nia).agency == cast.school


@pytest.mark.parametrize("state", [{"withdrawn_at": NOW}, {"recorded_at": NOW - 2 * DAY, "expires_at": NOW - DAY}])
def test_an_invitation_that_is_over_makes_no_account(cast, provider, state):
    made = Invitation.objects.create(
        agency=cast.school,
        email="nia@example.org",
        roles=["practitioner"],
        token_digest="x",
        invited_by=cast.ben,
        expires_at=timezone.now() + timedelta(days=1),
    )
    Invitation.objects.filter(pk=made.pk).update(**state)
    provider.knows("sub-4", email="nia@example.org", email_verified=True)
    client = Client()

    provider.signs_in(client, "sub-4")

    assert who(client) is None


# Attacks


def test_an_answer_that_another_browser_asked_for_is_refused(cast, provider):
    provider.knows("sub-1", **ASHA)
    asked = Client().post(f"/accounts/oidc/{ID}/login/")
    back = provider.confirms(asked.headers["Location"], "sub-1")
    victim = Client()

    victim.get(back)

    assert who(victim) is None
    assert "did not confirm who you are" in refusal(victim)


def test_an_answer_counts_once(cast, provider):
    provider.knows("sub-1", **ASHA)
    client = Client()
    asked = client.post(f"/accounts/oidc/{ID}/login/")
    back = provider.confirms(asked.headers["Location"], "sub-1")
    client.get(back)
    client.post("/accounts/logout/")

    client.get(back)

    assert who(client) is None


def test_a_token_with_another_nonce_is_refused(cast, provider):
    """A token that was issued for another session of the same person, put in place of this one's."""
    provider.knows("sub-1", **ASHA)
    stolen = {}
    provider.change = lambda answer: stolen.setdefault("answer", answer)
    provider.signs_in(Client(), "sub-1")
    provider.change = lambda answer: {**answer, "id_token": stolen["answer"]["id_token"]}
    client = Client()

    provider.signs_in(client, "sub-1")

    assert who(client) is None
    assert AuditEvent.objects.get(action="sign_in_failed").detail["why"] == "nonce"


def forged(answer, **changed):
    """The same claims but for those changed, signed by a key of the attacker."""
    claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
    header = jwt.get_unverified_header(answer["id_token"])
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return {**answer, "id_token": jwt.encode({**claims, **changed}, key, algorithm="RS256", headers=header)}


def unsigned(answer):
    claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
    return {
        **answer,
        "id_token": jwt.encode(
            claims, None, algorithm="none", headers=jwt.get_unverified_header(answer["id_token"]) | {"alg": "none"}
        ),
    }


def flipped(answer):
    head, body, signature = answer["id_token"].split(".")
    return {**answer, "id_token": f"{head}.{body[:-2]}{'A' if body[-2] != 'A' else 'B'}{body[-1]}.{signature}"}


@pytest.mark.parametrize(
    "change",
    [
        forged,
        unsigned,
        flipped,
        lambda answer: {**answer, "id_token": ""},
        lambda answer: {**answer, "id_token": "not.a.token"},
        lambda answer: {key: value for key, value in answer.items() if key != "id_token"},
    ],
    ids=["forged", "unsigned", "flipped", "empty", "garbled", "missing"],
)
def test_a_token_that_was_tampered_with_is_refused(cast, provider, change):
    provider.knows("sub-1", **ASHA)
    provider.change = change
    client = Client()

    response = provider.signs_in(client, "sub-1")

    assert (who(client), response.headers["Location"]) == (None, LOGIN)
    assert "did not confirm who you are" in refusal(client)


def test_the_user_info_of_somebody_else_is_refused(cast, provider):
    provider.knows("sub-1", **ASHA)
    provider.knows("sub-8", name="Mallory")  # the token tells no email: the user info would
    others = {}
    provider.change = lambda answer: others.setdefault("answer", answer)
    provider.signs_in(Client(), "sub-1")
    provider.change = lambda answer: {**answer, "access_token": others["answer"]["access_token"]}
    client = Client()

    provider.signs_in(client, "sub-8")

    assert who(client) is None


def test_an_address_alone_sends_nobody_to_the_provider(cast, provider):
    assert Client().get(f"/accounts/oidc/{ID}/login/").headers["Location"] == LOGIN


def test_the_way_there_carries_state_nonce_and_a_challenge(cast, provider):
    asked = Client().post(f"/accounts/oidc/{ID}/login/").headers["Location"]

    sent = parse_qs(urlsplit(asked).query)
    assert {"state", "nonce", "code_challenge"} <= set(sent)
    assert sent["code_challenge_method"] == ["S256"]


def test_a_provider_that_does_not_answer_leaves_the_password(cast, provider, settings):
    configure(settings, provider, server="http://localhost:9")
    client = Client()

    started = time.monotonic()
    client.post(f"/accounts/oidc/{ID}/login/")

    assert "does not answer" in refusal(client)
    assert time.monotonic() - started < 10


# Second factor


@pytest.mark.parametrize(
    ("accepted", "claims", "asked"),
    [
        (None, {"amr": ["pwd", "mfa"]}, True),
        ({"amr": ["mfa"]}, {"amr": ["pwd", "mfa"]}, False),
        ({"amr": ["mfa"]}, {"amr": ["pwd"]}, True),
        ({"amr": ["mfa"]}, {}, True),
        ({"acr": ["AAL3_ANY"]}, {"acr": "AAL3_ANY"}, False),
        ({"acr": ["AAL3_ANY"]}, {"acr": "AAL1"}, True),
    ],
)
def test_the_providers_second_factor_stands_for_ours_if_the_configuration_says_so(
    cast, provider, settings, accepted, claims, asked
):
    settings.SECOND_FACTOR_REQUIRED = True
    configure(settings, provider, **({"second_factor": accepted} if accepted else {}))
    provider.knows("sub-1", **ASHA, **claims)
    client = Client()

    provider.signs_in(client, "sub-1")

    assert (client.get("/assessments/").headers.get("Location") == "/accounts/2fa/") is asked


@pytest.mark.parametrize("trusted", [True, False])
def test_who_has_one_with_us_is_asked_for_it_unless_the_providers_stands(cast, provider, settings, trusted):
    TOTP.activate(cast.asha, generate_totp_secret())
    configure(settings, provider, **({"second_factor": {"amr": ["mfa"]}} if trusted else {}))
    provider.knows("sub-1", **ASHA, amr=["mfa"])
    client = Client()

    response = provider.signs_in(client, "sub-1")

    assert (response.headers["Location"] == "/accounts/2fa/authenticate/") is not trusted
    assert (who(client) == str(cast.asha.pk)) is trusted


# Configuration

ONE = '{"id": "a", "name": "A", "client_id": "c", "secret": "s", "server": "https://login.example.org/tenant/v2.0"}'


def test_several_providers_are_read_and_their_origins_are_where_forms_may_lead():
    text = f'[{ONE}, {{"id": "b", "name": "B", "client_id": "c", "secret": "s", "server": "https://id.example.net",'
    found = openid.providers(text + ' "origins": ["https://am.example.net"]}]')

    assert openid.origins(found) == ["https://login.example.org", "https://id.example.net", "https://am.example.net"]
    assert [app["provider_id"] for app in openid.allauth_settings(found)["openid_connect"]["APPS"]] == ["a", "b"]


def test_the_policy_of_every_page_names_them(cast):
    policy = Client().get(LOGIN).headers["Content-Security-Policy"]

    assert "form-action 'self' https://id.example.org" in policy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "not JSON"),
        (ONE, "must be a list"),
        ('[{"id": "a"}]', "a needs client_id, name, secret, server"),
        (f"[{ONE}, {ONE}]", "two providers with one id"),
        (f'[{ONE[:-1]}, "colour": "red"}}]', "unknown keys: colour"),
        (f'[{ONE[:-1]}, "second_factor": {{"mfa": ["x"]}}}}]', "acr and amr only"),
    ],
)
def test_a_wrong_configuration_is_refused_at_the_start(text, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        openid.providers(text)
