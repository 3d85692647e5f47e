"""Two records of one child: merged by a pointer, and undone exactly.

No link is rewritten. What belongs to the duplicate is found through the record that stands for it. What the record kept
does not know of the child it takes over from the duplicate, on record; undoing the merge clears the pointer, and
takes back what was taken over and is still as it was then.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet
from agencies.policy import Permission
from agencies.scope import Scope
from assessments import taking_over
from assessments.models import Child
from assessments.models.event import EventKind
from assessments.selectors import children, history, two_children
from assessments.selectors.history import Change
from assessments.services import events
from ehtrack.lib.calendar import local_day


@transaction.atomic
def merge(*, scope: Scope, keep: Child, duplicate: Child, reason: str, now: datetime) -> Child:
    """``keep`` stands for ``duplicate`` from now on. Returns the record kept.

    What was merged into the duplicate before comes along, as a chain. Only records that stand for themselves are
    merged, so that no chain ever closes to a circle.
    """
    keep, duplicate = lock_both(scope, keep, duplicate)
    if keep.pk == duplicate.pk:
        raise NotAllowedYet("Choose two different records")
    if duplicate.merged_into_id:
        raise NotAllowedYet("The duplicate was merged already: undo that first")
    if keep.merged_into_id:
        raise NotAllowedYet("The record to keep was itself merged: choose the one that stands for it")
    if two_children.said(scope, keep, duplicate):
        raise NotAllowedYet("It was said that these are two children: take that back first")
    protected = children.is_protected(keep) or children.is_protected(duplicate)
    changes = taking_over.missing(keep, duplicate, protected=protected)
    if changes:
        _correct(scope, keep, changes, EventKind.CHILD_TAKEN_OVER, now)
    _point(scope, duplicate, keep, EventKind.CHILD_MERGED, reason, now, version=keep.version if changes else None)
    return keep


@transaction.atomic
def unmerge(*, scope: Scope, duplicate: Child, reason: str, now: datetime) -> Child:
    """Undo the merge of this record. Returns the record that stood for it."""
    if not duplicate.merged_into_id:
        raise NotAllowedYet("This record is not merged")
    keep, duplicate = lock_both(scope, Child.objects.get(pk=duplicate.merged_into_id), duplicate)
    if duplicate.merged_into_id != keep.pk:
        raise NotAllowedYet("Someone else changed this merge: look at it again")
    taken = history.taken_over(keep, duplicate)
    _point(scope, duplicate, keep, EventKind.CHILD_UNMERGED, reason, now)
    _give_back(scope, keep, taken, now)
    return keep


def lock_both(scope: Scope, keep: Child, duplicate: Child) -> tuple[Child, Child]:
    """Both as they are now; always locked in the same order, so that two merges never wait for each other."""
    if not scope.may(Permission.MERGE_CHILDREN):
        raise PermissionDenied
    rows = Child.objects.select_for_update().filter(pk__in={keep.pk, duplicate.pk}).order_by("pk")
    by_id = {child.pk: child for child in rows}
    return by_id[keep.pk], by_id[duplicate.pk]


def _point(
    scope: Scope,
    duplicate: Child,
    keep: Child,
    kind: EventKind,
    reason: str,
    now: datetime,
    *,
    version: int | None = None,
) -> None:
    """``version``: of the record kept, with what it took over."""
    target = keep if kind is EventKind.CHILD_MERGED else None
    Child.objects.filter(pk=duplicate.pk).update(merged_into=target, version=F("version") + 1)
    day = local_day(now)
    events.record(scope=scope, kind=kind, occurred_on=day, child=duplicate, reason=reason)
    events.record(scope=scope, kind=kind, occurred_on=day, child=keep, reason=reason, version=version)


def _give_back(scope: Scope, keep: Child, taken: list[Change], now: datetime) -> None:
    """Also from the record that the one kept was merged into later, as far as it took the same over."""
    still = [change for change in taken if getattr(keep, change.field) == change.after]
    if not still:
        return
    changes = {change.field: change.before for change in still}
    _correct(scope, keep, changes, EventKind.CHILD_GIVEN_BACK, now)
    if keep.merged_into:
        further = history.taken_over(keep.merged_into, keep)
        _give_back(scope, keep.merged_into, [change for change in further if change.field in changes], now)


def _correct(scope: Scope, child: Child, changes: dict[str, Any], kind: EventKind, now: datetime) -> None:
    """The reason names the details and not what they say: after a wrong merge that is of another child."""
    names = sorted(str(field.verbose_name) for field in Child._meta.concrete_fields if field.attname in changes)
    Child.objects.filter(pk=child.pk).update(version=F("version") + 1, **changes)
    child.refresh_from_db()
    events.record(
        scope=scope,
        kind=kind,
        occurred_on=local_day(now),
        child=child,
        reason=", ".join(names),
        version=child.version,
    )
