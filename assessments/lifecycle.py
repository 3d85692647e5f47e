"""Which move is allowed from which status: one table per record, and everything else asks it.

A move without ``to`` is a dated fact or a change beside the status: sharing, correcting, reassigning.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from agencies.errors import NotAllowedYet
from assessments.models.assessment import AssessmentStatus
from assessments.models.contact import Contact
from assessments.models.event import EventKind
from assessments.models.meeting import Meeting


@dataclass(frozen=True)
class Move:
    """From any of these statuses, to one other (None: the status stays), told by an event of this kind."""

    sources: frozenset[str]
    to: str | None
    event: EventKind
    refusal: str


class AssessmentMove(StrEnum):
    COMPLETE = "complete"
    SHARE = "share"
    CORRECT = "correct"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    REASSIGN = "reassign"


class MeetingStatus(StrEnum):
    """Worked out: a meeting with ``held_on`` was held, one with ``cancelled_on`` is not going to be."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingStatus":
        if meeting.held_on:
            return cls.HELD
        return cls.CANCELLED if meeting.cancelled_on else cls.PLANNED


class MeetingMove(StrEnum):
    MOVE = "move"
    HOLD = "hold"
    CANCEL = "cancel"
    CORRECT = "correct"


class ContactStatus(StrEnum):
    """Worked out: a contact with ``decided_at`` is decided."""

    RECEIVED = "received"
    DECIDED = "decided"

    @classmethod
    def of(cls, contact: Contact) -> "ContactStatus":
        return cls.DECIDED if contact.decided_at else cls.RECEIVED


class ContactMove(StrEnum):
    PRIORITISE = "prioritise"
    DECIDE = "decide"
    TELL = "tell"
    CORRECT = "correct"
    CORRECT_DECISION = "correct decision"


DRAFT, COMPLETED, CLOSED, WITHDRAWN = (
    AssessmentStatus.DRAFT,
    AssessmentStatus.COMPLETED,
    AssessmentStatus.CLOSED,
    AssessmentStatus.WITHDRAWN,
)


def _move(*sources: str, to: str | None = None, event: EventKind, refusal: str) -> Move:
    return Move(frozenset(sources), to, event, refusal)


ASSESSMENT: Mapping[str, Move] = {
    AssessmentMove.COMPLETE: _move(
        DRAFT,
        to=COMPLETED,
        event=EventKind.ASSESSMENT_COMPLETED,
        refusal="Only a draft can be completed",
    ),
    AssessmentMove.SHARE: _move(
        COMPLETED,
        CLOSED,
        event=EventKind.ASSESSMENT_SHARED,
        refusal="Complete the S&N before sharing it",
    ),
    AssessmentMove.CORRECT: _move(
        COMPLETED,
        CLOSED,
        event=EventKind.ASSESSMENT_CORRECTED,
        refusal="Only a completed or closed S&N can be corrected",
    ),
    AssessmentMove.CLOSE: _move(
        COMPLETED,
        to=CLOSED,
        event=EventKind.ASSESSMENT_CLOSED,
        refusal="Only an open S&N can be closed",
    ),
    AssessmentMove.REOPEN: _move(
        CLOSED,
        to=COMPLETED,
        event=EventKind.ASSESSMENT_CORRECTED,
        refusal="Only a closed S&N can be opened again",
    ),
    AssessmentMove.WITHDRAW: _move(
        DRAFT,
        COMPLETED,
        CLOSED,
        to=WITHDRAWN,
        event=EventKind.ASSESSMENT_WITHDRAWN,
        refusal="This S&N is withdrawn already",
    ),
    AssessmentMove.REASSIGN: _move(
        DRAFT,
        event=EventKind.ASSESSMENT_REASSIGNED,
        refusal="Only a draft can be reassigned",
    ),
}

MEETING: Mapping[str, Move] = {
    MeetingMove.MOVE: _move(
        MeetingStatus.PLANNED,
        event=EventKind.MEETING_PLANNED,
        refusal="This meeting was held or cancelled: correct it, or plan another",
    ),
    MeetingMove.HOLD: _move(
        MeetingStatus.PLANNED,
        to=MeetingStatus.HELD,
        event=EventKind.MEETING_HELD,
        refusal="This meeting is recorded as held already, or cancelled",
    ),
    MeetingMove.CANCEL: _move(
        MeetingStatus.PLANNED,
        to=MeetingStatus.CANCELLED,
        event=EventKind.MEETING_CANCELLED,
        refusal="Only a meeting that is planned can be cancelled",
    ),
    MeetingMove.CORRECT: _move(
        MeetingStatus.HELD,
        event=EventKind.MEETING_CORRECTED,
        refusal="Record the meeting as held before correcting it",
    ),
}

CONTACT: Mapping[str, Move] = {
    ContactMove.PRIORITISE: _move(
        ContactStatus.RECEIVED,
        event=EventKind.CONTACT_PRIORITISED,
        refusal="This contact is decided: the priority it had then stays",
    ),
    ContactMove.DECIDE: _move(
        ContactStatus.RECEIVED,
        to=ContactStatus.DECIDED,
        event=EventKind.CONTACT_DECIDED,
        refusal="This contact is decided already: correct it instead",
    ),
    ContactMove.TELL: _move(
        ContactStatus.DECIDED,
        event=EventKind.CONTACT_FEEDBACK,
        refusal="Record the decision before telling the referrer",
    ),
    ContactMove.CORRECT: _move(
        ContactStatus.RECEIVED,
        ContactStatus.DECIDED,
        event=EventKind.CONTACT_CORRECTED,
        refusal="This contact cannot be corrected",
    ),
    ContactMove.CORRECT_DECISION: _move(
        ContactStatus.DECIDED,
        event=EventKind.CONTACT_CORRECTED,
        refusal="Record the decision before correcting it",
    ),
}


def allowed(table: Mapping[str, Move], status: str) -> frozenset[str]:
    """The moves that are open from this status."""
    return frozenset(name for name, move in table.items() if status in move.sources)


def ask(table: Mapping[str, Move], name: str, status: str) -> Move:
    """The move, or NotAllowedYet when the status does not allow it."""
    move = table[name]
    if status not in move.sources:
        raise NotAllowedYet(move.refusal)
    return move
