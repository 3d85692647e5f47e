"""Saying of two records that look like one child that they are of two, and taking that back."""

from datetime import datetime

from django.db import transaction

from agencies.errors import NotAllowedYet
from agencies.scope import Scope
from agencies.services import audit
from assessments.models import Child, TwoChildren
from assessments.selectors import two_children
from assessments.services.merges import lock_both


@transaction.atomic
def say(*, scope: Scope, one: Child, other: Child, reason: str, now: datetime) -> TwoChildren:
    """Said already, it stays as it was said first."""
    one, other = lock_both(scope, one, other)
    if one.pk == other.pk:
        raise NotAllowedYet("Choose two different records")
    if one.merged_into_id or other.merged_into_id:
        raise NotAllowedYet("One of the two records is merged: undo that first")
    if already := two_children.said(scope, one, other):
        return already
    first, second = sorted((one, other), key=lambda child: child.pk)
    pair = TwoChildren.objects.create(first=first, second=second, reason=reason, said_by_id=scope.user_id, said_at=now)
    _tell(scope, "child.told_apart", pair)
    return pair


@transaction.atomic
def take_back(*, scope: Scope, one: Child, other: Child, now: datetime) -> None:
    """They may be one child after all: merged next, or on the list again. Nothing said: nothing happens."""
    one, other = lock_both(scope, one, other)
    if pair := two_children.said(scope, one, other):
        TwoChildren.objects.filter(pk=pair.pk).update(taken_back_by=scope.user_id, taken_back_at=now)
        _tell(scope, "child.told_apart_no_more", pair)


def _tell(scope: Scope, action: str, pair: TwoChildren) -> None:
    """The reason stays with the pair: audit rows hold ids only."""
    audit.record(scope=scope, action=action, subject_type="child", subject_ids=[pair.first_id, pair.second_id])
