"""Exports of 100,000 and 1,000,000 contacts: CSV against COPY of the same rows, workbooks, and whole jobs."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from agencies.imports import Order
from agencies.models import Role
from agencies.scope import Scope
from agencies.unit_of_work import unit_of_work
from assessments.exports.registry import KINDS
from ehtrack.imports.kinds import KINDS as IMPORTS
from ehtrack.lib.exporting import copying, sheets
from ehtrack.lib.importing.run import run
from ehtrack.lib.workbooks import Cover
from tests import factories
from tests.benchmarks import contact_files, export_job
from tests.benchmarks.databases import Database, copies, in_turns, seconds
from tests.benchmarks.results import Line

FEW, MANY = 100_000, 1_000_000
ROUNDS = {FEW: 5, MANY: 3}
CSV_GOAL, XLSX_GOAL, MEMORY_GOAL = 0.8, 20_000, 1.2


def lines() -> list[Line]:
    found: list[Line] = []
    peaks: dict[str, list[float]] = {"csv": [], "xlsx": []}
    for contacts in (FEW, MANY):
        with filled(contacts) as copy:
            with copy.current():
                found += _of_files(contacts)
            for format, kept in peaks.items():
                job = export_job.measured(copy.name, format)
                kept.append(job.megabytes)
                what = f"whole job of {contacts:,} rows as {format}, kept and audited"
                found.append(Line(what, contacts / job.seconds, XLSX_GOAL, "rows a second", at_least=1))
    for format, (few, many) in peaks.items():
        what = f"peak memory: job of {MANY:,} rows as {format} against {FEW:,}"
        found.append(Line(what, many, few, "MB", at_most=MEMORY_GOAL))
    return found


@contextmanager
def filled(contacts: int) -> Iterator[Database]:
    """A copy with so many contacts of a child each, and a MASH worker."""
    with tempfile.TemporaryDirectory(prefix="eht-") as directory, copies(1) as (copy,):
        contact_files.make_agencies(copy)
        path = contact_files.write(Path(directory, "contacts.csv"), contacts)
        with copy.current():
            with path.open("rb") as file, unit_of_work(None):
                run(IMPORTS["contacts"](Order(source="bench", now=timezone.now())), file)
            with transaction.atomic():
                factories.person("Dev", agency=factories.agency("The MASH"), roles=[Role.MASH], email=export_job.PERSON)
        copy.as_owner("VACUUM (ANALYZE)")
        yield copy


def _of_files(contacts: int) -> list[Line]:
    kind = KINDS["contacts"]
    mash = Scope(uuid4(), uuid4(), frozenset({Role.MASH}))
    records = kind.records(mash, QueryDict(export_job.QUERY), "", timezone.now())
    rows, plain = kind.rows(records), kind.rows(records, neutral=False)
    actions: list[Callable[[], int]] = [partial(_csv, rows), partial(_copied, plain), partial(_workbook, rows)]
    csv, copied, workbook = in_turns(ROUNDS[contacts], *(partial(_per_second, contacts, one) for one in actions))
    width = f"{contacts:,} rows of {len(kind.columns)} columns"
    return [
        Line(f"CSV of {width} against COPY TO STDOUT", csv, copied, "rows a second", at_least=CSV_GOAL),
        Line(f"XLSX of {width}", workbook, XLSX_GOAL, "rows a second", at_least=1),
    ]


def _per_second(contacts: int, action: Callable[[], int]) -> float:
    found: list[int] = []
    took = seconds(lambda: found.append(action()))
    if found != [contacts]:
        raise AssertionError(f"{found} rows in place of {contacts}")
    return contacts / took


def _csv(rows: QuerySet[Any, Any]) -> int:
    written: list[int] = [0]
    for _ in copying.csv_pieces(connection, rows, seen=written.append):
        pass
    return written[-1]


def _copied(rows: QuerySet[Any, Any]) -> int:
    """What the server gives by itself: the same select without neutralising, in its own format, thrown away."""
    sql, params = copying.sql_of(connection, rows)
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT", params) as copy:
        return sum(1 for _ in copy)


def _workbook(rows: QuerySet[Any, Any]) -> int:
    written = 0

    def counted() -> Iterator[Any]:
        nonlocal written
        for row in copying.texts(connection, rows):
            written += 1
            yield row

    with tempfile.TemporaryFile() as file:
        sheets.write(file, cover=Cover("Contacts"), notes=[], columns=KINDS["contacts"].columns, rows=counted())
    return written
