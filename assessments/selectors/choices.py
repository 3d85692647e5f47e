"""What a form lets people choose from, as pairs of id and name."""

from datetime import date

from agencies.models import Agency, Locality
from agencies.scope import Scope
from assessments.models import Assessment
from assessments.selectors import assessments

Choices = list[tuple[str, str]]


def localities() -> Choices:
    return [(str(row.pk), row.name) for row in Locality.objects.all()]


def agencies(open_on: date | None = None) -> Choices:
    rows = Agency.objects.open_on(open_on) if open_on else Agency.objects.all()
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def colleagues(scope: Scope) -> Choices:
    return [(str(row.pk), row.name) for row in assessments.colleagues(scope)]


def pilots(scope: Scope, assessment: Assessment, day: date) -> Choices:
    """Those that run on the day, and the one that the S&N has."""
    found = {str(row.pk): row.name for row in assessments.pilots(scope, day)}
    if assessment.pilot:
        found[str(assessment.pilot.pk)] = assessment.pilot.name
    return list(found.items())
