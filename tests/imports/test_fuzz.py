"""Damaged files of every kind are refused or read rightly; a refused one leaves the database as it was."""

from io import BytesIO

import pytest
from django.db import connection

from agencies.imports import Order
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run
from tests.imports.conftest import NOW
from tests.imports.fuzz import text_cells, text_files, text_forms
from tests.imports.fuzz.samples import make_agencies

CASES = [case for module in (text_forms, text_cells, text_files) for case in module.damage.cases()]
NAMES = [f"{sample.kind}-{name}" for name, sample, _ in CASES]

pytestmark = pytest.mark.django_db


def test_there_are_enough_cases_of_every_kind():
    kinds = [sample.kind for _, sample, _ in CASES]

    assert len(CASES) >= 200
    assert all(kinds.count(kind) >= 25 for kind in KINDS)


@pytest.mark.parametrize(("name", "sample", "case"), CASES, ids=NAMES)
def test_a_damaged_file_is_refused_or_read_rightly(name, sample, case):
    make_agencies()
    before = fingerprint()

    result = imported(sample.kind, case.content)

    if case.problems:
        told = [(problem.line, problem.column, problem.cure) for problem in result.problems]
        assert {line for line, _, _ in told} == {line for line, _, _ in case.problems}
        for line, column, word in case.problems:
            assert any(at == line and column in (name, None) and word in cure for at, name, cure in told), told
        assert fingerprint() == before
    else:
        assert result.accepted, result.problems
        wanted = {tuple(line[name] for name in sample.shown) for line in case.lines}
        assert sorted(sample.stored()) == sorted(wanted)
        again = imported(sample.kind, case.content)
        assert (again.created, again.updated, again.unchanged) == (0, 0, result.created)


def imported(kind, content):
    return run(KINDS[kind](Order("main", NOW)), BytesIO(content))


def fingerprint():
    """A digest of every row of every table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        digests = ", ".join(f"""(SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM "{t}" t)""" for t in tables)
        cursor.execute(f"SELECT {digests}")
        return dict(zip(tables, cursor.fetchone(), strict=True))
