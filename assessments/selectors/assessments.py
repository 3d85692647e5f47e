"""Which S&Ns a person may see, change and find. The first argument is the scope; without a rule there is nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Role, User
from agencies.policy import Permission, roles_with
from agencies.scope import Scope
from assessments.models import (
    Assessment,
    AssessmentDomain,
    Child,
    Event,
    MeetingAttendance,
    Pilot,
)
from assessments.models.assessment import AssessmentQuerySet, AssessmentStatus, Consent
from assessments.models.facts import AssessmentChildFact, ContactChildFact
from assessments.selectors import emergency, identities, leading

COMPLETED_ONCE = Q(completed_on__isnull=False)  # a draft has no date, nor has one withdrawn as a draft
LIVE = COMPLETED_ONCE & ~Q(status=AssessmentStatus.WITHDRAWN)
NOTHING = Q(pk__in=[])
LEFT = "left"


def visible(scope: Scope) -> AssessmentQuerySet:
    """The S&Ns whose content the person may read: those of their circle, and what they opened in an emergency."""
    return _readable(scope, _circle(scope) | emergency.assessments_opened(scope))


def circle(scope: Scope) -> AssessmentQuerySet:
    """Those that the person works with. A draft is its author's alone. What lists, counts and exports are made of."""
    return _readable(scope, _circle(scope))


def _readable(scope: Scope, rule: Q) -> AssessmentQuerySet:
    return Assessment.objects.filter(rule) if scope.may(Permission.READ_ASSESSMENTS) else Assessment.objects.none()


def _circle(scope: Scope) -> Q:
    return _own(scope) | (LIVE & _invited(scope)) | _council(scope)


def sees_many_agencies(scope: Scope) -> bool:
    """By role; what others are invited to is of an agency that they know."""
    return scope.may(Permission.READ_ASSESSMENTS) and bool(scope.roles & {Role.LCSS, Role.MASH})


def own_drafts(scope: Scope) -> AssessmentQuerySet:
    return _with_pilots(Assessment.objects.drafts().filter(_written(scope)))


def drafts_of_agency(scope: Scope) -> AssessmentQuerySet:
    """For a lead: that drafts exist, how old they are and whose; never their content."""
    if not scope.has(Role.LEAD):
        return Assessment.objects.none()
    drafts = Assessment.objects.drafts().filter(agency_id=scope.agency_id)
    return drafts.select_related("author").order_by("started_on", "pk")


def may_change(scope: Scope, assessment: Assessment) -> bool:
    """May the person correct, share, close or withdraw it? Whoever is only invited may read."""
    if not scope.may(Permission.RECORD_ASSESSMENTS) or assessment.agency_id != scope.agency_id:
        return False
    return (
        scope.has(Role.LEAD)
        or scope.user_id in (assessment.author_id, assessment.lead_professional_id)
        or assessment.team_id in scope.team_ids
    )


def _written(scope: Scope) -> Q:
    return (
        Q(author_id=scope.user_id, agency_id=scope.agency_id) if scope.may(Permission.RECORD_ASSESSMENTS) else NOTHING
    )


def _own(scope: Scope) -> Q:
    """The person's, their teams' and, for a lead, all of the agency that they act for."""
    rule = _written(scope)
    if scope.has(Role.PRACTITIONER):
        rule |= COMPLETED_ONCE & Q(agency_id=scope.agency_id, team_id__in=scope.team_ids)
    if scope.has(Role.LEAD):
        rule |= COMPLETED_ONCE & Q(agency_id=scope.agency_id)
    return rule


def _invited(scope: Scope) -> Q:
    """Led by the person or met about with them, while the family's agreement stands: one that was refused or withdrawn
    opens nothing to another agency, nor does an answer that is left blank."""
    here = Q(agency_id=scope.agency_id) | Q(agency=None)
    invitations = MeetingAttendance.objects.filter(here, user_id=scope.user_id).values("meeting__assessment_id")
    led = Q(lead_professional_id=scope.user_id) & (
        Q(lead_professional_agency_id=scope.agency_id) | Q(lead_professional_agency=None, agency_id=scope.agency_id)
    )
    return (led | Q(pk__in=invitations)) & (Q(consent=Consent.YES) | Q(agency_id=scope.agency_id))


