"""What ``manage.py check --deploy`` says of a real site, beside Django's own."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import connection

from ehtrack.lib.postgres.base import POWERS


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


def web_sign_in(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The web must not be able to work for the system. Of what the server says: with ``--database default``."""
    if settings.WEB or not (_is_system(databases) or settings.APP_ROLE == settings.SYSTEM_ROLE):
        return []
    return [
        Error(
            f'The web signs in as "{settings.APP_ROLE}", which is the system or can become it.',
            hint="Give DATABASE_URL and DATABASE_SYSTEM_URL a role each, and run manage.py create_roles.",
            id="ehtrack.E001",
        )
    ]


def _is_system(databases: Sequence[str] | None) -> bool:
    if not databases or connection.alias not in databases:
        return False
    with connection.cursor() as cursor:
        cursor.execute(POWERS.format(role="%s"), [settings.APP_ROLE])
        row = cursor.fetchone()
    return bool(row and any(row[1:]))
