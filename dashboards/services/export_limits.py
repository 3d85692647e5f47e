"""How often a person may export figures: each export is on record before it is made, and counted there."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from agencies.errors import ServiceError
from agencies.models import AuditEvent
from agencies.scope import Scope
from agencies.services import audit

MOST_AN_HOUR = 60
COUNTED = ("return.exported", "returns.exported", "figures.exported")


class TooManyExports(ServiceError):
    def __init__(self) -> None:
        super().__init__(f"You have exported figures {MOST_AN_HOUR} times in an hour. Wait before you export more.")


@transaction.atomic
def record(
    *, scope: Scope, action: str, subject_type: str, subject_ids: Iterable[UUID], detail: dict[str, Any], now: datetime
) -> None:
    """Put an export on record. Raises TooManyExports, and then nothing is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exports of figures of {scope.user_id}"]
        )
    own = AuditEvent.objects.filter(actor=scope.user_id, action__in=COUNTED).order_by("-id")
    times = own.values_list("at", flat=True)[MOST_AN_HOUR - 1 : MOST_AN_HOUR]
    if any(at > now - timedelta(hours=1) for at in times):
        raise TooManyExports
    audit.record(scope=scope, action=action, subject_type=subject_type, subject_ids=subject_ids, detail=detail)
