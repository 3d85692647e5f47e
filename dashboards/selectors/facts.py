"""Figures that depend on distinctness or on the clock: counted from facts at each read, by the reporting role."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connections

from dashboards.measures.asking import Question
from dashboards.rollup.sql import GROUP_SPANS
from dashboards.selectors.parameters import OWNED, parameters
from ehtrack.lib.calendar import ONE_DAY, Month

# Distinct children on the counted S&Ns of the period, merged records as one, with the latest S&N's day.
COVERED = f"""
    SELECT link.child_id AS id, max(fact.completed_on) AS day
    FROM assessments_fact_assessment fact JOIN assessments_fact_assessment_child link ON link.assessment_id = fact.id
    WHERE fact.completed_on BETWEEN %(first)s AND %(as_of)s AND (NOT %(shared_only)s OR fact.shared_on IS NOT NULL)
      AND {OWNED.format(day="fact.completed_on")}
    GROUP BY link.child_id
"""

UNDECIDED_OVERDUE = f"""
    SELECT count(*) FROM assessments_fact_contact fact
    WHERE fact.received_on BETWEEN %(first)s AND %(as_of)s AND fact.decided_at IS NULL AND fact.due_at < %(now)s
      AND {OWNED.format(day="fact.received_on")}
"""

BEGAN = """
    SELECT (SELECT min(completed_on) FROM assessments_fact_assessment),
           (SELECT min(received_on) FROM assessments_fact_contact),
           (SELECT min(held_on) FROM assessments_fact_meeting),
           (SELECT active_from FROM agencies_agency WHERE id = %(agency)s)
"""


def children(question: Question) -> int:
    """Distinct children on the counted S&Ns of the period, merged records as one."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({COVERED}) child", parameters(question))
        return cursor.fetchone()[0]


def undecided_overdue(question: Question, *, now: datetime) -> int:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(UNDECIDED_OVERDUE, {**parameters(question), "now": now})
        return cursor.fetchone()[0]


@dataclass(frozen=True)
class Began:
    """The month of the partnership's first S&N, MASH contact and TAF meeting held, None where there is none.

    ``agency``: the first month that the question's agency was there as a whole, None where it always was.
    """

    assessments: Month | None
    contacts: Month | None
    meetings: Month | None
    agency: Month | None


def began(question: Question) -> Began:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(BEGAN, parameters(question))
        assessment, contact, meeting, joined = cursor.fetchone()
    whole = Month.of(joined - ONE_DAY) + 1 if joined else None
    return Began(_month(assessment), _month(contact), _month(meeting), whole)


def _month(day: date | None) -> Month | None:
    return Month.of(day) if day else None


def groups_on(day: date) -> dict[UUID, UUID]:
    """The group of each agency on a day."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            f"SELECT agency_id, group_id FROM ({GROUP_SPANS}) span WHERE %s >= starts_on AND %s < ends_before",
            [day, day],
        )
        return dict(cursor.fetchall())
