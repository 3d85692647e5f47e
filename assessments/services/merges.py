"""Two records of one child: merged by a pointer, and undone exactly.

No link is rewritten. What belongs to the duplicate is found through the record that stands for it, and clearing the
pointer gives both back as they were.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet
from agencies.policy import Permission
from agencies.scope import Scope
from assessments.models import Child
from assessments.models.event import EventKind
from assessments.services import events
from ehtrack.lib.calendar import local_day


@transaction.atomic
def merge(*, scope: Scope, keep: Child, duplicate: Child, reason: str, now: datetime) -> Child:
    """``keep`` stands for ``duplicate`` from now on. Returns the record kept.

    What was merged into the duplicate before comes along, as a chain. Only records that stand for themselves are
    merged, so that no chain ever closes to a circle.
    """
    keep, duplicate = _locked(scope, keep, duplicate)
    if keep.pk == duplicate.pk:
        raise NotAllowedYet("Choose two different records")
    if duplicate.merged_into_id:
        raise NotAllowedYet("The duplicate was merged already: undo that first")
    if keep.merged_into_id:
        raise NotAllowedYet("The record to keep was itself merged: choose the one that stands for it")
    return _point(scope, duplicate, keep, EventKind.CHILD_MERGED, reason, now)


@transaction.atomic
def unmerge(*, scope: Scope, duplicate: Child, reason: str, now: datetime) -> Child:
    """Undo the merge of this record. Returns the record that stood for it."""
    if not duplicate.merged_into_id:
        raise NotAllowedYet("This record is not merged")
    keep, duplicate = _locked(scope, Child.objects.get(pk=duplicate.merged_into_id), duplicate)
    if duplicate.merged_into_id != keep.pk:
        raise NotAllowedYet("Someone else changed this merge: look at it again")
    return _point(scope, duplicate, keep, EventKind.CHILD_UNMERGED, reason, now)


def _locked(scope: Scope, keep: Child, duplicate: Child) -> tuple[Child, Child]:
    """Both as they are now; always locked in the same order, so that two merges never wait for each other."""
    if not scope.may(Permission.MERGE_CHILDREN):
        raise PermissionDenied
    rows = Child.objects.select_for_update().filter(pk__in={keep.pk, duplicate.pk}).order_by("pk")
    by_id = {child.pk: child for child in rows}
    return by_id[keep.pk], by_id[duplicate.pk]


def _point(scope: Scope, duplicate: Child, keep: Child, kind: EventKind, reason: str, now: datetime) -> Child:
    target = keep if kind is EventKind.CHILD_MERGED else None
    Child.objects.filter(pk=duplicate.pk).update(merged_into=target, version=F("version") + 1)
    for child in (duplicate, keep):
        events.record(scope=scope, kind=kind, occurred_on=local_day(now), child=child, reason=reason)
    return keep
