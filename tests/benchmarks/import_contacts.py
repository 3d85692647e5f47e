"""A file of 100,000 contacts through the import, against COPY of the same rows when they are ready to be stored."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone

from agencies.imports import Order
from agencies.unit_of_work import unit_of_work
from assessments.models import Child, Contact, ContactChild, Event, PriorityChange
from ehtrack import local
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run
from tests.benchmarks import contact_files, import_memory, import_workbooks
from tests.benchmarks.databases import copies, in_turns, seconds
from tests.benchmarks.results import Line

CONTACTS, ROUNDS = 100_000, 3
GOAL = 0.5
RECORDS = (Child, Contact, ContactChild)
ALL = (*RECORDS, PriorityChange, Event)  # what the import writes, but for its one audit row

Ready = dict[type[Any], tuple[str, bytes]]


def lines() -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="eht-") as directory:
        path = contact_files.write(Path(directory, "contacts.csv"), CONTACTS)
        ready = _ready_rows(path)
        imported, all_copied, records_copied = in_turns(
            ROUNDS,
            partial(_per_second, partial(_import, path)),
            partial(_per_second, partial(_copy, ready, ALL)),
            partial(_per_second, partial(_copy, ready, RECORDS)),
        )
        what = f"import of {CONTACTS:,} contacts"
        return [
            Line(f"{what} against COPY of all rows that it writes", imported, all_copied, "a second", at_least=GOAL),
            Line(
                f"{what} against COPY of contacts, links and children",
                imported,
                records_copied,
                "a second",
                at_least=GOAL,
            ),
            *import_memory.lines(Path(directory)),
            *import_workbooks.lines(Path(directory)),
        ]


def _import(path: Path) -> None:
    order = Order(source="bench", now=timezone.now())
    with path.open("rb") as file, unit_of_work(None):
        result = run(KINDS["contacts"](order), file)
    if result.created != CONTACTS:
        raise AssertionError(f"{result.problem_count} problems, such as: {result.problems[:3]}")


def _copy(ready: Ready, models: tuple[type[Any], ...]) -> None:
    """By the server's administrator: nobody else may COPY into tables behind row level security."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(**{**local.admin(), "dbname": name}) as server, server.cursor() as cursor:
        for model in models:
            columns, rows = ready[model]
            with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as target:
                target.write(rows)


def _per_second(action: Callable[[], None]) -> float:
    """Contacts a second, into tables that hold none yet."""
    with copies(1) as (copy,):
        contact_files.make_agencies(copy)
        with copy.current():
            return CONTACTS / seconds(action)


def _ready_rows(path: Path) -> Ready:
    """The rows as the import wrote them."""
    with copies(1) as (copy,):
        contact_files.make_agencies(copy)
        with copy.current():
            _import(path)
            return {model: _rows_of(model) for model in ALL}


def _rows_of(model: type[Any]) -> tuple[str, bytes]:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({columns}) TO STDOUT") as source:
        return columns, b"".join(bytes(piece) for piece in source)
