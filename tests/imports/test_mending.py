"""Every kind, as CSV and as a workbook: bad rows come back to be mended and sent again; a check writes nothing."""

import csv
import io
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command

from agencies.imports import Order
from ehtrack.drills.fingerprint import fingerprint
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run
from ehtrack.lib.importing.staging import REPORT_EVERY
from tests.imports.conftest import NOW
from tests.imports.fuzz import csv_files, xlsx_files
from tests.imports.fuzz.samples import SAMPLES, make_agencies

pytestmark = pytest.mark.django_db

FORMS = {
    "csv": lambda lines: csv_files.text_of(lines).encode(),
    "xlsx": lambda lines: xlsx_files.archive(xlsx_files.parts(xlsx_files.sheet(xlsx_files.rows_of(lines)))),
}
RISKY = ["=1+1", "'=1+1", "+44 7700 900123", "@name", '"quoted", and\nin two lines']

every_kind = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
every_form = pytest.mark.parametrize("form", FORMS)


def imported(sample, content, **options):
    return run(KINDS[sample.kind](Order("main", NOW)), BytesIO(content), **options)


@every_kind
@every_form
def test_bad_rows_are_mended_and_sent_again(sample, form):
    make_agencies()
    right = sample.lines[0][sample.day]
    for text in RISKY if sample.text else [""]:
        line = {**sample.lines[0], **({sample.text: text} if sample.text else {})}
        rejected = StringIO(newline="")

        first = imported(
            sample, FORMS[form]([{**line, sample.day: "31/02/2022"}, *sample.lines[1:]]), rejected_to=rejected
        )
        second = imported(sample, rejected.getvalue().replace("31/02/2022", right).encode())

        rows = list(csv.reader(StringIO(rejected.getvalue().removeprefix("\ufeff"), newline="")))
        assert rows[0] == ["problem", *sample.header]
        assert (first.rejected, len(rows)) == (1, 2)
        assert (second.accepted, second.created + second.updated, second.warnings) == (True, 1, [])
        assert tuple(line[name] for name in sample.shown) in sample.stored()


@every_kind
def test_rows_that_a_spreadsheet_opened_and_saved_are_sent_again(sample):
    """The file to mend comes back as a workbook: its apostrophes are ehtrack's, its good rows all there."""
    make_agencies()
    text = {sample.text: "=1+1"} if sample.text else {}
    rejected = StringIO(newline="")
    sent = [*sample.lines[1:], {**sample.lines[0], **text, sample.day: "31/02/2022"}]
    imported(sample, FORMS["xlsx"](sent), rejected_to=rejected, whole=True)
    rows = list(csv.reader(StringIO(rejected.getvalue().removeprefix("\ufeff"), newline="")))
    mended = [[cell.replace("31/02/2022", sample.lines[0][sample.day]) for cell in row] for row in rows]

    result = imported(sample, xlsx_files.archive(xlsx_files.parts(xlsx_files.sheet(mended))))

    assert result.accepted, result.problems
    lines = [{**sample.lines[0], **text}, *sample.lines[1:]]
    assert set(sample.stored()) == {tuple(line[name] for name in sample.shown) for line in lines}


@every_kind
@every_form
def test_a_check_writes_nothing_and_tells_what_the_import_then_does(sample, form):
    make_agencies()
    before = fingerprint()
    content = FORMS[form](sample.lines)

    checked = imported(sample, content, check_only=True)
    assert fingerprint() == before
    done = imported(sample, content)

    assert (checked.created, checked.updated, checked.unchanged) == (done.created, done.updated, done.unchanged)
    assert done.created == len(sample.lines)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_is_told_how_far_it_is_and_a_file_is_not(tmp_path):
    file = tmp_path / "children.csv"
    rows = "".join(f"K{n},A,B\n" for n in range(2 * REPORT_EVERY))
    file.write_text(f"reference,forename,surname\n{rows}")
    terminal, log = Terminal(), StringIO()

    call_command("import_records", "children", file, "--check", stdout=StringIO(), stderr=log)
    call_command("import_records", "children", file, "--check", stdout=StringIO(), stderr=terminal)

    assert log.getvalue() == ""
    shown = [line.removeprefix("\033[K") for line in terminal.getvalue().strip().split("\r") if line]
    assert shown[0].startswith("5,000 rows, ")
    assert shown[-1] == "10,000 rows, 100%"
