"""The database of tests: real PostgreSQL, never flushed. Tests sign in as the system, as workers and commands do; a
request within them turns into the application behind the wall.

The schema is built once as a template (again only when a migration changes); each worker gets a copy of it.

``@pytest.mark.django_db``
    The test runs in a transaction that is rolled back. The usual case.
    The owner and reporting roles have connections of their own: they do not see its rows.
``clone``
    The test gets a fresh copy of the template, and commits: for several connections or threads, what happens at commit,
    counts by the reporting role, commands run as processes. Its value is the database's name.
    Not together with ``django_db``, and not needed with it: it unlocks the database itself.
``site``
    The address of the whole program, run in threads on a clone. For browser tests.

Append-only tables refuse a flush, so there is none: a clone is dropped after its test.
"""

import hashlib
import itertools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from psycopg import sql

from ehtrack import local, roles
from ehtrack.lib import processes

_numbers = itertools.count(1)


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """No line per request."""


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's: a copy of the template, for this worker."""
    with local.services(), django_db_blocker.unblock():
        ensure_template()
        name = create_clone()
        use(name)
        yield
        drop(name)


@pytest.fixture
def clone(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own, in which it may commit; the name of it."""
    if request.node.get_closest_marker("django_db"):
        pytest.fail(
            "A test uses either clone or django_db: the transaction of one is not in the database of the other."
        )
    before = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        name = create_clone()
        use(name)
        try:
            yield name
        finally:
            use(before)
            drop(name)


@pytest.fixture
def site(clone: str) -> Iterator[str]:
    """The address of the program, on a database of the test's own."""
    with serving() as address:
        yield address


@contextmanager
def serving() -> Iterator[str]:
    """The program in threads of this process, on the database in use."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def use(name: str) -> None:
    """Point every alias, and processes started from here, at this database."""
    connections.close_all()
    for entry in settings.DATABASES.values():
        entry["NAME"] = name
    os.environ["EHTRACK_LOCAL_DATABASE"] = name


def pytest_configure() -> None:
    """Once for all workers: a migration may be edited while they start."""
    os.environ.setdefault("EHTRACK_TESTS_TEMPLATE", _template_name())


def _template_name() -> str:
    """Names the schema by what it is made from: our migrations and roles, and the locked packages that have tables."""
    migrations = sorted(local.BASE_DIR.glob("*/migrations/*.py"))
    digest = hashlib.sha256()
    for path in [*migrations, Path(roles.__file__), local.BASE_DIR / "requirements.lock"]:
        digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:12]}"


def ensure_template() -> None:
    """Build the template unless it is there; other workers wait."""
    name = os.environ["EHTRACK_TESTS_TEMPLATE"]
    with processes.locked(local.directory() / "template.lock"), _admin() as server:
        names = {row[0] for row in server.execute("select datname from pg_database").fetchall()}
        if name not in names:
            _build_template(name)
        for other in names - {name}:
            if other.startswith(("template_", "building_")) or _is_left_over(other):
                drop(other)


def _build_template(name: str) -> None:
    building = name.replace("template_", "building_")
    drop(building)
    roles.create(admin=local.admin(), roles=roles.Roles.of(settings.DATABASES), database=building)
    use(building)
    call_command("migrate", verbosity=0)
    connections.close_all()
    with _admin() as server:
        server.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(building), sql.Identifier(name)))
        server.execute(sql.SQL("alter database {} allow_connections false").format(sql.Identifier(name)))


def create_clone() -> str:
    name = f"clone_{os.getpid()}_{next(_numbers)}"
    with _admin() as server:
        server.execute(
            sql.SQL("create database {} template {} owner {}").format(
                *map(sql.Identifier, (name, os.environ["EHTRACK_TESTS_TEMPLATE"], local.USERS["owner"]))
            )
        )
    return name


def drop(name: str) -> None:
    connections.close_all()
    with _admin() as server:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _is_left_over(name: str) -> bool:
    """A clone whose test run was killed."""
    kind, _, rest = name.partition("_")
    return kind == "clone" and not Path("/proc", rest.partition("_")[0]).exists()


def _admin() -> psycopg.Connection:
    return psycopg.connect(**local.admin(), autocommit=True)
