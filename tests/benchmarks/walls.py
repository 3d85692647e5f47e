"""What row level security costs: the same questions behind the wall, and as the system with the filter written out.

First as the pages ask, by their selectors, which are the filter and read whole records. Then bare statements, of which
some are over in 0.1 ms: the wall's share of those is the greatest there can be.
"""

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from typing import Any, NamedTuple
from uuid import UUID

from django.core.management import call_command
from django.db import connection, transaction

from agencies.models import Membership, Role
from agencies.scope import Scope
from agencies.unit_of_work import behind_the_wall, set_person
from assessments.models import Child
from assessments.selectors import assessments, children, contacts
from assessments.selectors.assessments import Filters
from tests.benchmarks.databases import copies, in_turns, seconds
from tests.benchmarks.results import Line

names = importlib.import_module("assessments.migrations.0030_records_by_names")
AGENCIES, ROUNDS, ASKED = 300, 9, 20
OWN = "agency_id = %(agency)s"
OWN_CHILD = f"""EXISTS (
    SELECT FROM assessments_assessmentchild link JOIN assessments_assessment record ON record.id = link.assessment_id
    WHERE link.child_id = child.id AND record.{OWN})"""


class Page(NamedTuple):
    asks: Callable[[Scope, dict[str, Any]], Any]
    goal: float
    of: str = "assessments_assessment"


class Question(NamedTuple):
    """``own``: a person's own filter, written out. The wall adds its own to what selectors say already; ``behind``
    is asked instead there. ``of``: the table of which the agency asked about has the most."""

    sql: str
    own: str
    goal: float
    behind: str = ""
    of: str = "assessments_assessment"


SENT = "assessments_contact"
# 1.1 where the rows are the agency's own, 2 where they are reached by links or agreement, 1.3 for the search.
PAGES = {
    "list of 50 S&Ns": Page(lambda scope, _: list(assessments.found(scope, Filters())[:50]), 2),
    "count of S&Ns": Page(lambda scope, _: assessments.found(scope, Filters()).count(), 2),
    "one S&N": Page(lambda scope, values: assessments.detail(scope).get(pk=values["record"]), 2),
    "list of 50 contacts sent": Page(lambda scope, _: list(contacts.sent(scope)[:50]), 1.1, of=SENT),
    "count of contacts sent": Page(lambda scope, _: contacts.sent(scope).count(), 1.1, of=SENT),
    "list of 50 children": Page(lambda scope, _: list(children.circle(scope)[:50]), 2),
    "count of children": Page(lambda scope, _: children.circle(scope).count(), 2),
    "a child": Page(lambda scope, values: children.visible(scope).get(pk=values["child"]), 2),
    "a child's record": Page(lambda scope, values: children.record(scope, Child(pk=values["child"])), 2),
    "S&Ns by a child's name": Page(
        lambda scope, values: list(assessments.found(scope, Filters(text=values["name"]))[:50]), 1.3
    ),
}
QUESTIONS = {
    "list of 50 S&Ns": Question(
        "SELECT id FROM assessments_assessment WHERE {} ORDER BY completed_on DESC LIMIT 50", OWN, 2
    ),
    "count of S&Ns": Question("SELECT count(*) FROM assessments_assessment WHERE {}", OWN, 2),
    "one S&N": Question("SELECT * FROM assessments_assessment WHERE id = %(record)s AND {}", OWN, 2),
    "list of 50 contacts sent": Question(
        "SELECT id FROM assessments_contact WHERE {} ORDER BY received_on DESC, id LIMIT 50",
        f"source_{OWN}",
        1.1,
        of=SENT,
    ),
    "count of contacts sent": Question(
        "SELECT count(*) FROM assessments_contact WHERE {}", f"source_{OWN}", 1.1, of=SENT
    ),
    "meetings of an S&N": Question(
        "SELECT meeting.* FROM assessments_meeting meeting WHERE assessment_id = %(record)s AND {}",
        f"EXISTS (SELECT FROM assessments_assessment record WHERE record.id = assessment_id AND record.{OWN})",
        2,
    ),
    "a child": Question("SELECT * FROM assessments_child child WHERE id = %(child)s AND {}", OWN_CHILD, 2),
    "a child, by the wall alone": Question(
        "SELECT * FROM assessments_child child WHERE id = %(child)s AND {}",
        OWN_CHILD,
        2,
        behind="SELECT * FROM assessments_child WHERE id = %(child)s",
    ),
    "50 children": Question("SELECT * FROM assessments_child child WHERE id = ANY(%(children)s) AND {}", OWN_CHILD, 2),
    "50 children, by the wall alone": Question(
        "SELECT * FROM assessments_child child WHERE id = ANY(%(children)s) AND {}",
        OWN_CHILD,
        2,
        behind="SELECT * FROM assessments_child WHERE id = ANY(%(children)s)",
    ),
    "S&Ns by a child's name": Question(
        f"""SELECT id FROM assessments_assessment WHERE {{}} AND id IN (
            SELECT assessment_id FROM assessments_assessmentchild link JOIN assessments_child child
            ON child.id = link.child_id WHERE {names.NAMES} LIKE %(pattern)s) LIMIT 50""",
        OWN,
        1.3,
        behind="""SELECT id FROM assessments_assessment WHERE {} AND id IN (
            SELECT ehtrack_assessments_named(ARRAY[%(pattern)s])) LIMIT 50""",
    ),
}


