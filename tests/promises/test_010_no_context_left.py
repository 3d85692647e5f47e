"""10. No request inherits another's person or role: 48 requests of four people, in turns over two connections."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import local as each_thread

import pytest
from django.db import connection, connections
from django.test import Client

from agencies.unit_of_work import behind_the_wall, set_person
from assessments.models import Assessment
from tests import factories

REQUESTS, CONNECTIONS = 48, 2
CONTEXT = """
    SELECT current_user, pg_backend_pid(),
        (SELECT array_agg(current_setting('ehtrack.' || name, true) ORDER BY name) FROM unnest(ARRAY['person', 'agency',
            'works_for', 'leads', 'lcss', 'mash', 'board', 'auditor']) AS one(name))
"""


def context() -> tuple[str, int, bool]:
    """The role, the connection, and whether it knows of anybody."""
    with connection.cursor() as cursor:
        cursor.execute(CONTEXT)
        role, pid, settings = cursor.fetchone()
    return role, pid, any(settings)


@pytest.fixture
def threads(clone):
    """As many threads as connections, each keeping its own as a server's threads do."""
    kept = each_thread()
    pool = ThreadPoolExecutor(CONNECTIONS, initializer=lambda: setattr(kept, "opened", connections["default"]))
    yield pool
    for _ in range(CONNECTIONS * 4):
        pool.submit(connections.close_all)
    pool.shutdown()


def test_every_request_is_of_its_own_person_and_leaves_nothing_behind(cast, threads):
    foreign = [factories.assessment(agency, children=[factories.child()]) for agency in (cast.health, cast.refuge)]
    own = factories.assessment(cast.school, team=cast.pastoral, children=[factories.child()])
    players = ("asha", "farid", "esme", "")
    cookies = {name: cast.client(name).cookies for name in players if name}
    system, _, known = context()
    assert not known

    def request(number: int) -> tuple[str, int, tuple[str, int, bool]]:
        name = players[number % len(players)]
        client = Client(raise_request_exception=False)
        client.cookies.update(cookies.get(name, {}))
        response = client.get(f"/assessments/{own.pk}/")
        return name, response.status_code, context()

    answers = list(threads.map(request, range(REQUESTS)))

    assert {(name, status) for name, status, _ in answers} == {
        ("asha", 200),
        ("farid", 404),
        ("esme", 404),
        ("", 302),
    }
    assert {(role, known) for _, _, (role, _, known) in answers} == {(system, False)}
    assert len({pid for _, _, (_, pid, _) in answers}) <= CONNECTIONS
    assert foreign


def test_what_fails_half_way_leaves_nothing_behind(cast, threads):
    def fail(number: int) -> tuple[str, int, bool]:
        with suppress(ZeroDivisionError), behind_the_wall():
            set_person(cast.ben.pk, cast.school.pk)
            assert not Assessment.objects.exists()
            raise ZeroDivisionError
        return context()

    factories.assessment(cast.health)
    system, _, _ = context()

    assert {(role, known) for role, _, known in threads.map(fail, range(8))} == {(system, False)}
