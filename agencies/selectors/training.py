"""Courses that people of the agencies in scope completed."""

from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from agencies.models import Agency, Training
from agencies.scope import Scope
from agencies.selectors import agencies


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
    with connection.cursor() as cursor:
        cursor.execute("SELECT ehtrack_courses()")
        return [course for (course,) in cursor.fetchall()]


def recorded(people: Sequence[str], course: str, day: date) -> set[str]:
    """Those of these people who have the course on the day, whichever agency recorded it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ehtrack_trained(%s, %s, %s)", [list(people), course, day])
        return {person for (person,) in cursor.fetchall()}
