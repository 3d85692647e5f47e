"""Pilots, as the Trust Board admin manages them. What an S&N can choose from is in ``selectors.assessments``."""

from datetime import date

from django.db.models import BigIntegerField, F, Func, Q, QuerySet, Value

from agencies.policy import Permission
from agencies.scope import Scope
from assessments.models import Pilot


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
    return found.annotate(assessments_counted=_assessments("pk", counted=True)).order_by("name", "pk")


def is_carried(pilot: Pilot) -> bool:
    """Does any S&N carry it, whoever may see that S&N, a draft too?"""
    carried = Pilot.objects.annotate(assessments_all=_assessments("pk", counted=False))
    return carried.filter(pk=pilot.pk, assessments_all__gt=0).exists()


def _assessments(pilot: str, *, counted: bool) -> Func:
    """Counted by the database beyond the person's rights: a number, and no S&N."""
    values = (F(pilot), Value(counted))
    return Func(*values, function="ehtrack_assessments_of_pilot", output_field=BigIntegerField())
