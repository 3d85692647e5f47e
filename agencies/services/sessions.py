"""Ending sessions. It takes effect at the next request of the browser."""

from collections.abc import Iterable

from django.db import transaction

from agencies.models import Session, User
from agencies.scope import Scope
from agencies.services import audit
from agencies.sessions import public_id


@transaction.atomic
def end(*, scope: Scope | None, person: User, sessions: Iterable[Session]) -> None:
    """Signs the browsers out. On record with what names each session, never its key."""
    ended = list(sessions)
    Session.objects.filter(user=person, pk__in=[session.pk for session in ended]).delete()
    audit.record(
        scope=scope,
        action="session.ended",
        subject_type="person",
        subject_ids=[person.pk],
        detail={"why": "by the person", "sessions": [str(public_id(session.pk)) for session in ended]},
    )
