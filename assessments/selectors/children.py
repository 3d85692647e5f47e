"""Children, as far as a person may see them."""

from dataclasses import replace
from uuid import UUID

from django.db.models import Q, QuerySet

from agencies.models import Role
from agencies.policy import Permission
from agencies.scope import Scope
from assessments import matching
from assessments.matching import ChildDetails, NearMatch
from assessments.models import AssessmentChild, Child, ChildIdentity, ContactChild, Event
from assessments.models.child import ChildQuerySet
from assessments.models.event import EventKind
from assessments.selectors import assessments


def visible(scope: Scope) -> ChildQuerySet:
    """Children on S&Ns that the person sees, children that they added, and for the MASH those in its contacts.

    Records merged into another are left out; the one that stands for them is seen by whoever sees any of them.
    """
    if not scope.may(Permission.READ_CHILDREN):
        return Child.objects.none()
    linked = _linked(scope)
    standing = ChildIdentity.objects.filter(linked.identities).values("stands_for_id")
    return Child.objects.records().filter(linked.children | Q(pk__in=standing))


def near_matches(scope: Scope, typed: ChildDetails) -> list[NearMatch]:
    """Known children like the typed details, whoever recorded them. Ask through ``services.children.look_for``."""
    return matching.near_matches(typed) if scope.may(Permission.FIND_CHILDREN) else []


def search(scope: Scope, text: str) -> ChildQuerySet:
    """Visible children of whose names each word is a part, or with the NHS number."""
    found = visible(scope)
    digits = "".join(text.split())
    if digits.isdigit():
        return found.filter(nhs_number=digits)
    for word in text.split():
        found = found.filter(
            Q(surname__icontains=word) | Q(forename__icontains=word) | Q(also_known_as__icontains=word)
        )
    return found


def record_ids(child: Child) -> list[UUID]:
    """The child's own record and all that were merged into it, directly or through others."""
    merged = ChildIdentity.objects.filter(stands_for_id=child.pk).values_list("id", flat=True)
    return [child.pk, *merged]


def standing_for(child: Child) -> Child:
    """The record that stands for this one: itself, unless it was merged."""
    identity = ChildIdentity.objects.filter(id=child.pk).first()
    return Child.objects.get(pk=identity.stands_for_id) if identity else child


class _linked:
    """The links that make a child visible, asked of children and of merged records alike."""

    def __init__(self, scope: Scope) -> None:
        parts = _links(scope)
        self.children = _any("pk__in", parts)
        self.identities = _any("id__in", parts)


def _any(lookup: str, parts: list[QuerySet]) -> Q:
    found = Q(pk__in=[])
    for part in parts:
        found |= Q(**{lookup: part})
    return found


def _links(scope: Scope) -> list[QuerySet]:
    parts: list[QuerySet] = []
    outside_mash = replace(scope, roles=scope.roles - {Role.MASH})
    if outside_mash.may(Permission.READ_CHILDREN):
        parts.append(AssessmentChild.objects.filter(assessment__in=assessments.visible(outside_mash)).values("child"))
    if scope.has(Role.MASH):
        parts.append(ContactChild.objects.values("child"))
    if scope.has(Role.LEAD):
        parts.append(Child.objects.filter(created_by_agency=scope.agency_id).values("pk"))
    added = Event.objects.filter(kind=EventKind.CHILD_ADDED, actor=scope.user_id, agency=scope.agency_id)
    return [*parts, added.values("child")]
