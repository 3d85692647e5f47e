from collections.abc import Iterator
from datetime import UTC, date, datetime

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test import Client

from dashboards.models import QuarterlyReturn, ReturnArrangement, Target
from dashboards.services import returns
from tests import factories
from tests.cast import Cast
from tests.dashboards import publishing
from tests.dashboards.returning import NOW, Q3


def connect() -> psycopg.Connection:
    """Another connection to the test's own database, as the system."""
    found = connection.settings_dict
    return psycopg.connect(
        host=found["HOST"],
        dbname=found["NAME"],
        user=found["USER"],
        port=found["PORT"] or None,
    )


@pytest.fixture
def second_connection(clone: str) -> Iterator[psycopg.Connection]:
    with connect() as other:
        yield other


@pytest.fixture
def year(cast: Cast) -> Cast:
    """The papers' County Council in small: 9 S&Ns, 5 contacts; a school with 2 and 3."""
    for day in range(1, 10):
        factories.assessment(cast.council, completed_on=date(2022, 10, day), shared_on=None)
    for day in range(1, 6):
        factories.contact(cast.council, received_at=datetime(2022, 10, day, 12, tzinfo=UTC))
    for day in (3, 4):
        factories.assessment(cast.school, completed_on=date(2022, 12, day), children=[factories.child()])
    for day in (1, 2, 3):
        decided = {"decided_at": datetime(2022, 12, 5, tzinfo=UTC), "outcome": "no-further-action"}
        factories.contact(cast.school, received_at=datetime(2022, 12, day, 12, tzinfo=UTC), **decided)
    Target.objects.create(year="2022-23", target=22, agreed_on=date(2022, 4, 1))
    Target.objects.create(year="2022-23", target=4, agreed_on=date(2022, 4, 1), agency=cast.school)
    return cast


@pytest.fixture
def asked(year: Cast) -> Iterator[QuarterlyReturn]:
    """On 10 January 2023: the school's return of October to December 2022, opened."""
    with time_machine.travel(NOW, tick=False):
        ReturnArrangement.objects.create(agency=year.school, starts_on=Q3.start)
        returns.open_due(now=NOW)
        yield QuarterlyReturn.objects.get()


@pytest.fixture
def board(year: Cast) -> Iterator[Client]:
    """The Trust Board admin, who publishes in February 2023."""
    with time_machine.travel(publishing.NOW, tick=False):
        yield year.client("esme")
