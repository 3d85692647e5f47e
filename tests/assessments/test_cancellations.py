"""TAF meetings that are not going to be: cancelled one by one, or with the S&N that they were planned of."""

from datetime import UTC, datetime

import pytest

from agencies.errors import NotAllowedYet, Stale
from agencies.models import AuditEvent
from assessments.models import Event
from assessments.selectors import meetings as selectors
from assessments.services import assessments as assessment_services
from assessments.services import cancellations
from tests.assessments.test_meetings import HELD, TODAY, assessment, hold, plan


def cancel(cast, meeting, **given):
    values = {"version": meeting.version, "reason": "The family is away", "today": TODAY, **given}
    return cancellations.cancel(scope=cast.scope("asha"), meeting=meeting, **values)


def test_a_cancelled_meeting_stays_with_its_reason_and_can_be_neither_moved_nor_held(cast):
    made = assessment(cast)
    planned = plan(cast, made)

    with pytest.raises(NotAllowedYet, match="why"):
        cancel(cast, planned, reason=" ")
    with pytest.raises(Stale):
        cancel(cast, planned, version=7)
    cancelled = cancel(cast, planned)

    event = Event.objects.get(kind="meeting.cancelled")
    assert (event.meeting, event.reason, cancelled.cancelled_on) == (planned, "The family is away", TODAY)
    assert AuditEvent.objects.get(action="meeting.cancelled").subject_ids == [planned.pk]
    assert not selectors.planned(cast.scope("asha")).exists()
    for act in (hold, cancel):
        with pytest.raises(NotAllowedYet):
            act(cast, cancelled)


@pytest.mark.parametrize("ended_by", ["closing", "withdrawing"])
def test_what_is_planned_of_an_sn_that_ends_is_cancelled(cast, ended_by):
    made = assessment(cast)
    first, later = plan(cast, made), plan(cast, made)
    hold(cast, first)
    given = {"scope": cast.scope("asha"), "assessment": made, "version": made.version}

    if ended_by == "closing":
        assessment_services.close(**given, closed_on=HELD, closure_reason="needs-met")
    else:
        assessment_services.withdraw(**given, reason="Another family", now=datetime(2022, 11, 14, 12, tzinfo=UTC))

    later.refresh_from_db()
    first.refresh_from_db()
    assert (first.cancelled_on, later.cancelled_on) == (None, HELD)
    assert Event.objects.get(kind="meeting.cancelled").meeting == later
