"""The chronology's one writer: an event and its audit row, in the transaction of the change they tell of."""

from datetime import date
from uuid import UUID

from agencies.scope import Scope
from agencies.services import audit
from assessments.models import Assessment, Child, Contact, Event, Meeting
from assessments.models.event import EventKind


def record(
    *,
    scope: Scope | None,
    kind: EventKind,
    occurred_on: date,
    assessment: Assessment | None = None,
    meeting: Meeting | None = None,
    contact: Contact | None = None,
    child: Child | None = None,
    reason: str = "",
    version: int | None = None,
) -> Event:
    """Write the event and its audit row. The reason stays in the chronology: audit rows hold ids only."""
    event = Event.objects.create(
        kind=kind,
        occurred_on=occurred_on,
        actor_id=scope.user_id if scope else None,
        agency_id=scope.agency_id if scope else None,
        assessment=assessment,
        meeting=meeting,
        contact=contact,
        child=child,
        reason=reason,
        version=version,
    )
    audit.record(
        scope=scope,
        action=str(kind.value),
        subject_type=str(kind.value).partition(".")[0],
        subject_ids=_subjects(kind, assessment, meeting, contact, child),
    )
    return event


def _subjects(
    kind: EventKind,
    assessment: Assessment | None,
    meeting: Meeting | None,
    contact: Contact | None,
    child: Child | None,
) -> list[UUID]:
    """The id of the record that the kind begins with."""
    by_noun = {"assessment": assessment, "meeting": meeting, "contact": contact, "child": child}
    subject = by_noun[str(kind.value).partition(".")[0]]
    return [subject.pk] if subject else []
