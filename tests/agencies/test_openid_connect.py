"""Signing in at a council's identity provider: for those with an account or an invitation, and nobody else."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from agencies.models import AuditEvent, Invitation, Membership, User
from ehtrack import openid
from tests.agencies.identity_provider import ASHA, ID, LOGIN, configure, refusal, who

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")  # within the provider

NOW, DAY = timezone.now(), timedelta(days=1)


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


@pytest.mark.parametrize(
    ("domains", "email"), [(["example.org"], "Asha@Example.Org"), (["a.example", "EXAMPLE.org"], "")]
)
def test_a_provider_vouches_for_addresses_of_its_domains(cast, provider, settings, domains, email):
    configure(settings, provider, domains=domains)
    provider.knows("sub-1", **{**ASHA, **({"email": email} if email else {})})
    client = Client()

    provider.signs_in(client, "sub-1")

    assert who(client) == str(cast.asha.pk)


@pytest.mark.parametrize(("domain", "linked"), [("example.com", True), ("ple.org", False), ("mail.example.org", False)])
def test_a_provider_does_not_vouch_for_addresses_of_others(cast, provider, settings, domain, linked):
    """Not for those either whom it was linked to before its domains were named."""
    provider.knows("sub-1", **ASHA)
    if linked:
        provider.signs_in(Client(), "sub-1")
    configure(settings, provider, domains=[domain])
    client = Client()

    provider.signs_in(client, "sub-1")

    assert who(client) is None
    assert "the address is not one of its own" in refusal(client)
    assert AuditEvent.objects.get(action="sign_in_failed").detail == {"provider": ID, "why": "domain"}


@pytest.mark.parametrize(("domains", "warned"), [([None], []), ([["a"], None], ["p1"]), ([["a"], ["b"]], [])])
def test_of_several_providers_each_should_have_its_domains(settings, domains, warned):
    settings.OPENID_PROVIDERS = [{"id": f"p{n}", **({"domains": d} if d else {})} for n, d in enumerate(domains)]

    said = run_checks(tags=["security"], include_deployment_checks=True)

    assert [w.msg.split()[1] for w in said if w.id == "ehtrack.W001"] == warned


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
        (f'[{ONE[:-1]}, "domains": "example.org"}}]', "domains of a must be a list"),
        (f'[{ONE[:-1]}, "domains": []}}]', "domains of a must be a list"),
        (f'[{ONE[:-1]}, "second_factor": {{"mfa": ["x"]}}}}]', "acr and amr only"),
    ],
)
def test_a_wrong_configuration_is_refused_at_the_start(text, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        openid.providers(text)
