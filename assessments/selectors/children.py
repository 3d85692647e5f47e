"""Children, as far as a person may see them."""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from agencies.models import Role
from agencies.policy import Permission
from agencies.scope import Scope
from assessments import matching
from assessments.matching import ChildDetails, NearMatch
from assessments.models import Assessment, AssessmentChild, Child, ChildIdentity, Contact, ContactChild, Event, Meeting
from assessments.models.child import ChildQuerySet
from assessments.models.event import EventKind
from assessments.selectors import assessments, emergency, history, identities

REACH_MOST = {Role.LCSS, Role.MASH}
MOST_EVENTS = 100
MOST_CANDIDATES = 20


def visible(scope: Scope) -> ChildQuerySet:
    """Children on S&Ns that the person sees and that were completed once, children that they added, and for the MASH
    those in its contacts. A link made in a draft opens no child: anyone can be put on one's own draft. Nor does one of
    an S&N that was entered in error.

    Records merged into another are left out; the one that stands for them is seen by whoever sees any of them.
    What the person opened in an emergency is seen while it lasts.
    """
    return _seen(scope, [*_links(scope), emergency.children_opened(scope)])


def circle(scope: Scope) -> ChildQuerySet:
    """``visible`` without what was opened in an emergency: what lists are made of, and who may correct and merge."""
    return _seen(scope, _links(scope))


def among(scope: Scope, ids: Collection[UUID]) -> ChildQuerySet:
    """The circle, as far as it is among these: asked of their links alone, where ``circle`` asks of everybody's."""
    merged = ChildIdentity.objects.filter(stands_for_id__in=ids).values_list("id", flat=True)
    asked = [*ids, *merged]
    return _seen(scope, [part.filter(child__in=asked) for part in _links(scope)]).filter(pk__in=ids)


def named(scope: Scope) -> QuerySet[Child]:
    """``visible``, and what was merged into those: an address that was kept leads on to the record that stands."""
    return _with_merged(visible(scope))


def merging(scope: Scope) -> QuerySet[Child]:
    """``circle``, and what was merged into those: what pages of merges are about, before and after."""
    return _with_merged(circle(scope))


def _with_merged(standing: ChildQuerySet) -> QuerySet[Child]:
    merged_away = ChildIdentity.objects.filter(id=OuterRef("pk"), stands_for_id__in=standing.values("pk"))
    return Child.objects.filter(Q(pk__in=standing.values("pk")) | Exists(merged_away))


def may_change(scope: Scope, child: Child) -> bool:
    """Not what is open in an emergency only: that is to read."""
    return circle(scope).filter(pk=child.pk).exists()


def _seen(scope: Scope, parts: list[QuerySet]) -> ChildQuerySet:
    if not scope.may(Permission.READ_CHILDREN):
        return Child.objects.none()
    standing = ChildIdentity.objects.filter(_in_any(scope, "id", parts)).values("stands_for_id")
    return Child.objects.records().filter(_in_any(scope, "pk", [*parts, standing]))


def on_assessment(scope: Scope, assessment: Assessment) -> set[UUID]:
    """The children of an S&N whose own page the person may open."""
    standing = [child.merged_into_id or child.pk for child in assessment.children.all()]
    return set(visible(scope).filter(pk__in=standing).values_list("pk", flat=True))


def near_matches(scope: Scope, typed: ChildDetails) -> list[NearMatch]:
    """Known children like the typed details, whoever recorded them. Ask through ``services.children.look_for``."""
    return matching.near_matches(typed) if scope.may(Permission.FIND_CHILDREN) else []


def search(scope: Scope, text: str) -> ChildQuerySet:
    """Children of the circle of whose names each word is a part, or with the NHS number."""
    found = circle(scope)
    digits = "".join(text.split())
    if digits.isdigit():
        return found.filter(nhs_number=digits)
    return found.filter(pk__in=identities.named(text)) if text.strip() else found


def record_ids(child: Child) -> list[UUID]:
    """The child's own record and all that were merged into it, directly or through others."""
    merged = ChildIdentity.objects.filter(stands_for_id=child.pk).values_list("id", flat=True)
    return [child.pk, *merged]


def standing_for(child: Child) -> Child:
    """The record that stands for this one: itself, unless it was merged."""
    identity = ChildIdentity.objects.filter(id=child.pk).first()
    return Child.objects.get(pk=identity.stands_for_id) if identity else child


def chosen(child_id: UUID) -> Child:
    """The record that stands for a child that a near match offered: to be linked, so that its id is all it holds."""
    identity = ChildIdentity.objects.filter(id=child_id).first()
    return Child(pk=identity.stands_for_id if identity else child_id)


