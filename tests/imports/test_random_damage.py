"""Good files with bytes changed at random: refused or read, never an error, the database as before or as after."""

from io import BytesIO

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agencies.imports import Order
from ehtrack.drills.fingerprint import fingerprint
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run
from tests.imports.conftest import NOW
from tests.imports.fuzz import csv_files, xlsx_files
from tests.imports.fuzz.samples import SAMPLES, make_agencies

pytestmark = pytest.mark.django_db

PIECES = st.one_of(
    st.binary(max_size=4),
    st.sampled_from(
        [b'"', b"\r", b",,", b"\x00", b"\xff\xfe", b"\n\n", b"<", b"&#0;", b"</row>", b"-1", b"99999999999"]
    ),
)
CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 6), PIECES), min_size=1, max_size=4)
FORMS = {
    "csv": lambda sample, changes: damaged(csv_files.good(sample).encode(), changes),
    "archive": lambda sample, changes: damaged(xlsx_files.archive(xlsx_files.good(sample)), changes),
    "sheet": lambda sample, changes: with_part_damaged(sample, xlsx_files.SHEET, changes),
    "book": lambda sample, changes: with_part_damaged(sample, xlsx_files.BOOK, changes),
    "styles": lambda sample, changes: with_part_damaged(sample, xlsx_files.STYLES, changes),
}


def damaged(content, changes):
    for place, length, piece in changes:
        at = int(len(content) * place)
        content = content[:at] + piece + content[at + length :]
    return content


def with_part_damaged(sample, name, changes):
    """The archive is whole, so that the parser gets to see the damage."""
    files = xlsx_files.good(sample)
    return xlsx_files.archive(files | {name: damaged(files[name].encode(), changes)})


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
@pytest.mark.parametrize("form", FORMS)
def test_bytes_changed_at_random_are_refused_or_read(sample, form):
    make_agencies()
    before = fingerprint()

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(CHANGES)
    def never_an_error(changes):
        with transaction.atomic():
            result = run(KINDS[sample.kind](Order("main", NOW)), BytesIO(FORMS[form](sample, changes)))
            assert result.accepted or fingerprint() == before
            assert all(problem.cure for problem in result.problems)
            transaction.set_rollback(True)

    never_an_error()