def _council(scope: Scope) -> Q:
    """LCSS: what was shared by agreement. MASH: what was agreed to or really shared, of children known to it.

    A reason to share without agreement opens nothing by itself: whoever leads the S&N decides to share it.
    """
    rule = NOTHING
    if scope.has(Role.LCSS):
        rule |= LIVE & Q(shared_on__isnull=False) & ~Q(consent=Consent.NO)
    if scope.has(Role.MASH):
        known = AssessmentChildFact.objects.filter(child_id__in=ContactChildFact.objects.values("child_id"))
        passed_on = Q(consent=Consent.YES) | Q(shared_on__isnull=False)
        rule |= LIVE & passed_on & Q(pk__in=known.values("assessment_id"))
    return rule


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means everything the person may see."""

    whose: str = ""
    status: str = ""
    pilot: UUID | None = None
    level_of_need: int | None = None
    shared: str = ""
    agency: UUID | None = None
    locality: UUID | None = None
    awaiting_taf: bool = False
    unplanned: bool = False
    completed_from: date | None = None
    completed_to: date | None = None
    led_by: str = ""
    text: str = ""


def found(scope: Scope, filters: Filters) -> AssessmentQuerySet:
    """The list, newest first with drafts on top, everything that a row shows loaded."""
    rows = _of(scope, circle(scope), filters.whose)
    if filters.awaiting_taf:
        rows = rows.awaiting_taf()
    if filters.led_by == LEFT:
        rows = leading.by_somebody_who_left(rows)
    elif filters.led_by:
        rows = leading.by_person(rows, UUID(filters.led_by))
    if filters.unplanned:
        rows = rows.open().filter(needs_taf=True).nothing_planned()
    if filters.shared:
        rows = rows.filter(shared_on__isnull=filters.shared == "no")
    exact = {
        "status": filters.status,
        "pilot_id": filters.pilot,
        "agency_id": filters.agency,
        "locality_id": filters.locality,
        "level_of_need": filters.level_of_need,
        "completed_on__gte": filters.completed_from,
        "completed_on__lte": filters.completed_to,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.text.strip():
        rows = rows.filter(_mentions(filters.text))
    return rows.select_related("agency", "lead_professional").prefetch_related("children__merged_into")


def _of(scope: Scope, rows: AssessmentQuerySet, whose: str) -> AssessmentQuerySet:
    if whose == "mine":
        return rows.filter(Q(author_id=scope.user_id) | Q(lead_professional_id=scope.user_id))
    if whose == "team":
        return rows.filter(agency_id=scope.agency_id, team_id__in=scope.team_ids)
    if whose == "agency":
        return rows.filter(agency_id=scope.agency_id)
    return rows


def _mentions(text: str) -> Q:
    """Every word is in a child's name, or the whole is the reference."""
    return Q(reference__iexact=text.strip()) | Q(pk__in=identities.assessments_named(text))


def detail(scope: Scope) -> AssessmentQuerySet:
    """``visible``, with what the page of one S&N shows of it; ``agency_has_pilots``: whether one can be asked for."""
    related = ("agency", "team", "locality", "pilot", "author", "lead_professional", "lead_professional_agency")
    return _with_pilots(visible(scope)).select_related(*related).prefetch_related("children__merged_into")


def _with_pilots(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    offered = Pilot.objects.filter(Q(agency=OuterRef("agency")) | Q(agency=None))
    return rows.annotate(agency_has_pilots=Exists(offered))


def pilots(scope: Scope, day: date) -> QuerySet[Pilot]:
    """Those that run on the day, of the agency or of the whole partnership."""
    running = (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gte=day))
    return Pilot.objects.filter(running, Q(agency_id=scope.agency_id) | Q(agency=None))


def all_pilots() -> QuerySet[Pilot]:
    """To narrow a list by; their names are no secret."""
    return Pilot.objects.all()


def colleagues(scope: Scope) -> QuerySet[User]:
    """Who can write or lead an S&N of the agency acted for."""
    return (
        User.objects.filter(
            is_active=True,
            memberships__agency_id=scope.agency_id,
            memberships__ended_at=None,
            memberships__role__in=roles_with(Permission.RECORD_ASSESSMENTS),
        )
        .distinct()
        .order_by("name", "pk")
    )


def domains(assessment: Assessment) -> dict[str, AssessmentDomain]:
    return {row.domain: row for row in assessment.domains.all()}


def domains_answered(assessment: Assessment) -> int:
    empty = Q(working_well="", worrying="", family_score=None, practitioner_score=None)
    return assessment.domains.exclude(empty).count()


def children(assessment: Assessment) -> list[Child]:
    return list(assessment.children.all())


def chronology(assessment: Assessment) -> QuerySet[Event]:
    """What happened to it and to its meetings, newest first."""
    return assessment.events.select_related("actor")


def saved_now(assessment: Assessment, fields: Iterable[str]) -> dict[str, Any]:
    """The answers as they are in the database by now, whoever saved them."""
    return Assessment.objects.values(*fields).get(pk=assessment.pk)


def version_now(scope: Scope, assessment: Assessment) -> int | None:
    """The version by now; None when it is no longer the person's to see."""
    return visible(scope).filter(pk=assessment.pk).values_list("version", flat=True).first()
