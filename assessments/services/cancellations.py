"""TAF meetings that are not going to be: one by one with a reason, or all that were planned of an S&N that ends."""

from datetime import date

from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet, Stale
from agencies.scope import Scope
from assessments import lifecycle
from assessments.lifecycle import MeetingMove, MeetingStatus
from assessments.models import Assessment, Meeting
from assessments.selectors import meetings
from assessments.services import events


@transaction.atomic
def cancel(*, scope: Scope, meeting: Meeting, version: int, reason: str, today: date) -> Meeting:
    """It stays on record with its people, who read the S&N as before."""
    if not reason.strip():
        raise NotAllowedYet("Say why the meeting is cancelled")
    return _cancel(scope, meeting, version, today, reason)


def cancel_planned(*, scope: Scope, assessment: Assessment, on: date, reason: str) -> int:
    """In the transaction that ends the S&N. How many there were."""
    planned = list(meetings.still_planned(assessment).select_for_update())
    for meeting in planned:
        _cancel(scope, meeting, meeting.version, on, reason)
    return len(planned)


def _cancel(scope: Scope, meeting: Meeting, version: int, on: date, reason: str) -> Meeting:
    move = lifecycle.ask(lifecycle.MEETING, MeetingMove.CANCEL, MeetingStatus.of(meeting))
    mine = Meeting.objects.filter(pk=meeting.pk, version=version)
    if not mine.update(cancelled_on=on, version=F("version") + 1):
        raise Stale
    saved = Meeting.objects.select_related("assessment").get(pk=meeting.pk)
    events.record(
        scope=scope,
        kind=move.event,
        occurred_on=on,
        assessment=saved.assessment,
        meeting=saved,
        reason=reason,
        version=saved.version,
    )
    return saved
