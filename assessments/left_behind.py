"""What a colleague leaves to hand on, in the agency acted for: shown where their role ends (``agencies.panels``)."""

from django.urls import reverse

from agencies.models import Role, User
from agencies.panels import Line
from agencies.scope import Scope
from assessments.presenters import words
from assessments.selectors import assessments, leading, meetings
from ehtrack.lib.numbers import plural

MOST = 10


def lines(scope: Scope, person: User) -> list[Line]:
    """Each leads to where it is handed on. For the lead of the agency: whoever else ends a role opens no record."""
    return [*_led(scope, person), *_chaired(scope, person)] if scope.has(Role.LEAD) else []


def _led(scope: Scope, person: User) -> list[Line]:
    led = leading.by_person(leading.of_own_agency(scope, assessments.circle(scope)), person.pk).count()
    address = f"{reverse('assessment_list')}?whose=agency&status=completed&led_by={person.pk}"
    return [Line(f"Leads {plural(led, 'open S&N')}", address)] if led else []


def _chaired(scope: Scope, person: User) -> list[Line]:
    rows = meetings.planned(scope).prefetch_related(None).filter(chair=person, assessment__agency_id=scope.agency_id)
    shown = [
        Line(
            f"Chairs the TAF meeting of {words.day(row.planned_on)} about {row.assessment.reference}",
            reverse("meeting_detail", args=[row.pk]),
        )
        for row in rows[: MOST + 1]
    ]
    more = Line(f"Chairs more than {MOST} TAF meetings: these are the first", reverse("meeting_list"))
    return shown if len(shown) <= MOST else [more, *shown[:MOST]]
