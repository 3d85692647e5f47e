import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from psycopg import sql

from ehtrack import local
from ehtrack.drills import workers

_numbers = itertools.count(1)


@contextmanager
def own_database() -> Iterator[None]:
    """A copy of the empty database, for this process and those that it starts; dropped at the end."""
    empty, own = local.database_name(), f"drill_{next(_numbers)}"
    connections.close_all()
    with workers.server() as admin:
        names = map(sql.Identifier, (own, empty, local.USERS["owner"]))
        admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*names))
    _use(own)
    try:
        yield
    finally:
        _use(empty)
        with workers.server() as admin:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(own)))


def _use(name: str) -> None:
    connections.close_all()
    for entry in settings.DATABASES.values():
        entry["NAME"] = name
    os.environ["EHTRACK_LOCAL_DATABASE"] = name
