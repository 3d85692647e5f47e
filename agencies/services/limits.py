"""How often a person may do what goes on record each time: it is counted there."""

from collections.abc import Collection
from datetime import datetime, timedelta

from agencies.models import AuditEvent
from agencies.scope import Scope
from ehtrack.lib.postgres.locks import one_after_another


def is_reached(*, scope: Scope, actions: Collection[str], most: int, within: timedelta, now: datetime) -> bool:
    """Has the person done these ``most`` times within that time? What they ask at once is counted one by one."""
    one_after_another(f"{' '.join(actions)} by {scope.user_id}")
    own = AuditEvent.objects.filter(actor=scope.user_id, action__in=actions).order_by("-id")
    times = own.values_list("at", flat=True)[most - 1 : most]
    return any(at > now - within for at in times)
