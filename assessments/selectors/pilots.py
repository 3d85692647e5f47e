"""Pilots, as the Trust Board admin manages them. What an S&N can choose from is in ``selectors.assessments``."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from agencies.policy import Permission
from agencies.scope import Scope
from assessments.models import Pilot
from assessments.models.assessment import AssessmentStatus

COUNTED = (AssessmentStatus.COMPLETED, AssessmentStatus.CLOSED)


def visible(scope: Scope) -> QuerySet[Pilot]:
    if not scope.may(Permission.MANAGE_PILOTS):
        return Pilot.objects.none()
    return Pilot.objects.select_related("agency")


def listed(scope: Scope, *, today: date, status: str = "") -> QuerySet[Pilot]:
    """Pilots with ``assessments_counted``, the number of their S&Ns that figures count, of any time.

    ``status`` is running (or yet to begin), ended, or empty for all.
    """
    found = visible(scope)
    if status == "running":
        found = found.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    if status == "ended":
        found = found.filter(ends_on__lt=today)
    counted = Count("assessments", filter=Q(assessments__status__in=COUNTED))
    return found.annotate(assessments_counted=counted).order_by("name", "pk")