def is_protected(child: Child) -> bool:
    """Is any record of the child marked protected?"""
    return bool(identities.protected_among([standing_for(child).pk]))


def merge_candidates(scope: Scope, child: Child, text: str) -> list[Child]:
    """Children of the circle that may be the same one: those found by the text, else those most like it."""
    if text:
        return list(search(scope, text).exclude(pk=child.pk)[:MOST_CANDIDATES])
    details = ChildDetails(**{field.name: getattr(child, field.name) for field in fields(ChildDetails)})
    ranks = {match.child_id: match.rank for match in matching.near_matches(details)}
    found = circle(scope).filter(pk__in=ranks).exclude(pk=child.pk)
    return sorted(found, key=lambda one: -ranks[one.pk])


def are_together(child: Child, other: Child) -> bool:
    """Is one S&N about both, each recorded for itself?"""
    links = AssessmentChild.objects.filter(child=child).values("assessment_id")
    return AssessmentChild.objects.filter(child=other, assessment_id__in=links).exists()


@dataclass(frozen=True)
class ChildRecord:
    """What the person may see of a child. ``contacts`` is None for who may not see any."""

    assessments: list[Assessment]
    meetings: list[Meeting]
    contacts: list[Contact] | None
    merged: list[Child]
    events: list[Event]
    protected: bool


def record(scope: Scope, child: Child) -> ChildRecord:
    """The child's records of any of its merged selves. A constant number of queries."""
    duplicates = list(Child.objects.filter(pk__in=record_ids(child)[1:]))
    ids = [child.pk, *(duplicate.pk for duplicate in duplicates)]
    on = AssessmentChild.objects.filter(child__in=ids).values("assessment")
    rows = list(assessments.visible(scope).filter(pk__in=on).select_related("agency"))
    contacts = list(_contacts(ids)) if scope.may(Permission.READ_CONTACTS) else None
    return ChildRecord(
        assessments=rows,
        meetings=list(Meeting.objects.filter(assessment__in=rows).select_related("chair", "chair_agency")),
        contacts=contacts,
        merged=duplicates,
        events=history.kept_back(scope, history.merges_once(_events(ids, rows, contacts or []))),
        protected=any(one.protected for one in (child, *duplicates)),
    )


def assessments_of(scope: Scope, child: Child) -> list[Assessment]:
    """The S&Ns about any record of the child, as far as the person reads them."""
    on = AssessmentChild.objects.filter(child__in=record_ids(child)).values("assessment")
    return list(assessments.visible(scope).filter(pk__in=on).select_related("agency"))


def _contacts(child_ids: list[UUID]) -> QuerySet[Contact]:
    links = ContactChild.objects.filter(child__in=child_ids).values("contact")
    return Contact.objects.filter(pk__in=links).select_related("source_agency")


def _events(child_ids: list[UUID], rows: list[Assessment], contacts: list[Contact]) -> QuerySet[Event]:
    about = Q(child__in=child_ids) | Q(assessment__in=rows) | Q(contact__in=contacts)
    return Event.objects.filter(about).select_related("actor", "agency").order_by("-occurred_on", "-id")[:MOST_EVENTS]


def _in_any(scope: Scope, key: str, parts: list[QuerySet]) -> Q:
    """The key is in one of the parts.

    Of a few children the database begins at the links, and asks the policy of those alone; LCSS and the MASH reach half
    of all, where looking each child up in every part is twice as fast as putting the parts together.
    """
    if scope.roles & REACH_MOST:
        return reduce(or_, (Q(**{f"{key}__in": part}) for part in parts))
    return Q(**{f"{key}__in": parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]})


def _links(scope: Scope) -> list[QuerySet]:
    parts: list[QuerySet] = []
    outside_mash = replace(scope, roles=scope.roles - {Role.MASH})
    if outside_mash.may(Permission.READ_CHILDREN):
        completed = assessments.circle(outside_mash).filter(assessments.LIVE)
        parts.append(AssessmentChild.objects.filter(assessment__in=completed).values("child"))
    if scope.has(Role.MASH):
        parts.append(ContactChild.objects.values("child"))
    if scope.has(Role.LEAD):
        parts.append(Child.objects.filter(created_by_agency=scope.agency_id).values(child=F("pk")))
    added = Event.objects.filter(kind=EventKind.CHILD_ADDED, actor=scope.user_id, agency=scope.agency_id)
    return [*parts, added.values("child")]
