"""The watch list, for the auditor."""

from django.db.models import F, QuerySet

from agencies.models import WatchItem
from agencies.policy import Permission
from agencies.scope import Scope


def items(scope: Scope, *, reviewed: bool | None = None) -> QuerySet[WatchItem]:
    """What waits first, the latest on top."""
    if not scope.may(Permission.SEE_WATCH_LIST):
        return WatchItem.objects.none()
    found = WatchItem.objects.select_related("person", "reviewed_by")
    if reviewed is not None:
        found = found.filter(reviewed_at__isnull=not reviewed)
    return found.order_by(F("reviewed_at").desc(nulls_first=True), "-day", "rule", "pk")
