"""What a person has opened in an emergency, while it lasts. A protected child's record, never."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from agencies.models import Role
from agencies.policy import Permission
from agencies.scope import Scope
from assessments import matching
from assessments.matching import ChildDetails
from assessments.models import Assessment, Child, EmergencyAccess, EmergencyReview
from assessments.models.assessment import AssessmentStatus, Consent
from assessments.models.facts import AssessmentChildFact
from assessments.selectors import identities

# Opened of another agency's by one that must not be named, and to whom that is told.
OF_UNNAMED = Q(access__agency__do_not_name=True) & ~Q(access__agency=F("agency"))
KNOW_UNNAMED = frozenset({Role.AUDITOR, Role.LCSS})


def live(scope: Scope) -> QuerySet[EmergencyAccess]:
    """By the database's clock, for the agency that it was opened for.

    Once a lead has said that it was not right, all that was opened by that reason is closed.
    """
    if not scope.may(Permission.OPEN_IN_EMERGENCY):
        return EmergencyAccess.objects.none()
    opened_then = {"access__person_id": OuterRef("person_id"), "access__opened_at": OuterRef("opened_at")}
    ended = EmergencyReview.objects.filter(was_right=False, **opened_then)
    mine = EmergencyAccess.objects.filter(person_id=scope.user_id, agency_id=scope.agency_id, ends_at__gt=Now())
    return mine.exclude(Exists(ended))


def opened_child(scope: Scope, child: Child) -> EmergencyAccess | None:
    """By which emergency the person has this child's record open."""
    return live(scope).filter(child_id=child.pk).first()


def opened_assessment(scope: Scope, assessment: Assessment) -> EmergencyAccess | None:
    """By which emergency the person has this S&N open."""
    links = AssessmentChildFact.objects.filter(assessment_id=assessment.pk)
    return live(scope).filter(child_id__in=links.values("child_id")).first()


def children_opened(scope: Scope) -> QuerySet[Any, Any]:
    """Ids, as a subquery; a child that was marked protected since is none of them."""
    return (
        Child.objects.filter(pk__in=live(scope).values("child_id")).exclude(pk__in=identities.protected()).values("pk")
    )


def assessments_opened(scope: Scope) -> Q:
    links = AssessmentChildFact.objects.filter(child_id__in=live(scope).values("child_id"))
    return Q(pk__in=links.values("assessment_id")) & may_be_opened(scope)


def may_be_opened(scope: Scope) -> Q:
    """Which S&Ns an emergency opens. Without agreement, or with a word on whom not to share with: to the MASH only."""
    live_ones = Q(completed_on__isnull=False) & ~Q(status=AssessmentStatus.WITHDRAWN)
    rule = live_ones & ~Q(pk__in=identities.assessments_of_protected())
    return rule if scope.has(Role.MASH) else rule & ~Q(consent=Consent.NO) & Q(not_to_share_with="")


def children_named(forename: str, surname: str, born: date) -> list[UUID]:
    """Children of exactly this name and birth date, each as the record that stands for it; protected ones are none."""
    typed = ChildDetails(_plain(forename), _plain(surname), date_of_birth=born)
    same = (one for one in matching.candidates(typed) if one.same_name and one.dates == "same")
    return sorted({one.child_id for one in same})


def children_of_reference(reference: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT ehtrack_children_of_reference(%s)", [reference.strip()])
        return [child_id for (child_id,) in cursor.fetchall()]


@dataclass(frozen=True)
class Openable:
    """An S&N of a child that an emergency would open, and whose it is: ids, and nothing of the record."""

    assessment_id: UUID
    agency_id: UUID
    child_id: UUID


def openable(child_ids: list[UUID]) -> list[Openable]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ehtrack_openable(%s::uuid[])", [child_ids])
        return [Openable(*row) for row in cursor.fetchall()]


def reviews(scope: Scope) -> QuerySet[EmergencyReview]:
    """What was opened of the agency's S&Ns and, for the auditor, what agencies opened that must not be named.

    What waits first, then the latest.
    """
    rule = Q(pk__in=[])
    if scope.has(Role.LEAD):
        rule |= Q(agency_id=scope.agency_id)
    if scope.has(Role.AUDITOR):
        rule |= OF_UNNAMED
    found = EmergencyReview.objects.filter(rule).select_related("access__person", "access__agency", "reviewed_by")
    return found.select_related("agency").order_by("-was_right", "-access__opened_at", "pk")


def waiting(scope: Scope) -> QuerySet[EmergencyReview]:
    """For the person to review."""
    found = reviews(scope).filter(was_right=None)
    return found if scope.roles & KNOW_UNNAMED else found.filter(~OF_UNNAMED)


def is_kept_back(scope: Scope, review: EmergencyReview) -> bool:
    """From a lead, that somebody of a refuge opened the record: who it was, and why, would tell where the family is.
    The auditor reviews it."""
    agency = review.access.agency
    return agency.do_not_name and agency.pk != review.agency_id and not scope.roles & KNOW_UNNAMED


def closed_at(scope: Scope, review: EmergencyReview) -> datetime | None:
    """When a lead of the agency ended it, by this review or one of what was opened with it."""
    beside = {"access__person_id": review.access.person_id, "access__opened_at": review.access.opened_at}
    ended = reviews(scope).filter(was_right=False, **beside).order_by("reviewed_at")
    return ended.values_list("reviewed_at", flat=True).first()


def references(scope: Scope, review: EmergencyReview) -> list[str]:
    """The agency's own S&Ns of the child that was opened."""
    links = AssessmentChildFact.objects.filter(child_id=review.access.child_id).values("assessment_id")
    own = Assessment.objects.filter(pk__in=links, agency_id=scope.agency_id, completed_on__isnull=False)
    return list(own.values_list("reference", flat=True))


def _plain(text: str) -> str:
    return " ".join(text.split()).upper()
