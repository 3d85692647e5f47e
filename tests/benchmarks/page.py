"""The dashboards in a county of 300 agencies: SQL in each, and the first beside a page that only knows who asks."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from io import StringIO
from statistics import mean, median
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client

from agencies.models import User
from ehtrack import local, probe
from tests.benchmarks.databases import Database, copies, in_turns, seconds
from tests.benchmarks.results import Line
from tests.servers import free_port

AGENCIES = 300
FIGURES, BARE = "/figures/", "/bare/"
TOPICS = ("", "?topic=contacts", "?topic=tafs", "?topic=workforce")
ROUNDS, READERS, PAGES, BARE_PAGES, MEASURED = 5, 4, 5, 50, 9
READY_SECONDS = 60
PACE, SQL_SHARE = 0.1, 0.25  # of a bare page's pages a second; of the page's own time
HOST = "127.0.0.1"
CHANGE = "UPDATE agencies_locality SET position = position + 1"  # one that every figure could have been counted from

Before = Callable[[], object]


def lines() -> list[Line]:
    """Twice: of records that nobody changed since they were counted, and with a change before every page."""
    with copies(1) as (copy,):
        with copy.current():
            call_command("seed_demo", agencies=AGENCIES, stderr=StringIO())
            copy.as_owner("VACUUM ANALYZE")
            board = Client(SERVER_NAME=HOST)
            board.force_login(User.objects.get(email="board@example.org"))
            shares = [
                _share_of_sql(board, f"{FIGURES}{topic}", how, before)
                for how, before in (("remembered", _nothing), ("counted anew", partial(copy.as_owner, CHANGE)))
                for topic in TOPICS
            ]
        with _site(copy) as port, psycopg.connect(**copy.address(), autocommit=True) as changing:
            cookie = f"{settings.SESSION_COOKIE_NAME}={board.cookies[settings.SESSION_COOKIE_NAME].value}"
            ask = partial(_per_second, port, cookie)
            kept, anew, bare = in_turns(
                ROUNDS,
                lambda: ask(FIGURES, PAGES, _nothing),
                lambda: ask(FIGURES, PAGES, lambda: changing.execute(CHANGE)),
                lambda: ask(BARE, BARE_PAGES, _nothing),
            )
    what = f"{FIGURES} of {AGENCIES} agencies against a bare page"
    return [
        Line(f"{what}: remembered", kept, bare, "pages a second", at_least=PACE),
        Line(f"{what}: counted anew", anew, bare, "pages a second", at_least=PACE),
        *shares,
    ]


def _nothing() -> None:
    """Before a page of which nothing has changed."""


def _share_of_sql(board: Client, page: str, how: str, before: Before) -> Line:
    """The page's time in SQL against its whole time, asked for within this process."""
    spent: list[float] = []

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent.append(time.perf_counter() - started)

    def ask() -> None:
        _must_answer(board.get(page).status_code)

    found = []
    ask()
    with ExitStack() as stack:
        for alias in ("default", "reporting"):
            stack.enter_context(connections[alias].execute_wrapper(timed))
        for _ in range(MEASURED):
            before()
            spent.clear()
            whole = seconds(ask)
            found.append((1000 * sum(spent), 1000 * whole))
    in_sql, whole = (median(column) for column in zip(*found, strict=True))
    return Line(f"{page} {how}: its {len(spent)} statements against the page", in_sql, whole, "ms", at_most=SQL_SHARE)


def _must_answer(status: int) -> None:
    if status != 200:
        raise AssertionError(f"The page answered {status}: what was measured is not the page.")


def _per_second(port: int, cookie: str, path: str, each: int, before: Before) -> float:
    """Of readers at once; what is done before a page is not counted."""
    with ThreadPoolExecutor(READERS) as pool:
        spent = list(pool.map(lambda _: _read(port, cookie, path, each, before), range(READERS)))
    return READERS * each / mean(spent)


def _read(port: int, cookie: str, path: str, times: int, before: Before) -> float:
    """The seconds that a reader waited for its pages."""
    connection = http.client.HTTPConnection(HOST, port)
    waited = 0.0
    for _ in range(times):
        before()
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        waited += time.perf_counter() - started
        _must_answer(answer.status)
    connection.close()
    return waited


@contextmanager
def _site(copy: Database) -> Iterator[int]:
    """The web server as the demonstration runs it; its port."""
    port = free_port()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "ehtrack.wsgi:application", "--bind", f"{HOST}:{port}"),
            *("--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"),
        ],
        cwd=local.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.benchmarks.page_settings",
            "EHTRACK_LOCAL_DATABASE": copy.name,
        },
    )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not probe.is_well(f"http://{HOST}:{port}/healthz", HOST):
            if time.monotonic() > deadline or server.poll() is not None:
                raise AssertionError("The web server did not start: see the lines above.")
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(30)
