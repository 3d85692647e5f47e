"""What a stranger, or somebody between us and the provider, may try: each is refused."""

import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from agencies.models import AuditEvent
from tests.agencies.identity_provider import ASHA, ID, LOGIN, configure, refusal, who

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")  # within the provider


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
