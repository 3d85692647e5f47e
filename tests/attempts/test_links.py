"""Links, emails and sessions."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


AWAY = ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "///evil.example/x")


@pytest.mark.parametrize("away", AWAY)
@pytest.mark.parametrize("way", ["account_login", "account_logout", "switch_agency", "account_reauthenticate"])
def test_no_link_leads_away_from_ehtrack(cast, away, way):
    client = Client() if way == "account_login" else cast.client("asha")
    factories.membership(cast.asha, cast.refuge)
    typed = {"login": "asha@example.org", "password": "early-help-demo", "agency": str(cast.refuge.pk), "next": away}

    page, response = client.get(reverse(way), {"next": away}), client.post(reverse(way), typed)

    assert f'href="{away}"'.encode() not in page.content
    assert response.status_code == 302
    location = response.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_an_email_does_not_lead_to_the_host_that_a_request_names(cast, header):
    response = Client().post(
        reverse("account_reset_password"), {"email": "asha@example.org"}, headers={header: "evil.example"}
    )

    assert response.status_code == (400 if header == "Host" else 302)
    assert not any("evil.example" in message.body for message in mail.outbox)


def test_a_session_that_was_planted_before_signing_in_is_worth_nothing(cast):
    """Signing in gives the browser a new session: one that was put there by somebody else is worth nothing."""
    client = Client()
    client.get(reverse("account_login"))
    client.session["planted"] = True
    client.session.save()
    before = client.session.session_key

    client.post(reverse("account_login"), {"login": "asha@example.org", "password": "early-help-demo"})

    assert client.session.session_key != before
    assert "planted" not in client.session
