"""What row level security costs: the same questions behind the wall, and as the system with the filter written out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction

from agencies.models import Membership, Role
from agencies.unit_of_work import behind_the_wall, set_person
from tests.benchmarks.databases import copies, in_turns, seconds
from tests.benchmarks.results import Line

AGENCIES, ROUNDS, ASKED = 300, 9, 20
OWN = "agency_id = %(agency)s"

# Each with what a person's own filter is, written out; the wall adds its own to what selectors say already.
QUESTIONS = {
    "list of 50": ("SELECT id FROM assessments_assessment WHERE {} ORDER BY completed_on DESC LIMIT 50", OWN, 1.1),
    "count": ("SELECT count(*) FROM assessments_assessment WHERE {}", OWN, 1.1),
    "one record": ("SELECT * FROM assessments_assessment WHERE id = %(record)s AND {}", OWN, 2.0),
    "meetings of a record": (
        "SELECT meeting.* FROM assessments_meeting meeting WHERE assessment_id = %(record)s AND {}",
        f"EXISTS (SELECT FROM assessments_assessment record WHERE record.id = assessment_id AND record.{OWN})",
        2.0,
    ),
    "search by a child's name": (
        """SELECT id FROM assessments_assessment record WHERE {} AND EXISTS (
            SELECT FROM assessments_assessmentchild link JOIN assessments_child child ON child.id = link.child_id
            WHERE link.assessment_id = record.id AND upper(child.surname) LIKE 'SMI%%') LIMIT 50""",
        OWN,
        1.3,
    ),
}


def lines() -> list[Line]:
    with copies(1) as (copy,), copy.current():
        call_command("seed_demo", agencies=AGENCIES, stderr=StringIO())
        copy.as_owner("ANALYZE")
        lead = _busiest_lead()
        values = {"agency": lead.agency_id, "record": _a_record(lead.agency_id)}
        return [_line(what, sql, own, goal, lead, values) for what, (sql, own, goal) in QUESTIONS.items()]


def _line(what: str, sql: str, own: str, goal: float, lead: Membership, values: dict[str, UUID]) -> Line:
    statement = sql.format(own)
    walled, plain = in_turns(
        ROUNDS,
        partial(_milliseconds, partial(_as_person, lead), statement, values),
        partial(_milliseconds, transaction.atomic, statement, values),
    )
    return Line(f"{what} behind the wall against the filter alone", walled, plain, "ms", at_most=goal)


@contextmanager
def _as_person(lead: Membership) -> Iterator[None]:
    with behind_the_wall():
        set_person(lead.user_id, lead.agency_id)
        yield


def _milliseconds(within: Callable[[], Any], statement: str, values: dict[str, UUID]) -> float:
    with within(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return 1000 * seconds(lambda: [cursor.execute(statement, values) for _ in range(ASKED)]) / ASKED


def _busiest_lead() -> Membership:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT membership.id FROM agencies_membership membership
               JOIN assessments_assessment record ON record.agency_id = membership.agency_id
               WHERE membership.role = %s AND membership.ended_at IS NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1""",
            [Role.LEAD],
        )
        return Membership.objects.get(pk=cursor.fetchone()[0])


def _a_record(agency: UUID) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT meeting.assessment_id FROM assessments_meeting meeting
               JOIN assessments_assessment record ON record.id = meeting.assessment_id
               WHERE record.agency_id = %s LIMIT 1""",
            [agency],
        )
        return cursor.fetchone()[0]
