"""Teams Around the Family: how many, how timely, who meets, who comes, who leads, and why they end (section 7).

A TAF belongs to the agency that completed its S&N, with the group of that agency on the completed date.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connections

from dashboards.measures.asking import Question
from dashboards.selectors.parameters import OWNED, parameters
from ehtrack.lib.calendar import Month

# S&Ns with their meetings up to the as-of date; ``day`` is the day they are listed by.
TAFS = f"""
    SELECT fact.id, fact.completed_on AS day, fact.lead_agency_id, fact.completed_on, held.first_on, held.last_on,
           (fact.closed_on IS NULL OR fact.closed_on > %(as_of)s)
               AND (fact.needs_taf IS TRUE OR held.first_on IS NOT NULL) AS open,
           fact.needs_taf IS TRUE AND fact.completed_on + %(first_taf_within)s <= %(as_of)s
               AND fact.completed_on >= %(first)s AS due_first
    FROM assessments_fact_assessment fact
    LEFT JOIN (
        SELECT assessment_id, min(held_on) AS first_on, max(held_on) AS last_on
        FROM assessments_fact_meeting WHERE held_on <= %(as_of)s GROUP BY assessment_id
    ) held ON held.assessment_id = fact.id
    WHERE fact.completed_on <= %(as_of)s
      AND (fact.closed_on IS NULL OR fact.closed_on > %(as_of)s OR fact.completed_on >= %(first)s)
      AND {OWNED.format(day="fact.completed_on")}
"""
OVERDUE = "open AND coalesce(last_on, completed_on) < %(review_since)s"
FIRST_IN_TIME = "due_first AND first_on <= completed_on + %(first_taf_within)s"

COUNTED = f"""
    SELECT count(*) FILTER (WHERE open), count(*) FILTER (WHERE {OVERDUE}),
           count(*) FILTER (WHERE due_first), count(*) FILTER (WHERE {FIRST_IN_TIME})
    FROM ({TAFS}) taf
"""
LED = f"SELECT lead_agency_id, count(*) FROM ({TAFS}) taf WHERE open GROUP BY lead_agency_id"

# TAF meetings held in the period.
HELD = f"""
    SELECT meeting.id, meeting.held_on AS day, meeting.chair_agency_id, fact.locality_id
    FROM assessments_fact_meeting meeting JOIN assessments_fact_assessment fact ON fact.id = meeting.assessment_id
    WHERE meeting.held_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.completed_on")}
"""
# Those of the years before too, so that the period's months can be told from ordinary variation.
MEETINGS = f"""
    SELECT date_trunc('month', day::timestamp)::date, chair_agency_id, locality_id, count(*),
           count(*) FILTER (WHERE day >= %(period)s)
    FROM ({HELD}) held GROUP BY 1, 2, 3
"""
ATTENDANCE = f"""
    SELECT person.agency_id, count(*), count(*) FILTER (WHERE person.attendance = 'attended'),
           count(*) FILTER (WHERE person.attendance = 'report')
    FROM ({HELD}) held JOIN assessments_fact_attendance person ON person.meeting_id = held.id
    WHERE NOT person.of_family GROUP BY person.agency_id
"""

# S&Ns closed in the period, whatever they needed.
CLOSED = f"""
    SELECT fact.id, fact.closed_on AS day, fact.closure_reason FROM assessments_fact_assessment fact
    WHERE fact.closed_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.completed_on")}
"""
CLOSURES = f"SELECT closure_reason, count(*) FROM ({CLOSED}) closed GROUP BY closure_reason"


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


@dataclass(frozen=True)
class Meetings:
    """TAF meetings held in the period; agency: the chair's; place: month and locality. A locality of None is not
    recorded. ``history``: those held by place in whole months, of the years before too."""

    by_month: Counter[Month] = field(default_factory=Counter)
    by_agency: Counter[UUID] = field(default_factory=Counter)
    by_locality: Counter[UUID | None] = field(default_factory=Counter)
    by_place: Counter[tuple[Month, UUID | None]] = field(default_factory=Counter)
    history: Counter[tuple[Month, UUID | None]] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.by_agency.total()


@dataclass(frozen=True)
class Attended:
    """Professionals asked to the meetings held: ``invited`` all of them, those who ``attended``, who sent a report."""

    invited: int = 0
    attended: int = 0
    report: int = 0

    def __add__(self, other: "Attended") -> "Attended":
        return Attended(self.invited + other.invited, self.attended + other.attended, self.report + other.report)


def tafs(question: Question) -> Tafs:
    return Tafs(*_rows(COUNTED, question)[0])


def meetings(question: Question, since: Month) -> Meetings:
    """``since``: the month with which the history begins."""
    found = Meetings()
    for first_day, agency, locality, number, in_period in _rows(
        MEETINGS, question, first=since.first, period=question.first
    ):
        month = Month.of(first_day)
        found.history[month, locality] += number
        if in_period:
            found.by_month[month] += in_period
            found.by_agency[agency] += in_period
            found.by_locality[locality] += in_period
            found.by_place[month, locality] += in_period
    return found


def attendance(question: Question) -> dict[UUID | None, Attended]:
    """By the professional's agency; None: not recorded."""
    return {agency: Attended(*numbers) for agency, *numbers in _rows(ATTENDANCE, question)}


def led(question: Question) -> dict[UUID | None, int]:
    """Open TAFs by the agency of their lead professional; None: not recorded."""
    return dict(_rows(LED, question))


def closures(question: Question) -> dict[str, int]:
    """S&Ns closed in the period by the code of the reason; empty: not recorded."""
    return dict(_rows(CLOSURES, question))


def _rows(sql: str, question: Question, **changed: object) -> list[tuple[Any, ...]]:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(sql, parameters(question) | changed)
        return cursor.fetchall()
