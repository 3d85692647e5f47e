"""TAF meetings within a person's scope: those of the S&Ns that they may see."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from agencies.models import Role
from agencies.policy import Permission
from agencies.scope import Scope
from assessments.models import Assessment, Event, Meeting, MeetingAttendance
from assessments.models.assessment import STILL_PLANNED, AssessmentQuerySet, AssessmentStatus
from assessments.selectors import assessments


def visible(scope: Scope) -> QuerySet[Meeting]:
    return _of(assessments.visible(scope))


def _of(rows: AssessmentQuerySet) -> QuerySet[Meeting]:
    return Meeting.objects.filter(assessment__in=rows).select_related("assessment__agency", "chair", "chair_agency")


def may_record(scope: Scope, assessment: Assessment, meeting: Meeting | None = None) -> bool:
    """Whoever may change the S&N, its lead professional, LCSS, and the chair of the meeting."""
    if not scope.may(Permission.HOLD_TAF_MEETINGS):
        return False
    return (
        assessments.may_change(scope, assessment)
        or scope.has(Role.LCSS)
        or scope.user_id in (assessment.lead_professional_id, meeting.chair_id if meeting else None)
    )


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means everything the person may see."""

    agency: UUID | None = None
    locality: UUID | None = None
    unplanned: bool = False

    def narrow(self, rows: AssessmentQuerySet) -> AssessmentQuerySet:
        if self.unplanned:
            rows = rows.nothing_planned()
        exact = {"agency_id": self.agency, "locality_id": self.locality}
        return rows.filter(**{name: value for name, value in exact.items() if value})


EVERYTHING = Filters()


def planned(scope: Scope, filters: Filters = EVERYTHING) -> QuerySet[Meeting]:
    """Meetings to come and those whose day has passed without a record, earliest first."""
    return (
        _of(filters.narrow(assessments.circle(scope)))
        .filter(STILL_PLANNED, assessment__status=AssessmentStatus.COMPLETED)
        .prefetch_related("assessment__children__merged_into")
        .order_by("planned_on", "pk")
    )


def overdue(scope: Scope, day: date, filters: Filters = EVERYTHING) -> AssessmentQuerySet:
    """Open S&Ns whose family waits too long for a TAF meeting, the longest wait first: since the last, or the S&N."""
    return (
        filters.narrow(assessments.circle(scope))
        .taf_overdue(day)
        .with_meetings()
        .select_related("agency", "lead_professional")
        .prefetch_related("children__merged_into")
        .order_by(Coalesce("last_met_on", "completed_on"), "pk")
    )


def of_assessment(assessment: Assessment) -> QuerySet[Meeting]:
    return assessment.meetings.select_related("chair", "chair_agency").order_by("-planned_on", "-recorded_at", "pk")


def still_planned(assessment: Assessment) -> QuerySet[Meeting]:
    """Neither held nor cancelled, whether its day has passed or not."""
    return assessment.meetings.filter(STILL_PLANNED)


def people(meeting: Meeting) -> QuerySet[MeetingAttendance]:
    return meeting.attendances.select_related("agency", "user")


def chronology(meeting: Meeting) -> QuerySet[Event]:
    return meeting.events.select_related("actor")
