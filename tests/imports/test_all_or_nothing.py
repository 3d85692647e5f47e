"""Whatever the file, whenever it stops: the database is as before, or as after."""

import os
import random
import signal
import subprocess
import sys
import time
from io import BytesIO

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.imports import Order
from agencies.models import AuditEvent
from assessments.models import Child, Contact, ContactChild, Event, PriorityChange
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run
from tests import factories
from tests.architecture.source import ROOT
from tests.imports.conftest import NOW

HEADER = "reference,received_at,source_agency,priority,decided_at,outcome,child_reference"
TABLES = (Child, Contact, ContactChild, Event, PriorityChange, AuditEvent)
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "C1", "C2", "police", "2022-10-03 10:00", "31/02/2022 10:00", "red", "advice", "K1", "K2"]
    ),
    st.text(max_size=8),
    st.sampled_from(
        ["=1+1", "\x00", "\ufeff", '"', "x" * 200, "9999-12-31 00:00", "0001-01-01 00:00", "{}", "\\N", "%s"]
    ),
)
GOOD = st.tuples(
    st.sampled_from(["C1", "C2", "C3"]),
    st.just("2022-10-03 10:00"),
    st.just("police"),
    st.sampled_from(["", "red"]),
    st.just(""),
    st.just(""),
    st.sampled_from(["K1", "K2", "K3"]),
)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])


def table_counts():
    """Of one moment: the server may be about to commit for a process that was killed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'(SELECT count(*) FROM {model._meta.db_table})' for model in TABLES)}")
        return dict(zip((model.__name__ for model in TABLES), cursor.fetchone(), strict=True))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(GOOD, st.lists(CELLS, max_size=9)), max_size=6), ENCODINGS, st.sampled_from(",;\t"))
def test_any_file_is_taken_whole_or_not_at_all(rows, encoding, delimiter):
    lines = [HEADER.replace(",", delimiter), *(delimiter.join(row) for row in rows)]
    file = BytesIO("\r\n".join(lines).encode(encoding, errors="replace"))

    with transaction.atomic():
        factories.agency(code="police", group="police")
        before = table_counts()
        result = run(KINDS["contacts"](Order("main", NOW)), file)
        after = table_counts()
        again = run(KINDS["contacts"](Order("main", NOW)), file)
        transaction.set_rollback(True)

    if result.accepted:
        assert after["Contact"] == result.created
        assert (again.created, again.updated, again.unchanged) == (0, 0, result.created)
    else:
        assert after == before
        assert result.problems
        assert all(problem.cure for problem in result.problems)


ROWS = 4_000
NEVER = 20.0


def start(file):
    command = [sys.executable, "manage.py", "import_records", "contacts", str(file)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_an_import_killed_at_any_moment_leaves_all_or_nothing(clone, tmp_path):
    with transaction.atomic():
        factories.agency(code="police", group="police")
    file = tmp_path / "contacts.csv"
    file.write_text(HEADER + "\n" + "".join(f"C{n},2022-10-03 10:00,police,red,,,K{n % 1000}\n" for n in range(ROWS)))
    moments = random.Random(34)
    nothing = dict.fromkeys(table_counts(), 0)
    whole = {"Child": 1000, "Contact": ROWS, "ContactChild": ROWS, "Event": ROWS + 1000, "PriorityChange": ROWS}

    for _ in range(4):
        import_ = start(file)
        time.sleep(moments.uniform(0.7, 2.5))
        import_.send_signal(signal.SIGKILL)
        import_.wait()
        found = table_counts()
        assert found in (nothing, {**whole, "AuditEvent": found["AuditEvent"]})

    said, _ = start(file).communicate(timeout=NEVER * 3)
    found = table_counts()
    assert {name: found[name] for name in whole} == whole, said
