"""Of which records it is said that they are of two children, though they look like one. For LCSS, who merges."""

from uuid import UUID

from django.db.models import Q

from agencies.policy import Permission
from agencies.scope import Scope
from assessments.models import Child, TwoChildren
from assessments.models.two_children import TwoChildrenQuerySet
from assessments.selectors.children import record_ids


def standing(scope: Scope) -> TwoChildrenQuerySet:
    """What was said and not taken back."""
    if not scope.may(Permission.MERGE_CHILDREN):
        return TwoChildren.objects.none()
    return TwoChildren.objects.standing()


def said(scope: Scope, one: Child, other: Child) -> TwoChildren | None:
    """Of these very records, whichever way they are compared."""
    return standing(scope).of(one, other).select_related("said_by").first()


def said_of_merged(scope: Scope, one: Child, other: Child) -> bool:
    """Of a record of the one child and a record of the other, one of them merged at least."""
    ones, others = record_ids(one), record_ids(other)
    crossing = Q(first__in=ones, second__in=others) | Q(first__in=others, second__in=ones)
    return any({pair.first_id, pair.second_id} != {one.pk, other.pk} for pair in standing(scope).filter(crossing))


def told_apart(scope: Scope, child: Child) -> set[UUID]:
    """The records that are said to be of another child than this one."""
    pairs = standing(scope).filter(Q(first=child) | Q(second=child)).values_list("first_id", "second_id")
    return {key for pair in pairs for key in pair} - {child.pk}
