"""The browsers in which a person is signed in."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from agencies.models import Session, User
from agencies.sessions import public_id


def current(person: User, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(user=person, expire_date__gt=now).order_by("-seen_at", "pk")


def find(person: User, session: UUID, now: datetime) -> Session | None:
    """By the id that stands in addresses; None when it is not theirs, or has ended."""
    return next((row for row in current(person, now) if public_id(row.session_key) == session), None)
