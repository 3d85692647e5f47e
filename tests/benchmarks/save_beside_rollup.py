"""Saving one record as the application does, beside the same table that feeds no rollup."""

from collections.abc import Callable
from functools import partial

from django.db import transaction

from agencies.models import Agency
from tests import factories
from tests.benchmarks.databases import Database, copies, in_turns, seconds, without_rollup
from tests.benchmarks.results import Line

BATCH, ROUNDS, WARM_UP = 10, 201, 10
GOAL = 0.85

Make = Callable[[Agency], object]


def lines() -> list[Line]:
    with copies(2) as (marked, plain):
        without_rollup(plain)
        return [
            _compared("S&N", factories.assessment, marked, plain),
            _compared("MASH contact", factories.contact, marked, plain),
        ]


def _compared(what: str, make: Make, marked: Database, plain: Database) -> Line:
    arms = [partial(_per_second, copy, make, _agency(copy)) for copy in (marked, plain)]
    in_turns(WARM_UP, *arms)
    with_rollup, without = in_turns(ROUNDS, *arms)
    return Line(f"saves of a {what}: with the rollup against without", with_rollup, without, "a second", at_least=GOAL)


def _agency(copy: Database) -> Agency:
    with copy.current():
        return factories.agency()


def _per_second(copy: Database, make: Make, agency: Agency) -> float:
    with copy.current():
        return BATCH / seconds(partial(_save, make, agency))


def _save(make: Make, agency: Agency) -> None:
    for _ in range(BATCH):
        with transaction.atomic():
            make(agency)
