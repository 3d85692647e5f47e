"""Eight writers in one agency and month, each holding its transaction open for 20 ms: does anybody wait?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from typing import Any

import psycopg

from tests import factories
from tests.benchmarks.databases import Database, copies, in_turns, seconds, without_rollup
from tests.benchmarks.results import Line

WRITERS, EACH, ROUNDS = 8, 25, 9
HELD = "SELECT pg_sleep(0.02)"
GOAL = 0.9

INSERT = """
    INSERT INTO assessments_contact (source_agency_id, source, reference, received_at, priority, outcome, source_code,
        referrer_name, referrer_role, concern, no_agreement_reason, decision_reason, feedback)
    VALUES (%s, 'bench', %s, '2022-10-03 09:30+01', '', '', '', '', '', '', '', '', '')
"""
COUNTER = "CREATE TABLE shared_counter (agency_id uuid, month date, number integer, PRIMARY KEY (agency_id, month))"
UPSERT = """
    INSERT INTO shared_counter VALUES (%s, '2022-10-01', 1)
    ON CONFLICT (agency_id, month) DO UPDATE SET number = shared_counter.number + 1
"""

_references = count(1)
Write = Callable[[psycopg.Connection, Any], object]


def lines() -> list[Line]:
    with copies(3) as (marked, plain, counting):
        without_rollup(plain)
        without_rollup(counting)
        counting.as_owner(COUNTER)
        with_rollup, without = in_turns(ROUNDS, _arm(marked, _insert), _arm(plain, _insert))
        (with_counter,) = in_turns(1, _arm(counting, _insert_and_count))
    what = f"{WRITERS} writers in one agency and month, 20 ms each"
    return [
        Line(f"{what}: with the rollup against without", with_rollup, without, "a second", at_least=GOAL),
        Line(f"{what}: updating a shared counter, for reference", with_counter, without, "a second"),
    ]


def _arm(copy: Database, write: Write) -> Callable[[], float]:
    with copy.current():
        agency = factories.agency().pk
    return partial(_per_second, copy, agency, write)


def _per_second(copy: Database, agency: Any, write: Write) -> float:
    connections = [psycopg.connect(**copy.address()) for _ in range(WRITERS)]
    try:
        with ThreadPoolExecutor(WRITERS) as pool:
            job = partial(_transactions, agency=agency, write=write)
            return WRITERS * EACH / seconds(lambda: list(pool.map(job, connections)))
    finally:
        for connection in connections:
            connection.close()


def _transactions(connection: psycopg.Connection, *, agency: Any, write: Write) -> None:
    for _ in range(EACH):
        with connection.transaction():
            write(connection, agency)
            connection.execute(HELD)


def _insert(connection: psycopg.Connection, agency: Any) -> None:
    connection.execute(INSERT, [agency, str(next(_references))])


def _insert_and_count(connection: psycopg.Connection, agency: Any) -> None:
    _insert(connection, agency)
    connection.execute(UPSERT, [agency])
