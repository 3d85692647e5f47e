"""A year's figures of every agency: the same work at 10,000 and at 1,000,000 facts."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connections

from dashboards import rollup
from dashboards.counts import NAMES, PRIORITIES, Counts
from tests.benchmarks import facts
from tests.benchmarks.databases import Database, copies, in_turns, seconds
from tests.benchmarks.results import Line

FEW, MANY = 10_000, 1_000_000
YEAR = (date(2022, 4, 1), date(2023, 3, 31))
READS, SCANS = 301, 5
GOAL = 1.2

ON_TIME = """
    count(due_at) FILTER (WHERE priority = '{0}' AND decided_at IS NOT NULL) AS {0}_decided,
    count(*) FILTER (WHERE priority = '{0}' AND on_time) AS {0}_on_time
"""

SCAN = f"""
    SELECT agency_id, {", ".join(f"coalesce({name}, 0)" for name in NAMES)}
    FROM (
        SELECT agency_id, count(*) AS assessments, count(pilot_id) AS pilot_assessments, count(shared_on) AS shared,
               count(shared_on) FILTER (WHERE pilot_id IS NOT NULL) AS pilot_shared
        FROM assessments_fact_assessment WHERE completed_on BETWEEN %(first)s AND %(last)s GROUP BY agency_id
    ) sn FULL JOIN (
        SELECT agency_id, count(*) AS contacts, count(decided_at) AS decided,
               count(*) FILTER (WHERE outcome = 'no-further-action') AS no_further_action,
               {", ".join(ON_TIME.format(priority) for priority in PRIORITIES)}
        FROM assessments_fact_contact WHERE received_on BETWEEN %(first)s AND %(last)s GROUP BY agency_id
    ) mash USING (agency_id)
"""


def by_rollup() -> dict[UUID, Counts]:
    return {sums.agency: sums.counts for sums in rollup.sums(*YEAR, by=("agency",))}


def by_scan() -> dict[UUID, Counts]:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(SCAN, {"first": YEAR[0], "last": YEAR[1]})
        return {row[0]: Counts(*row[1:]) for row in cursor.fetchall()}


Read = Callable[[], dict[UUID, Counts]]


def lines() -> list[Line]:
    with copies(2) as (few, many):
        facts.fill(few, FEW)
        facts.fill(many, MANY)
        for copy in (few, many):
            _must_agree(copy)
        return [
            *_compared("rollup, year by agency", by_rollup, few, many, READS, GOAL),
            *_compared("scan of facts, for reference", by_scan, few, many, SCANS, None),
        ]


def _must_agree(copy: Database) -> None:
    with copy.current():
        if by_rollup() != by_scan():
            raise AssertionError("Rollup and facts differ: what was measured is not the same figure.")


def _compared(what: str, read: Read, few: Database, many: Database, reads: int, goal: float | None) -> list[Line]:
    of_few, of_many = in_turns(reads, partial(_milliseconds, few, read), partial(_milliseconds, many, read))
    title = f"{what}: {MANY:,} facts against {FEW:,}"
    return [
        Line(f"{title}, time", of_many, of_few, "ms", at_most=goal),
        Line(f"{title}, buffers", _buffers(many, read), _buffers(few, read), "buffers", at_most=goal),
    ]


def _milliseconds(copy: Database, read: Read) -> float:
    with copy.current():
        return 1000 * seconds(read)


def _buffers(copy: Database, read: Read) -> int:
    """Shared buffers of the very statement that the read sends."""
    sent: list[tuple[str, Any]] = []

    def note(execute: Any, statement: str, params: Any, *rest: Any) -> Any:
        sent.append((statement, params))
        return execute(statement, params, *rest)

    with copy.current(), connections["reporting"].execute_wrapper(note):
        read()
    ((statement, params),) = sent
    with copy.connections["reporting"].cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", params)
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
