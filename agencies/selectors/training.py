"""Courses that people of the agencies in scope completed."""

from datetime import date

from django.db.models import QuerySet

from agencies.models import Agency, Training
from agencies.scope import Scope
from agencies.selectors import agencies
from agencies.unit_of_work import as_system


def visible(scope: Scope) -> QuerySet[Training]:
    """Those of all agencies for the Board admin; for everybody else those of their own."""
    return Training.objects.filter(agency__in=agencies.visible(scope)).select_related("agency")


def listed(
    scope: Scope,
    *,
    search: str = "",
    course: str = "",
    agency: Agency | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[Training]:
    """The latest first; ``search`` is a part of the email address or staff number."""
    found = visible(scope)
    if search:
        found = found.filter(person__icontains=search)
    if course:
        found = found.filter(course=course)
    if agency:
        found = found.filter(agency=agency)
    if first:
        found = found.filter(completed_on__gte=first)
    if last:
        found = found.filter(completed_on__lte=last)
    return found.order_by("-completed_on", "course", "person")


def courses() -> list[str]:
    """The names of all courses of the partnership, so that one course is not written in two ways."""
    with as_system():
        return list(Training.objects.order_by("course").values_list("course", flat=True).distinct())
