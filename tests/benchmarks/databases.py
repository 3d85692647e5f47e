"""Databases of a benchmark's own, several at once: copies of the template of the tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connections

from tests import database

ALIASES = ("default", "owner", "reporting")


class Database:
    """A copy with connections of its own: what runs within ``current()`` uses them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.connections = {alias: connections.create_connection(alias) for alias in ALIASES}
        for connection in self.connections.values():
            connection.settings_dict = {**connection.settings_dict, "NAME": name}

    @contextmanager
    def current(self) -> Iterator[None]:
        before = {alias: connections[alias] for alias in ALIASES}
        self._become(self.connections)
        try:
            yield
        finally:
            self._become(before)

    def as_owner(self, *statements: str) -> None:
        with self.connections["owner"].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def address(self) -> dict[str, str]:
        """What psycopg connects with as the system, for threads of their own."""
        entry = settings.DATABASES["default"]
        return {"host": entry["HOST"], "user": entry["USER"], "dbname": self.name}

    def close(self) -> None:
        for connection in self.connections.values():
            connection.close()

    def _become(self, chosen: dict[str, Any]) -> None:
        for alias, connection in chosen.items():
            connections[alias] = connection


@contextmanager
def copies(number: int) -> Iterator[list[Database]]:
    """Fresh copies, dropped at the end."""
    with ExitStack() as stack:
        yield [stack.enter_context(_copy()) for _ in range(number)]


@contextmanager
def _copy() -> Iterator[Database]:
    made = Database(database.create_clone())
    try:
        yield made
    finally:
        made.close()
        database.drop(made.name)


DROP_MARKS = """
    DO $$ DECLARE mark record; BEGIN
        FOR mark IN SELECT tgname, tgrelid::regclass AS marked FROM pg_trigger WHERE tgname ~ '^(mark|note)_' LOOP
            EXECUTE format('DROP TRIGGER %I ON %s', mark.tgname, mark.marked);
        END LOOP;
    END $$
"""


def without_rollup(copy: Database) -> None:
    """The same tables, but nothing notes which months are dirty, nor that a figure may have changed."""
    copy.as_owner(DROP_MARKS)


def seconds(action: Callable[[], Any]) -> float:
    started = perf_counter()
    action()
    return perf_counter() - started


def in_turns(rounds: int, *arms: Callable[[], float]) -> list[float]:
    """The median of each arm, measured in turns, so that what else the machine does falls on all alike."""
    found = [[arm() for arm in arms] for _ in range(rounds)]
    return [median(column) for column in zip(*found, strict=True)]
