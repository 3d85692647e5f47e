"""Many requests over few connections: none sees another's person (the drill of promise 10)."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from agencies.models import Role
from ehtrack.drills import people
from ehtrack.drills.report import Report

PLACES, THREADS, CONNECTIONS = 8, 200, 2
WHOSE = "SELECT current_setting('ehtrack.person', true), current_setting('ehtrack.agency', true), current_user"


@dataclass(frozen=True)
class Place:
    """A person, the browser they are signed in with, and what only their agency's lists may name."""

    cookie: str
    mark: str


def run(report: Report, *, threads: int = THREADS) -> None:
    report.does(f"Makes {PLACES} agencies, each with one person and S&Ns of its own")
    places = [_place() for _ in range(PLACES)]
    report.does(f"Has {threads} threads ask for the list of S&Ns at once, over {CONNECTIONS} connections")
    with _few_connections() as shared:
        seen = _ask_at_once(places, threads, shared)
        answered = sum(text is not None for _, text in seen)
        report.must(answered == threads, f"{answered} lists were answered")
        own = [place.mark in text for place, text in seen if text]
        others = [mark for place, text in seen if text for mark in _marks(places, place) if mark in text]
        report.must(all(own), "each list names the person's own agency's S&Ns")
        report.must(not others, "no list names an S&N of another agency")
        left = {_what_is_left(one) for one in _all(shared)}
        report.must(left == {("", "", settings.SYSTEM_ROLE)}, "no connection remembers a person or stays in their role")


def _place() -> Place:
    with transaction.atomic():
        at = people.agency("An agency")
        someone = people.person(at, Role.LEAD)
    people.write_assessments(at, number=2, mark=at.code)
    client = people.browser(someone)
    return Place(client.cookies[settings.SESSION_COOKIE_NAME].value, at.code)


def _marks(places: list[Place], but: Place) -> list[str]:
    return [place.mark for place in places if place != but]


Shared = SimpleQueue[BaseDatabaseWrapper]


@contextmanager
def _few_connections() -> Iterator[Shared]:
    """Lent by one thread after the other, as they are: nothing tidies them between two requests."""
    shared: Shared = SimpleQueue()
    made = [connections.create_connection("default") for _ in range(CONNECTIONS)]
    for one in made:
        one.inc_thread_sharing()
        shared.put(one)
    try:
        yield shared
    finally:
        for one in made:
            one.close()
            one.dec_thread_sharing()


def _ask_at_once(places: list[Place], threads: int, shared: Shared) -> list[tuple[Place, str | None]]:
    seen: list[tuple[Place, str | None]] = []
    ready = threading.Barrier(threads)

    def ask(place: Place) -> None:
        client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        client.cookies[settings.SESSION_COOKIE_NAME] = place.cookie
        ready.wait()
        lent = shared.get()
        connections["default"] = lent
        try:
            answer = client.get(reverse("assessment_list"))
            seen.append((place, answer.content.decode() if answer.status_code == 200 else None))
        finally:
            del connections["default"]
            shared.put(lent)
            connections.close_all()

    asking = [threading.Thread(target=ask, args=(places[n % len(places)],)) for n in range(threads)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    return seen


def _all(shared: Shared) -> list[BaseDatabaseWrapper]:
    return [shared.get() for _ in range(CONNECTIONS)]


def _what_is_left(one: BaseDatabaseWrapper) -> tuple[str, str, str]:
    with one.cursor() as cursor:
        cursor.execute(WHOSE)
        person, agency, role = cursor.fetchone()
    return person or "", agency or "", role
