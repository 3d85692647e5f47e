"""The published window: what may be counted of what happened, and no word that names a child.

The only module of ``assessments`` that dashboards may import. Each class reads a view with fixed columns: ids are
UUIDs, ``..._on`` is a local date (Europe/London), ``..._at`` a moment in UTC, null means "has not happened" or "not
known". No column holds a name, a birth date, an address or free text. Count through the reporting role:
``AssessmentFact.objects.using("reporting")``, or the view's name in SQL.
"""

from assessments.models.assessment import ClosureReason
from assessments.models.contact import ContactOutcome, Rag
from assessments.models.facts import (
    AssessmentChildFact,
    AssessmentFact,
    ContactChildFact,
    ContactFact,
    MeetingFact,
    PlanFact,
    TafFact,
)
from assessments.models.meeting import MeetingOutcome
from assessments.models.plan import PlanCategory

__all__ = [
    "CLOSURE_REASONS",
    "MEETING_OUTCOMES",
    "NO_FURTHER_ACTION",
    "OUTCOMES",
    "PLAN_CATEGORIES",
    "PRIORITIES",
    "AssessmentChildFact",
    "AssessmentFact",
    "ContactChildFact",
    "ContactFact",
    "MeetingFact",
    "PlanFact",
    "TafFact",
]

PRIORITIES: dict[str, str] = dict(Rag.choices)
OUTCOMES: dict[str, str] = dict(ContactOutcome.choices)
NO_FURTHER_ACTION: str = ContactOutcome.NO_FURTHER_ACTION.value
PLAN_CATEGORIES: dict[str, str] = dict(PlanCategory.choices)
CLOSURE_REASONS: dict[str, str] = dict(ClosureReason.choices)
MEETING_OUTCOMES: dict[str, str] = dict(MeetingOutcome.choices)
