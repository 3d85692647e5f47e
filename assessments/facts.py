"""The published window: what may be counted of what happened, and no word that names a child.

The only module of ``assessments`` that dashboards may import. Each class reads a view with fixed columns: ids are
UUIDs, ``..._on`` is a local date (Europe/London), ``..._at`` a moment in UTC, null means "has not happened" or "not
known". No column holds a name, a birth date, an address or free text. Count through the reporting role:
``AssessmentFact.objects.using("reporting")``, or the view's name in SQL.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from agencies.scope import Scope
from assessments.models.assessment import ClosureReason
from assessments.models.contact import Contact, ContactOutcome, Rag
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
from assessments.selectors import assessments, contacts

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
    "openable",
]

PRIORITIES: dict[str, str] = dict(Rag.choices)
OUTCOMES: dict[str, str] = dict(ContactOutcome.choices)
NO_FURTHER_ACTION: str = ContactOutcome.NO_FURTHER_ACTION.value
PLAN_CATEGORIES: dict[str, str] = dict(PlanCategory.choices)
CLOSURE_REASONS: dict[str, str] = dict(ClosureReason.choices)
MEETING_OUTCOMES: dict[str, str] = dict(MeetingOutcome.choices)


def openable(scope: Scope, kind: str, ids: Iterable[UUID]) -> QuerySet[Any]:
    """Of these S&Ns ("assessment") or contacts ("contact"), those that the person may open, with their own rights.

    Columns: id, reference and ``day`` (completed or received). A lead finds the contacts that the agency sent.
    """
    if kind == "assessment":
        return _columns(assessments.visible(scope).filter(pk__in=ids), "completed_on")
    seen, sent = contacts.visible(scope).values("pk"), contacts.sent(scope).values("pk")
    return _columns(Contact.objects.filter(Q(pk__in=seen) | Q(pk__in=sent), pk__in=ids), "received_on")


def _columns(rows: QuerySet[Any], day: str) -> QuerySet[Any]:
    return rows.order_by(F(day).desc(), "pk").values("pk", "reference", day=F(day))
