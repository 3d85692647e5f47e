"""The watch list, for the auditor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Max, QuerySet

from agencies.models import AuditEvent, WatchItem
from agencies.policy import Permission
from agencies.scope import Scope

LOOKS_BACK = timedelta(days=7)
ASKED, COMPUTED = "watch.asked", "watch.computed"


@dataclass(frozen=True)
class Moments:
    """Of the days that are looked through: when that was last done, and since when somebody waits for it."""

    computed: datetime | None
    asked: datetime | None


def items(scope: Scope, *, reviewed: bool | None = None) -> QuerySet[WatchItem]:
    """What waits first, the latest on top."""
    if not scope.may(Permission.SEE_WATCH_LIST):
        return WatchItem.objects.none()
    found = WatchItem.objects.select_related("person", "reviewed_by")
    if reviewed is not None:
        found = found.filter(reviewed_at__isnull=not reviewed)
    return found.order_by(F("reviewed_at").desc(nulls_first=True), "-day", "rule", "pk")


def moments(scope: Scope | None, now: datetime) -> Moments:
    """As the audit tells. Without a scope it is the system that asks."""
    if scope is not None and not scope.may(Permission.SEE_WATCH_LIST):
        return Moments(None, None)
    events = AuditEvent.objects.order_by().filter(at__gte=now - LOOKS_BACK, action__in=[ASKED, COMPUTED])
    last = {action: (pk, at) for action, pk, at in events.values_list("action").annotate(Max("id"), Max("at"))}
    computed, asked = last.get(COMPUTED, (0, None)), last.get(ASKED, (0, None))
    return Moments(computed[1], asked[1] if asked > computed else None)
