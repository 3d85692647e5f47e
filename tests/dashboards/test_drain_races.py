"""Writers, readers and drainers beside each other: no bucket is left wrong."""

import random
import threading
import time
from datetime import date

import psycopg
import pytest
from django.db import connections

from assessments.models import Assessment
from dashboards import rollup
from dashboards.models import DirtyMonth, MonthCount
from dashboards.rollup.draining import DRAINER_LOCK, _drain_batch
from ehtrack.lib.calendar import Month
from tests import factories
from tests.dashboards.beside import beside
from tests.dashboards.conftest import connect

pytestmark = pytest.mark.usefixtures("clone")
SECONDS = 2.0
WAITING = """
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def test_figures_are_true_while_writers_and_drainers_run() -> None:
    agencies = [factories.agency() for _ in range(2)]
    chance, wrong = random.Random(), []

    def write() -> None:
        _one_write(chance, agencies)

    def read() -> None:
        with connect() as other:
            wrong.extend(_disagreeing(other))

    with beside(write, write, write, rollup.drain, rollup.drain, read):
        time.sleep(SECONDS)

    assert wrong == []
    rollup.drain()
    assert not DirtyMonth.objects.exists()
    assert rollup.check() == []


def test_a_drainer_waits_for_the_one_before_it_and_takes_nothing_until_then(second_connection) -> None:
    """Else two that take the same months in another order stop each other."""
    factories.assessment(factories.agency())
    second_connection.execute("SELECT pg_advisory_xact_lock(%s)", [DRAINER_LOCK])
    later = threading.Thread(target=_drain_and_close)
    later.start()

    _until_somebody_waits_for_the_lock(second_connection)
    second_connection.execute("SET LOCAL lock_timeout = '2s'")
    free = second_connection.execute("DELETE FROM dashboards_dirtymonth").rowcount

    second_connection.rollback()
    later.join()
    assert free == 1
    assert not DirtyMonth.objects.exists()


def test_what_is_written_while_a_drainer_waits_is_counted_by_it(second_connection) -> None:
    agency = factories.agency()
    factories.assessment(agency)
    second_connection.execute("SELECT pg_advisory_xact_lock(%s)", [DRAINER_LOCK])
    later = threading.Thread(target=_drain_and_close)
    later.start()
    _until_somebody_waits_for_the_lock(second_connection)

    factories.assessment(agency)
    second_connection.rollback()
    later.join()

    assert MonthCount.objects.get().assessments == 2
    assert rollup.check() == []


def _one_write(chance: random.Random, agencies: list) -> None:
    agency, day = chance.choice(agencies), date(2022, chance.randint(10, 12), chance.randint(1, 28))
    if chance.random() < 0.6:
        factories.assessment(agency, completed_on=day)
    else:
        moved = Assessment.objects.order_by("?").values("pk")[:1]
        Assessment.objects.filter(pk__in=moved).update(agency=agency, completed_on=day)


def _disagreeing(other: psycopg.Connection) -> list[tuple]:
    """Clean buckets whose rollup is not what the facts of the same snapshot give."""
    return other.execute(
        """
        SELECT kept.month, kept.assessments, counted.n
        FROM dashboards_monthcount kept
        CROSS JOIN LATERAL (
            SELECT count(*) AS n FROM assessments_assessment fact WHERE fact.agency_id = kept.agency_id
              AND fact.status IN ('completed', 'closed')
              AND fact.completed_on >= kept.month AND fact.completed_on < kept.month + interval '1 month') counted
        WHERE counted.n <> kept.assessments AND NOT EXISTS (
            SELECT 1 FROM dashboards_dirtymonth dirty
            WHERE dirty.agency_id = kept.agency_id AND dirty.month = kept.month)
        """
    ).fetchall()


def _drain_and_close() -> None:
    rollup.drain()
    connections.close_all()


def _until_somebody_waits_for_the_lock(other: psycopg.Connection) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        if other.execute(WAITING).fetchone() is not None:
            return
        time.sleep(0.01)
    pytest.fail("no drainer waits for the one before it")


@pytest.mark.parametrize("dirty_at_first", [True, False])
@pytest.mark.parametrize("drained", [1, 2], ids=["one of its two months drained", "both drained"])
def test_a_record_that_moves_while_figures_are_read_is_counted_once(dirty_at_first: bool, drained: int) -> None:
    """Rollup and queue are read in one statement: between two, a record that moves is counted twice or never."""
    here, there = factories.agency(), factories.agency()
    record = factories.assessment(here, completed_on=date(2022, 10, 3))
    if not dirty_at_first:
        rollup.drain()

    def move_after_each_statement(execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        moved = Assessment.objects.get(pk=record.pk)
        Assessment.objects.filter(pk=record.pk).update(agency=there if moved.agency == here else here)
        _drain_batch(drained)
        return found

    with connections["reporting"].execute_wrapper(move_after_each_statement):
        found = rollup.sums(date(2022, 10, 1), date(2022, 10, 31), by=("agency", "month"))

    assert [(row.month, row.counts.assessments) for row in found] == [(Month(2022, 10), 1)]
