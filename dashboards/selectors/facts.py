"""Figures that depend on other records or on distinctness: counted from facts at each read, by the reporting role."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections

from dashboards.measures.asking import Question
from dashboards.models import Basis
from dashboards.rollup.sql import GROUP_SPANS

FIRST_TAF_WITHIN = timedelta(days=42)
REVIEW_WITHIN = timedelta(days=56)

# The records of the question's agency, or of the agencies that were in its group at each record's own date.
OWNED = f"""
    (%(agency)s::uuid IS NULL OR fact.agency_id = %(agency)s)
    AND (%(group)s::uuid IS NULL OR EXISTS (
        SELECT 1 FROM ({GROUP_SPANS}) span
        WHERE span.agency_id = fact.agency_id AND span.group_id = %(group)s
          AND {{day}} >= span.starts_on AND {{day}} < span.ends_before))
"""

CHILDREN = f"""
    SELECT count(DISTINCT link.child_id)
    FROM assessments_fact_assessment fact JOIN assessments_fact_assessment_child link ON link.assessment_id = fact.id
    WHERE fact.completed_on BETWEEN %(first)s AND %(as_of)s AND (NOT %(shared)s OR fact.shared_on IS NOT NULL)
      AND {OWNED.format(day="fact.completed_on")}
"""

UNDECIDED_OVERDUE = f"""
    SELECT count(*) FROM assessments_fact_contact fact
    WHERE fact.received_on BETWEEN %(first)s AND %(as_of)s AND fact.decided_at IS NULL AND fact.due_at < %(now)s
      AND {OWNED.format(day="fact.received_on")}
"""

TAFS = f"""
    SELECT count(*) FILTER (WHERE open),
           count(*) FILTER (WHERE open AND coalesce(last_on, completed_on) < %(review_since)s),
           count(*) FILTER (WHERE due_first),
           count(*) FILTER (WHERE due_first AND first_on <= completed_on + %(first_within)s)
    FROM (
        SELECT fact.completed_on, held.first_on, held.last_on,
               (fact.closed_on IS NULL OR fact.closed_on > %(as_of)s)
                   AND (fact.needs_taf OR held.first_on IS NOT NULL) AS open,
               fact.needs_taf IS TRUE AND fact.completed_on + %(first_within)s <= %(as_of)s
                   AND fact.completed_on >= %(first)s AS due_first
        FROM assessments_fact_assessment fact
        LEFT JOIN (
            SELECT assessment_id, min(held_on) AS first_on, max(held_on) AS last_on
            FROM assessments_fact_meeting WHERE held_on <= %(as_of)s GROUP BY assessment_id
        ) held ON held.assessment_id = fact.id
        WHERE fact.completed_on <= %(as_of)s
          AND (fact.closed_on IS NULL OR fact.closed_on > %(as_of)s OR fact.completed_on >= %(first)s)
          AND {OWNED.format(day="fact.completed_on")}
    ) taf
"""


@dataclass(frozen=True)
class Tafs:
    """Teams Around the Family on the as-of date.

    ``overdue``: open and no meeting for 56 days (or none at all, 56 days after the S&N). ``due_first``: S&Ns of the
    period that need a TAF and are at least 42 days old; ``first_in_time``: those whose first TAF came within 42 days.
    """

    open: int
    overdue: int
    due_first: int
    first_in_time: int


def _one(sql: str, question: Question, **parameters: Any) -> tuple:
    values = {**question.scope, "first": question.first, "as_of": question.as_of, **parameters}
    with connections["reporting"].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def children(question: Question) -> int:
    """Distinct children on the counted S&Ns of the period, merged records as one."""
    return _one(CHILDREN, question, shared=question.basis == Basis.SHARED)[0]


def undecided_overdue(question: Question, *, now: datetime) -> int:
    return _one(UNDECIDED_OVERDUE, question, now=now)[0]


def tafs(question: Question) -> Tafs:
    review_since = question.as_of - REVIEW_WITHIN
    return Tafs(*_one(TAFS, question, review_since=review_since, first_within=FIRST_TAF_WITHIN.days))


def first_completed_on() -> date | None:
    """The date of the partnership's first completed S&N."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute("SELECT min(completed_on) FROM assessments_fact_assessment")
        return cursor.fetchone()[0]


def groups_on(day: date) -> dict[UUID, UUID]:
    """The group of each agency on a day."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            f"SELECT agency_id, group_id FROM ({GROUP_SPANS}) span WHERE %s >= starts_on AND %s < ends_before",
            [day, day],
        )
        return dict(cursor.fetchall())
