"""The demonstration partnership for tests: a template of its own, made again when its code or the schema changes.

``demonstration``
    A copy of it for the tests of a module, which may commit; its value is the database's name. The day is
    ``TODAY`` for all of them. Not together with ``clone`` or ``django_db`` in one test.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from dashboards import rollup
from ehtrack import demonstration as code
from ehtrack import local
from ehtrack.demonstration import agencies, build
from ehtrack.lib import processes
from tests import database

TODAY = date(2026, 11, 18)


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    before = settings.DATABASES["default"]["NAME"]
    with django_db_blocker.unblock():
        name = f"clone_{os.getpid()}_demonstration_{next(database._numbers)}"
        database.drop(name)
        _copy(ensure_seeded(), name)
        database.use(name)
        try:
            yield name
        finally:
            database.use(before)
            database.drop(name)


def ensure_seeded() -> str:
    """The template with the partnership; other workers wait while one makes it."""
    name = _seeded_name()
    with processes.locked(local.directory() / "demonstration.lock"), database._admin() as server:
        names = {row[0] for row in server.execute("select datname from pg_database").fetchall()}
        for other in names - {name}:
            if other.startswith("demonstration_"):
                database.drop(other)
        if name not in names:
            _seed(name)
    return name


def _seed(name: str) -> None:
    making, before = f"{name}_making", settings.DATABASES["default"]["NAME"]
    _copy(os.environ["EHTRACK_TESTS_TEMPLATE"], making)
    database.use(making)
    build.build(today=TODAY, size=len(agencies.SPECS), say=lambda line: None)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    rollup.drain()
    connection.close()
    database.use(before)
    with database._admin() as server:
        server.execute(sql.SQL("alter database {} rename to {}").format(*map(sql.Identifier, (making, name))))


def _seeded_name() -> str:
    digest = hashlib.sha256(f"{os.environ['EHTRACK_TESTS_TEMPLATE']} {TODAY}".encode())
    for path in sorted(Path(code.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return f"demonstration_{digest.hexdigest()[:12]}"


def _copy(template: str, name: str) -> None:
    with database._admin() as server:
        server.execute(
            sql.SQL("create database {} template {} owner {} strategy file_copy").format(
                *map(sql.Identifier, (name, template, local.USERS["owner"]))
            )
        )
