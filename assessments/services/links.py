"""The children of a record, when a form gives them anew."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from assessments.models import Child, ChildIdentity


def changes(linked: Iterable[UUID], children: Sequence[Child]) -> tuple[set[UUID], list[Child]]:
    """The ids to unlink and the children to link, so that ``children`` are those of the record.

    A link to a merged record stays as it is while the one that stands for it is among the children: undoing the merge
    must find it there.
    """
    linked = set(linked)
    standing = dict(ChildIdentity.objects.filter(id__in=linked).values_list("id", "stands_for_id"))
    wanted = {child.pk: child for child in children}
    kept = {one for one in linked if standing.get(one, one) in wanted}
    there = {standing.get(one, one) for one in kept}
    return linked - kept, [child for pk, child in wanted.items() if pk not in there]
