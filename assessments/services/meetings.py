"""TAF meetings of an S&N: planned, held, corrected. Each writes record, event and audit together, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from agencies.errors import NotAllowedYet, Stale
from agencies.models import Membership
from agencies.scope import Scope
from assessments import lifecycle
from assessments.lifecycle import AssessmentMove, MeetingMove, MeetingStatus
from assessments.models import Assessment, Meeting, MeetingAttendance
from assessments.models.assessment import TAF_EVERY, ClosureReason, Consent
from assessments.models.event import EventKind
from assessments.models.meeting import Attendance, MeetingOutcome
from assessments.services import assessments, events


@dataclass(frozen=True)
class Person:
    """Someone asked to a meeting. Without an agency they are of the family; an email leads to their account."""

    name: str
    agency_id: UUID | None = None
    email: str = ""
    attendance: str = Attendance.INVITED
    user_id: UUID | None = None


@dataclass(frozen=True)
class Chair:
    name: str
    agency_id: UUID
    user_id: UUID | None = None


@transaction.atomic
def plan(
    *,
    scope: Scope,
    assessment: Assessment,
    planned_on: date,
    place: str,
    chair: Chair,
    people: Sequence[Person],
    today: date,
) -> Meeting:
    """A meeting of an open S&N. People of other agencies are asked only when the family agreed to share."""
    lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.CLOSE, assessment.status)
    _check_agreement(assessment, people)
    meeting = Meeting.objects.create(
        assessment=assessment,
        planned_on=planned_on,
        place=place,
        chair_id=chair.user_id,
        chair_name=chair.name,
        chair_agency_id=chair.agency_id,
    )
    _write_people(meeting, people)
    _tell(scope, meeting, EventKind.MEETING_PLANNED, today)
    return meeting


@transaction.atomic
def change_plan(
    *,
    scope: Scope,
    meeting: Meeting,
    version: int,
    planned_on: date,
    place: str,
    chair: Chair,
    people: Sequence[Person],
    today: date,
) -> Meeting:
    """Another day, place, chair or circle, as long as the meeting is neither held nor cancelled."""
    move = lifecycle.ask(lifecycle.MEETING, MeetingMove.MOVE, MeetingStatus.of(meeting))
    _check_agreement(meeting.assessment, people)
    saved = _save(meeting, version, planned_on=planned_on, place=place, **_chair(chair))
    _write_people(saved, people)
    _tell(scope, saved, move.event, today)
    return saved


@transaction.atomic
def hold(
    *,
    scope: Scope,
    meeting: Meeting,
    version: int,
    held_on: date,
    chair: Chair,
    people: Sequence[Person],
    family_update: str,
    decisions: str,
    outcome: str,
    closure_reason: str = "",
    next_on: date | None = None,
) -> Meeting:
    """What came of the meeting. Closing or stepping up closes the S&N; a next date plans the next meeting."""
    move = lifecycle.ask(lifecycle.MEETING, MeetingMove.HOLD, MeetingStatus.of(meeting))
    _check_agreement(meeting.assessment, people)
    _check_somebody_came(people)
    _check_outcome(outcome, closure_reason, held_on, next_on)
    _check_in_time(held_on, next_on)
    saved = _save(
        meeting,
        version,
        held_on=held_on,
        family_update=family_update,
        decisions=decisions,
        outcome=outcome,
        closure_reason=closure_reason,
        next_on=next_on,
        **_chair(chair),
    )
    _write_people(saved, people)
    _tell(scope, saved, move.event, held_on)
    _follow(scope, saved, chair, people)
    return saved


@transaction.atomic
def correct(
    *,
    scope: Scope,
    meeting: Meeting,
    version: int,
    reason: str,
    held_on: date,
    chair: Chair,
    people: Sequence[Person],
    family_update: str,
    decisions: str,
    next_on: date | None,
    today: date,
) -> Meeting:
    """Change what is recorded of a meeting that was held, but for its outcome, which may have closed the S&N."""
    move = lifecycle.ask(lifecycle.MEETING, MeetingMove.CORRECT, MeetingStatus.of(meeting))
    if not reason.strip():
        raise NotAllowedYet("Say why you are correcting this")
    _check_agreement(meeting.assessment, people)
    _check_somebody_came(people)
    _check_outcome(meeting.outcome, meeting.closure_reason, held_on, next_on)
    if next_on != meeting.next_on:
        _check_in_time(held_on, next_on)
    changes = {"held_on": held_on, "family_update": family_update, "decisions": decisions, "next_on": next_on}
    saved = _save(meeting, version, **changes, **_chair(chair))
    _write_people(saved, people)
    _tell(scope, saved, move.event, today, reason)
    return saved


def _check_agreement(assessment: Assessment, people: Sequence[Person]) -> None:
    outside = any(person.agency_id and person.agency_id != assessment.agency_id for person in people)
    if outside and assessment.consent != Consent.YES:
        raise NotAllowedYet("Record the family's agreement before asking other agencies to a TAF meeting")


def _check_somebody_came(people: Sequence[Person]) -> None:
    if not any(person.attendance == Attendance.ATTENDED for person in people):
        raise NotAllowedYet("Mark who attended: a meeting that was held had at least one person there")


def _check_outcome(outcome: str, closure_reason: str, held_on: date, next_on: date | None) -> None:
    if outcome == MeetingOutcome.CLOSE and not closure_reason:
        raise NotAllowedYet("Select why the S&N closes")
    if outcome != MeetingOutcome.CLOSE and closure_reason:
        raise NotAllowedYet("Give a reason for closing only when the outcome is to close")
    if next_on and outcome != MeetingOutcome.CONTINUE:
        raise NotAllowedYet("Give a next meeting only when the plan continues")
    if next_on and next_on <= held_on:
        raise NotAllowedYet("The next meeting must be after this one")


def _check_in_time(held_on: date, next_on: date | None) -> None:
    if next_on and next_on > held_on + TAF_EVERY:
        raise NotAllowedYet(f"The next meeting must be within {TAF_EVERY.days} days of this one")


def _follow(scope: Scope, meeting: Meeting, chair: Chair, people: Sequence[Person]) -> None:
    """What the outcome leads to: the S&N closes, or the next meeting is planned with the same people."""
    assessment = meeting.assessment
    if meeting.outcome in (MeetingOutcome.CLOSE, MeetingOutcome.STEP_UP):
        assessment = Assessment.objects.select_for_update().get(pk=assessment.pk)
        assessments.close(
            scope=scope,
            assessment=assessment,
            version=assessment.version,
            closed_on=meeting.held_on or meeting.planned_on,
            closure_reason=meeting.closure_reason or ClosureReason.STEP_UP,
            reason="Decided at the TAF meeting",
        )
    elif meeting.next_on:
        plan(
            scope=scope,
            assessment=assessment,
            planned_on=meeting.next_on,
            place=meeting.place,
            chair=chair,
            people=[replace(person, attendance=Attendance.INVITED) for person in people],
            today=meeting.held_on or meeting.planned_on,
        )


def _chair(chair: Chair) -> dict[str, Any]:
    return {"chair_id": chair.user_id, "chair_name": chair.name, "chair_agency_id": chair.agency_id}


def _save(meeting: Meeting, version: int, **changes: Any) -> Meeting:
    if not Meeting.objects.filter(pk=meeting.pk, version=version).update(**changes, version=F("version") + 1):
        raise Stale
    return Meeting.objects.select_related("assessment").get(pk=meeting.pk)


def _write_people(meeting: Meeting, people: Sequence[Person]) -> None:
    accounts = _accounts(people)
    meeting.attendances.all().delete()
    rows = [
        MeetingAttendance(
            meeting=meeting,
            name=person.name,
            user_id=person.user_id or accounts.get((person.email.lower(), person.agency_id)),
            agency_id=person.agency_id,
            of_family=person.agency_id is None,
            attendance=person.attendance,
        )
        for person in people
    ]
    try:
        with transaction.atomic():
            MeetingAttendance.objects.bulk_create(rows)
    except IntegrityError as error:
        raise NotAllowedYet("The same person is on the list twice") from error


def _accounts(people: Sequence[Person]) -> dict[tuple[str, UUID | None], UUID]:
    """Who has an account: the email belongs to a current member of the agency that they are asked for."""
    emails = {person.email.lower() for person in people if person.email}
    members = Membership.objects.current().filter(user__email__in=emails, user__is_active=True)
    rows = members.values_list("user__email", "agency_id", "user_id").distinct()
    return {(email.lower(), agency_id): user_id for email, agency_id, user_id in rows}


def _tell(scope: Scope, meeting: Meeting, kind: EventKind, day: date, reason: str = "") -> None:
    events.record(
        scope=scope,
        kind=kind,
        occurred_on=day,
        assessment=meeting.assessment,
        meeting=meeting,
        reason=reason,
        version=meeting.version,
    )
