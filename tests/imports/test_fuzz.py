"""Damaged files of every kind are refused or read rightly; a refused one leaves the database as it was."""

from io import BytesIO

import pytest
from django.db import transaction

from agencies.imports import Order
from ehtrack.drills.fingerprint import fingerprint
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run
from tests.imports.conftest import NOW
from tests.imports.fuzz import book_cells, book_files, book_sheets, text_cells, text_files, text_forms
from tests.imports.fuzz.samples import SAMPLES, make_agencies

MODULES = (text_forms, text_cells, text_files, book_cells, book_sheets, book_files)
DAMAGES = [
    pytest.param(damage, id=f"{module.__name__.rpartition('.')[2]}-{name}")
    for module in MODULES
    for name, damage in module.damage.items()
]
ENOUGH = 200

pytestmark = pytest.mark.django_db


def test_there_is_a_sample_of_every_kind_and_enough_is_done_to_it():
    assert [sample.kind for sample in SAMPLES] == list(KINDS)
    assert len(DAMAGES) * len(KINDS) > 4 * ENOUGH


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_refused_or_read_rightly(damage, subtests):
    make_agencies()
    before = fingerprint()
    for sample in SAMPLES:
        case = damage(sample)
        if case:
            with subtests.test(kind=sample.kind), transaction.atomic():
                check(sample, case, before)
                transaction.set_rollback(True)


def check(sample, case, before):
    result = imported(sample.kind, case.content)

    if case.problems:
        check_told(result, case)
        assert fingerprint() == before
    else:
        assert result.accepted, result.problems
        wanted = {tuple(line[name] for name in sample.shown) for line in case.lines}
        assert sorted(sample.stored()) == sorted(wanted)
        again = imported(sample.kind, case.content)
        assert (again.created, again.updated, again.unchanged) == (0, 0, result.created)


def check_told(result, case):
    told = [(problem.line, problem.column, problem.cure) for problem in result.problems]
    assert {line for line, _, _ in told} == {line for line, _, _ in case.problems}
    for line, column, word in case.problems:
        assert any(at == line and column in (name, None) and word in cure for at, name, cure in told), told


def imported(kind, content):
    return run(KINDS[kind](Order("main", NOW)), BytesIO(content))
