"""The drainer is woken through the broker; without one, records are saved and figures right all the same."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import redis
import time_machine
from django.conf import settings

from dashboards.models import DirtyMonth
from ehtrack.celery import app
from ehtrack.local import broker_url
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
QUEUE = "celery"


def a_target(cast: Cast, key: str) -> int:
    """Any form that is saved will do to wake the drainer."""
    posted = {
        "request_key": f"4b0e9b5e-7f0e-4bb4-9d4b-0a5d3f3b8a{key}",
        "year": "2022-23",
        "target": "11",
        "agreed_on": f"2022-09-{key}",
        "kind": "assessments",
        "basis": "completed",
    }
    return cast.client("esme").post("/targets/new/", posted).status_code


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, worker_id: str) -> Iterator[Callable[[], int]]:
    """How many messages wait, in a part of the broker that tests beside this one do not write to."""
    number = 1 + int(worker_id.removeprefix("gw").replace("master", "0"))
    monkeypatch.setitem(app.conf, "broker_write_url", f"{broker_url()}?virtual_host={number}")
    broker = redis.Redis(unix_socket_path=broker_url().removeprefix("redis+socket://"), db=number)
    broker.delete(QUEUE)
    yield lambda: int(broker.llen(QUEUE))
    broker.delete(QUEUE)


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket on which nobody listens."""
    monkeypatch.setitem(app.conf, "broker_write_url", "redis+socket:///tmp/ehtrack-nobody-listens.sock")


@time_machine.travel(NOW, tick=True)
def test_a_request_that_saved_wakes_the_drainer(cast: Cast, queue: Callable[[], int]) -> None:
    factories.assessment(cast.school, completed_on=date(2022, 12, 3))

    assert a_target(cast, "10") == 302

    assert queue() == 1


@time_machine.travel(NOW, tick=True)
def test_without_a_broker_the_record_is_saved_and_counted(cast: Cast, no_broker: None) -> None:
    factories.assessment(cast.school, completed_on=date(2022, 12, 3))

    began = time.monotonic()
    assert a_target(cast, "11") == 302
    assert a_target(cast, "12") == 302
    waited = time.monotonic() - began

    assert DirtyMonth.objects.exists()
    assert "S&amp;Ns of the period: 1" in cast.client("esme").get("/figures/explain/assessments/").content.decode()
    assert waited < settings.CELERY_BROKER_TRANSPORT_OPTIONS["socket_connect_timeout"] * 5


def test_reading_wakes_nobody(cast: Cast, queue: Callable[[], int]) -> None:
    factories.assessment(cast.school)

    cast.client("esme").get("/targets/")

    assert queue() == 0
