"""What a form lets people choose from, as pairs of id and name."""

from datetime import date
from uuid import UUID

from agencies.models import Agency, Locality, Role, User
from agencies.scope import Scope
from agencies.selectors import people
from assessments.models import Assessment
from assessments.selectors import assessments, leading

Choices = list[tuple[str, str]]


def localities() -> Choices:
    return [(str(row.pk), row.name) for row in Locality.objects.all()]


def agencies(open_on: date | None = None) -> Choices:
    rows = Agency.objects.open_on(open_on) if open_on else Agency.objects.all()
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def agencies_on_lists(scope: Scope) -> Choices:
    """To narrow a list by, for whoever sees more than one on it; those that are not to be named only for LCSS."""
    if not assessments.sees_many_agencies(scope):
        return []
    rows = Agency.objects.all() if scope.has(Role.LCSS) else Agency.objects.filter(do_not_name=False)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def colleagues(scope: Scope) -> Choices:
    return [(str(row.pk), row.name) for row in assessments.colleagues(scope)]


def with_recorded(found: Choices, person: User | None, agency_id: UUID) -> Choices:
    """Colleagues, and whoever is recorded already, so that the form can leave it so; it says when they have left."""
    if person is None or str(person.pk) in dict(found):
        return found
    return [*found, (str(person.pk), f"{person.name}{' (has left)' if leading.has_left(person, agency_id) else ''}")]


def leaders(scope: Scope, asked: str) -> Choices:
    """Whose S&Ns a list is narrowed to: of those who have left, or of the one colleague of the address."""
    found = [("", "Anybody"), (assessments.LEFT, "Somebody who has left")]
    if not scope.has(Role.LEAD) or asked in dict(found):
        return found
    named = people.visible(scope).filter(pk=asked) if _is_id(asked) else []
    return [*found, *((str(row.pk), row.name) for row in named)]


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def pilots(scope: Scope, assessment: Assessment, day: date) -> Choices:
    """Those that run on the day, and the one that the S&N has."""
    found = {str(row.pk): row.name for row in assessments.pilots(scope, day)}
    if assessment.pilot:
        found[str(assessment.pilot.pk)] = assessment.pilot.name
    return list(found.items())
