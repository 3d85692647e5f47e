"""The published window: what may be counted of what happened, and no word that names a child.

The only module of ``assessments`` that dashboards may import. Each class reads a view with fixed columns: ids are
UUIDs, ``..._on`` is a local date (Europe/London), ``..._at`` a moment in UTC, null means "has not happened" or "not
known". No column holds a name, a birth date, an address or free text. Count through the reporting role:
``AssessmentFact.objects.using("reporting")``, or the view's name in SQL.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Trim

from agencies.scope import Scope
from assessments.models.assessment import ClosureReason
from assessments.models.contact import Contact, ContactOutcome, Rag
from assessments.models.facts import (
    AssessmentChildFact,
    AssessmentFact,
    AttendanceFact,
    ContactChildFact,
    ContactFact,
    MeetingFact,
    PlanFact,
    TafFact,
)
from assessments.models.meeting import MeetingOutcome
from assessments.models.plan import Plan, PlanCategory
from assessments.presenters.standards import within
from assessments.selectors import assessments, children, contacts, meetings
from assessments.selectors.standards import spans

__all__ = [
    "CLOSURE_REASONS",
    "MEETING_OUTCOMES",
    "NO_FURTHER_ACTION",
    "OUTCOMES",
    "PLAN_CATEGORIES",
    "PRIORITIES",
    "AssessmentChildFact",
    "AssessmentFact",
    "AttendanceFact",
    "ContactChildFact",
    "ContactFact",
    "MeetingFact",
    "PlanFact",
    "Standard",
    "TafFact",
    "openable",
    "standards_in_force",
]

PRIORITIES: dict[str, str] = dict(Rag.choices)
OUTCOMES: dict[str, str] = dict(ContactOutcome.choices)
NO_FURTHER_ACTION: str = ContactOutcome.NO_FURTHER_ACTION.value
PLAN_CATEGORIES: dict[str, str] = dict(PlanCategory.choices)
CLOSURE_REASONS: dict[str, str] = dict(ClosureReason.choices)
MEETING_OUTCOMES: dict[str, str] = dict(MeetingOutcome.choices)


@dataclass(frozen=True)
class Standard:
    """By when contacts of a priority must be decided, in words; ``holds_from`` None: since ever."""

    priority: str
    within: str
    holds_from: date | None


def standards_in_force(day: date) -> list[Standard]:
    """The MASH's timeliness standards of the day, red before amber before green."""
    return [
        Standard(span.standard.get_priority_display(), within(span.standard), span.standard.holds_from)
        for span in spans()
        if span.holds_on(day)
    ]


def openable(scope: Scope, kind: str, ids: Iterable[UUID]) -> QuerySet[Any]:
    """Of these records, those that the person may open, with their own rights.

    ``kind``: assessment, child, contact, meeting or plan. Columns: ``page`` (the id that its page is found by),
    ``name`` (its reference, a child's name) and ``day``. A lead finds the contacts that the agency sent. A plan has no
    page.
    """
    return OPENABLE[kind](scope, list(ids))


def _assessments(scope: Scope, ids: list[UUID]) -> QuerySet[Any]:
    return _columns(assessments.visible(scope).filter(pk__in=ids), name=F("reference"), day=F("completed_on"))


def _children(scope: Scope, ids: list[UUID]) -> QuerySet[Any]:
    name = Trim(Concat("forename", Value(" "), "surname"))
    return _columns(children.visible(scope).filter(pk__in=ids), name=name, day=F("date_of_birth"))


def _contacts(scope: Scope, ids: list[UUID]) -> QuerySet[Any]:
    seen, sent = contacts.visible(scope).values("pk"), contacts.sent(scope).values("pk")
    found = Contact.objects.filter(Q(pk__in=seen) | Q(pk__in=sent), pk__in=ids)
    return _columns(found, name=F("reference"), day=F("received_on"))


def _meetings(scope: Scope, ids: list[UUID]) -> QuerySet[Any]:
    found = meetings.visible(scope).filter(pk__in=ids).select_related(None)
    return _columns(found, page=F("assessment_id"), name=F("assessment__reference"), day=F("held_on"))


def _plans(scope: Scope, ids: list[UUID]) -> QuerySet[Any]:
    return _columns(Plan.objects.none(), name=F("reference"), day=F("started_on"))


OPENABLE: dict[str, Callable[[Scope, list[UUID]], QuerySet[Any]]] = {
    "assessment": _assessments,
    "child": _children,
    "contact": _contacts,
    "meeting": _meetings,
    "plan": _plans,
}


def _columns(rows: QuerySet[Any], **columns: Any) -> QuerySet[Any]:
    page = columns.pop("page", F("pk"))
    return rows.order_by(columns["day"].desc(nulls_last=True), "pk").values("pk", page=page, **columns)
