"""The session engine: Django's in the database, with columns that say whose it is and since when."""

import hashlib
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from agencies.models import Session

# What the session itself knows; the columns are written from it.
SIGNED_IN_AT, SEEN_AT, BROWSER = "signed_in_at", "seen_at", "browser"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def save(self, must_create: bool = False) -> None:
        """The first time that it is somebody's is when they signed in."""
        if SESSION_KEY in self and SIGNED_IN_AT not in self:
            self[SIGNED_IN_AT] = self[SEEN_AT] = timezone.now().isoformat()
        super().save(must_create)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        row.browser = data.get(BROWSER, "")
        row.signed_in_at, row.seen_at = _moment(data.get(SIGNED_IN_AT)), _moment(data.get(SEEN_AT))
        return row


def public_id(session_key: str) -> UUID:
    """Names a session in addresses and the audit: the key itself would let its reader in."""
    return UUID(hashlib.sha256(session_key.encode()).hexdigest()[:32])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