def lines() -> list[Line]:
    with copies(1) as (copy,), copy.current():
        call_command("seed_demo", agencies=AGENCIES, stderr=StringIO())
        copy.as_owner("VACUUM (ANALYZE)")
        pages = [_page(what, page) for what, page in PAGES.items()]
        return pages + [_line(what, question, _busiest_lead(question.of)) for what, question in QUESTIONS.items()]


def _page(what: str, page: Page) -> Line:
    lead = _busiest_lead(page.of)
    scope = Scope(user_id=lead.user_id, agency_id=lead.agency_id, roles=frozenset({Role.LEAD}))
    ask = partial(page.asks, scope, _values(lead.agency_id))
    walled, plain = in_turns(
        ROUNDS, partial(_repeated, partial(_as_person, lead), ask), partial(_repeated, transaction.atomic, ask)
    )
    return Line(f"{what}, as the page asks: behind the wall against the filter", walled, plain, "ms", at_most=page.goal)


def _line(what: str, question: Question, lead: Membership) -> Line:
    values = _values(lead.agency_id)
    walled, plain = in_turns(
        ROUNDS,
        partial(
            _milliseconds, partial(_as_person, lead), (question.behind or question.sql).format(question.own), values
        ),
        partial(_milliseconds, transaction.atomic, question.sql.format(question.own), values),
    )
    return Line(
        f"{what}, the statement: behind the wall against the filter alone", walled, plain, "ms", at_most=question.goal
    )


@contextmanager
def _as_person(lead: Membership) -> Iterator[None]:
    with behind_the_wall():
        set_person(lead.user_id, lead.agency_id)
        yield


def _milliseconds(within: Callable[[], Any], statement: str, values: dict[str, UUID]) -> float:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return _repeated(within, ask)


def _repeated(within: Callable[[], Any], ask: Callable[[], Any]) -> float:
    with within():
        ask()
        return 1000 * seconds(lambda: [ask() for _ in range(ASKED)]) / ASKED


def _busiest_lead(table: str) -> Membership:
    column = "source_agency_id" if table == SENT else "agency_id"
    lead = _one(
        f"""SELECT membership.id FROM agencies_membership membership
            JOIN {table} record ON record.{column} = membership.agency_id
            WHERE membership.role = %s AND membership.ended_at IS NULL GROUP BY 1 ORDER BY count(*) DESC LIMIT 1""",
        Role.LEAD,
    )
    return Membership.objects.get(pk=lead[0])


def _values(agency: UUID) -> dict[str, Any]:
    """A record of the agency with meetings, its child, 50 children, and a part of a name."""
    found = _one(
        """SELECT record.id, child.id, upper(child.surname) FROM assessments_assessment record
           JOIN assessments_meeting meeting ON meeting.assessment_id = record.id
           JOIN assessments_assessmentchild link ON link.assessment_id = record.id
           JOIN assessments_child child ON child.id = link.child_id
           WHERE record.agency_id = %s AND child.merged_into_id IS NULL LIMIT 1""",
        agency,
    )
    record, child, surname = found or (None, None, "")
    fifty = _one(
        """SELECT array_agg(child_id) FROM (
               SELECT DISTINCT child_id FROM assessments_assessmentchild link
               JOIN assessments_assessment record ON record.id = link.assessment_id
               WHERE record.agency_id = %s LIMIT 50) fifty""",
        agency,
    )[0]
    return {
        "agency": agency,
        "record": record,
        "child": child,
        "children": fifty,
        "pattern": f"%{surname}%",
        "name": surname,
    }


def _one(sql: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()
