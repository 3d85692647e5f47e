"""Writers, readers and drainers beside each other: no bucket is left wrong."""

import random
import threading
import time
from collections.abc import Callable
from datetime import date

import psycopg
import pytest
from django.db import connections

from assessments.models import Assessment
from dashboards import rollup
from dashboards.models import DirtyMonth
from tests import factories
from tests.dashboards.conftest import connect

pytestmark = pytest.mark.usefixtures("clone")
SECONDS = 2.0


def test_figures_are_true_while_writers_and_drainers_run() -> None:
    agencies = [factories.agency() for _ in range(2)]
    ends = time.monotonic() + SECONDS
    wrong: list[tuple] = []

    def write() -> None:
        chance = random.Random()
        while time.monotonic() < ends:
            _one_write(chance, agencies)

    def drain() -> None:
        while time.monotonic() < ends:
            rollup.drain()

    def read() -> None:
        with connect() as other:
            while time.monotonic() < ends:
                wrong.extend(_disagreeing(other))
                other.rollback()

    _together([write, write, write, drain, drain, read])

    assert wrong == []
    rollup.drain()
    assert not DirtyMonth.objects.exists()
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


def _together(work: list[Callable[[], None]]) -> None:
    failures: list[BaseException] = []

    def guarded(function: Callable[[], None]) -> None:
        try:
            function()
        except BaseException as error:  # a thread's error must reach the test
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guarded, args=(function,)) for function in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
