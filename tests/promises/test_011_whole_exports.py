"""11. A long export has exactly the rows that the page counts, though its body runs after the request's transaction."""

import csv
import io
import re

import pytest
from django.db import connection
from django.urls import reverse

from agencies.models import ImportJob, ImportPart
from agencies.unit_of_work import UnitOfWorkMiddleware
from ehtrack.exports import jobs
from ehtrack.lib.exporting import copying
from tests import factories
from tests.exports import conftest as exports
from tests.exports.test_contents import LISTS, shown
from tests.shown_forms import filled

cast = exports.cast
RECORDS = 45  # several pages of a list, and several pieces of a file
KINDS = {"ben": ["assessments", "sent-contacts"], "lena": ["assessments"], "dev": ["contacts"]}


@pytest.fixture
def in_pieces(monkeypatch):
    monkeypatch.setattr(jobs, "SMALL", 10)
    monkeypatch.setattr(copying, "PIECE", 2000)


@pytest.mark.parametrize(("player", "kind"), [(player, kind) for player, kinds in KINDS.items() for kind in kinds])
def test_the_file_has_the_rows_that_the_page_counts(cast, in_pieces, player, kind):
    exports.furnish(cast, RECORDS)
    client, ask = cast.client(player), reverse("export_ask", args=[kind])
    page = client.get(ask)
    counted = int(re.search(r"(\d+) (?:S&amp;N|contact)s", page.content.decode())[1])

    detail = client.post(ask, {**filled(page), "format": "csv"}).headers["Location"]
    exports.perform(jobs.ExportJob.objects.get())
    response = client.get(f"{detail}file/")
    assert connection.in_atomic_block is False, "the body runs after the request"
    file = exports.read(b"".join(response))

    references = list(dict.fromkeys(file.column("reference")))
    assert len(references) == counted == len(shown(client, kind, ""))
    assert int(file.about["Rows"]) == len(file.rows)
    assert set(LISTS) >= {kind}


def test_it_is_whole_for_who_belongs_to_two_agencies_too(cast, in_pieces):
    exports.furnish(cast, RECORDS)
    factories.membership(cast.ben, cast.health, "lead")
    client, ask = cast.client("ben", agency=cast.school), reverse("export_ask", args=["assessments"])

    detail = client.post(ask, {**filled(client.get(ask)), "format": "csv"}).headers["Location"]
    exports.perform(jobs.ExportJob.objects.get())
    file = exports.read(b"".join(client.get(f"{detail}file/")))

    assert len(set(file.column("reference"))) == RECORDS


def test_the_rejected_rows_of_an_import_are_whole(cast, clone):
    lines = [f"K{number},x" for number in range(500)]
    job = ImportJob.objects.create(user=cast.ben, agency=cast.school, kind="children", file_name="x", size=1)
    for number in range(5):
        content = "".join(f"{line}\r\n" for line in lines[number * 100 : number * 100 + 100]).encode()
        ImportPart.objects.create(job=job, holds=ImportPart.Holds.REJECTED, number=number, content=content)

    response = cast.client("ben").get(reverse("import_rejected", args=[job.pk]))

    assert [",".join(row) for row in csv.reader(io.StringIO(b"".join(response).decode()))] == lines


def test_the_middleware_is_the_one_that_ends_the_transaction_before_the_body(settings):
    name = f"{UnitOfWorkMiddleware.__module__}.{UnitOfWorkMiddleware.__qualname__}"
    assert name in settings.MIDDLEWARE
