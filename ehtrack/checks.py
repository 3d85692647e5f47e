"""What ``manage.py check --deploy`` says of a real site, beside Django's own."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning


def identity_providers(**kwargs: Any) -> list[CheckMessage]:
    """Among several, one without its domains may vouch for the people of all others."""
    found = settings.OPENID_PROVIDERS
    return [
        Warning(
            f"EHTRACK_OPENID_PROVIDERS: {provider['id']} has no list of domains, and may vouch for any address.",
            hint='Name the domains of the addresses that it looks after: "domains": ["council.example"].',
            id="ehtrack.W001",
        )
        for provider in found
        if len(found) > 1 and not provider.get("domains")
    ]
