"""The Trust Board's figures page in a county of 300 agencies, beside a page that does nothing but know who asks."""

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
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client

from agencies.models import User
from ehtrack import local, probe
from tests.benchmarks.databases import ALIASES, Database, copies, in_turns, seconds
from tests.benchmarks.results import Line
from tests.servers import free_port

AGENCIES = 300
FIGURES, BARE = "/figures/", "/bare/"
ROUNDS, READERS, PAGES, BARE_PAGES, MEASURED = 5, 4, 5, 50, 9
READY_SECONDS = 60
GOAL = 0.1  # what a later change asks for
HOST = "127.0.0.1"


def lines() -> list[Line]:
    with copies(1) as (copy,):
        with copy.current():
            call_command("seed_demo", agencies=AGENCIES, stderr=StringIO())
            board = Client(SERVER_NAME=HOST)
            board.force_login(User.objects.get(email="board@example.org"))
            in_sql, whole, statements = _share_of_sql(board)
        with _site(copy) as port:
            cookie = f"{settings.SESSION_COOKIE_NAME}={board.cookies[settings.SESSION_COOKIE_NAME].value}"
            ask = partial(_per_second, port, cookie)
            figures, bare = in_turns(ROUNDS, lambda: ask(FIGURES, PAGES), lambda: ask(BARE, BARE_PAGES))
    return [
        Line(f"{FIGURES} of {AGENCIES} agencies against a bare page", figures, bare, "pages a second", at_least=GOAL),
        Line(f"{FIGURES}: its {statements} statements against the whole page", in_sql, whole, "ms"),
    ]


def _share_of_sql(board: Client) -> tuple[float, float, int]:
    """Milliseconds in SQL and in all, and the number of statements, of a page asked for within this process."""
    spent: list[float] = []

    def timed(execute: Callable[..., Any], *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent.append(time.perf_counter() - started)

    found = []
    with ExitStack() as stack:
        for alias in ALIASES:
            stack.enter_context(connections[alias].execute_wrapper(timed))
        for _ in range(MEASURED):
            spent.clear()
            whole = seconds(lambda: _must_answer(board.get(FIGURES).status_code))
            found.append((1000 * sum(spent), 1000 * whole))
    in_sql, whole = (median(column) for column in zip(*found, strict=True))
    return in_sql, whole, len(spent)


def _must_answer(status: int) -> None:
    if status != 200:
        raise AssertionError(f"The page answered {status}: what was measured is not the page.")


def _per_second(port: int, cookie: str, path: str, each: int) -> float:
    with ThreadPoolExecutor(READERS) as pool:
        read = partial(_read, port, cookie, path)
        return READERS * each / seconds(lambda: list(pool.map(read, [each] * READERS)))


def _read(port: int, cookie: str, path: str, times: int) -> None:
    connection = http.client.HTTPConnection(HOST, port)
    for _ in range(times):
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        _must_answer(answer.status)
    connection.close()


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
