"""How often a person may export figures: each export is on record before it is made, and counted there."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from agencies.errors import ServiceError
from agencies.scope import Scope
from agencies.services import audit, limits

MOST_AN_HOUR = 60
COUNTED = ("return.exported", "returns.exported", "figures.exported", "publication.asked")


class TooManyExports(ServiceError):
    def __init__(self) -> None:
        super().__init__(f"You have exported figures {MOST_AN_HOUR} times in an hour. Wait before you export more.")


@transaction.atomic
def record(
    *, scope: Scope, action: str, subject_type: str, subject_ids: Iterable[UUID], detail: dict[str, Any], now: datetime
) -> None:
    """Put an export on record. Raises TooManyExports, and then nothing is."""
    if limits.is_reached(scope=scope, actions=COUNTED, most=MOST_AN_HOUR, within=timedelta(hours=1), now=now):
        raise TooManyExports
    audit.record(scope=scope, action=action, subject_type=subject_type, subject_ids=subject_ids, detail=detail)
