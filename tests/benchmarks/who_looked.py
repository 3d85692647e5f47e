"""Who has looked at this child, among a million rows: the first page, for children seldom and often seen."""

from functools import partial
from uuid import UUID, uuid4

from django.db import connection

from agencies.models import Role
from agencies.scope import Scope
from agencies.selectors import audit
from agencies.unit_of_work import behind_the_wall, set_person
from tests import factories
from tests.benchmarks.databases import Database, copies, in_turns, seconds
from tests.benchmarks.results import Line

ROWS, CHILDREN = 1_000_000, 50_000
AT_MOST = 1.0  # seconds
ROUNDS = 5

# Reads of one child each, lists of twenty, and one child that is in every hundredth row.
FILL = """
INSERT INTO agencies_auditevent (at, action, subject_type, subject_ids, reason, detail)
SELECT now(), CASE WHEN n % 10 = 0 THEN 'child.listed' ELSE 'child.read' END, 'child',
    CASE WHEN n % 10 = 0
        THEN ARRAY(SELECT md5('child' || (n::bigint * 7919 + k * 104729) % {children})::uuid
            FROM generate_series(1, 20) k)
        ELSE ARRAY[md5('child' || n % {children})::uuid] END
    || CASE WHEN n % 100 = 0 THEN ARRAY['{often}'::uuid] ELSE '{{}}'::uuid[] END,
    '', '{{}}'
FROM generate_series(1, {rows}) n
"""


def lines() -> list[Line]:
    often = uuid4()
    with copies(1) as (copy,):
        _fill(copy, often)
        with copy.current():
            asking = _auditor()
            asked = {"seen 40 times": _child(77), "seen 10,000 times": often, "never seen": uuid4()}
            times = in_turns(ROUNDS, *(partial(_seconds, asking, child) for child in asked.values()))
    what = f"who looked at a child {{}}, among {ROWS:,} rows"
    return [Line(what.format(words), took, AT_MOST, "s", at_most=1) for words, took in zip(asked, times, strict=True)]


def _fill(copy: Database, often: UUID) -> None:
    with copy.current(), connection.cursor() as cursor:
        cursor.execute(FILL.format(children=CHILDREN, rows=ROWS, often=often))
    copy.as_owner("VACUUM (ANALYZE) agencies_auditevent")


def _auditor() -> Scope:
    """The database tells an auditor of every record; of whom a lead may ask is not what takes its time."""
    agency = factories.agency()
    person = factories.person(agency=agency, roles=[Role.AUDITOR])
    return Scope(person.pk, agency.pk, frozenset({Role.LEAD}))


def _seconds(asking: Scope, child: UUID) -> float:
    with behind_the_wall():
        set_person(asking.user_id, asking.agency_id)
        return seconds(partial(_first_page, asking, child))


def _child(number: int) -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5('child' || %s)::uuid", [number])
        found: UUID = cursor.fetchone()[0]
    return found


def _first_page(asking: Scope, child: UUID) -> None:
    audit.looks_at(asking, [child], most=51)
