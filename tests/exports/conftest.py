import csv
import io
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.db import connections, transaction
from django.http import QueryDict
from django.utils import timezone

from agencies.models import ExportFormat, ExportJob
from ehtrack.exports import jobs
from ehtrack.lib.exporting.marks import MARK
from tests import cast as players
from tests import factories

RECEIVED = datetime(2022, 10, 3, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class File:
    about: dict[str, str]
    headings: list[str]
    rows: list[list[str]]

    def column(self, name):
        return [row[self.headings.index(name)] for row in self.rows]


def read(content: bytes) -> File:
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    blank = lines.index([])
    assert lines[0][0] == MARK
    return File(dict(lines[:blank]), lines[blank + 1], lines[blank + 2 :])


@pytest.fixture
def cast(clone):
    """Committed: an export reads by a connection of its own."""
    with transaction.atomic():
        return players.make()


def furnish(cast, number=6):
    """S&Ns of the school and of the refuge with all that the filters ask for, and contacts of both."""
    with transaction.atomic():
        for n in range(number):
            robin, kim = (
                factories.child("Robin", f"Of{n}", reference=f"K{n}", source="sims"),
                factories.child("Kim", f"Of{n}"),
            )
            own = partial(
                factories.assessment, cast.school, source="sims", completed_on=date(2022, 9, 1) + timedelta(n)
            )
            own(children=[robin, kim] if n % 2 else [robin], shared_on=date(2022, 10, 1) if n % 3 else None)
            factories.assessment(cast.refuge, children=[factories.child("Hidden", "Canary")], shared_on=None)
            factories.contact(
                cast.school, children=[robin], received_at=RECEIVED + timedelta(n), priority=("red", "amber", "")[n % 3]
            )
            factories.contact(cast.refuge, children=[kim, robin], received_at=RECEIVED + timedelta(n, 60))


@pytest.fixture
def ask(cast):
    """An export asked for in the name of somebody, done; its job."""

    def ask(name, kind, query="", *, search="", format=ExportFormat.CSV, now=None):
        asked = partial(jobs.ask, scope=cast.scope(name), kind=kind, format=format, search=search)
        with transaction.atomic():
            return asked(query=QueryDict(query), now=now or timezone.now())

    return ask


@pytest.fixture
def export(ask):
    """The file of an export as it was read back."""

    def export(name, kind, query="", **more):
        with transaction.atomic():
            return read(b"".join(jobs.parts(ask(name, kind, query, **more))))

    return export


RECORDS = 30


@pytest.fixture
def waiting(cast, monkeypatch):
    """An export of Lena's that waits for a worker."""
    monkeypatch.setattr(jobs, "SMALL", 10)
    furnish(cast, RECORDS)
    return asked(cast)


def asked(cast, name="lena", format=ExportFormat.CSV):
    with transaction.atomic():
        return jobs.ask(
            scope=cast.scope(name),
            kind="assessments",
            format=format,
            query=QueryDict(),
            search="",
            now=timezone.now(),
        )


def perform(job):
    jobs.perform(job.pk, now=timezone.now())
    return ExportJob.objects.get(pk=job.pk)


def content(job):
    with transaction.atomic():
        return b"".join(jobs.parts(job))


def elsewhere(action):
    """In another thread, so by another connection."""
    found = []

    def act():
        found.append(action())
        connections.close_all()

    thread = threading.Thread(target=act)
    thread.start()
    thread.join()
    return found[0]
