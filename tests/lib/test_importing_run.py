"""The engine with a kind of its own: notes with a number, kept in a temporary table."""

import csv
import io

import pytest
from django.db import connection

from ehtrack.lib.importing import agreement, columns
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.run import Counts, run

pytestmark = pytest.mark.django_db


class Notes:
    name = "notes"
    key = ("reference",)
    columns = (
        Column("reference", columns.text(20), required=True),
        Column("number", columns.integer(), sql="integer", required=True),
        Column("note", columns.text(1000), as_given=True),
    )

    def check(self, staging):
        agreement.check(staging, key=["reference"], apart_from=["note"])
        staging.error("SELECT line, 'number', 'Too many.' FROM import_rows WHERE number > 100")
        staging.warn("SELECT line, 'number', 'Rather many.' FROM import_rows WHERE number BETWEEN 50 AND 100")

    def write(self, staging, digest):
        note = "note" if staging.has("note") else "NULL"
        return Counts(created=staging.execute(f"INSERT INTO notes SELECT reference, number, {note} FROM import_rows"))


@pytest.fixture(autouse=True)
def notes_table():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE notes (reference text, number integer, note text) ON COMMIT DROP")


def imported(text, **options):
    return run(Notes(), io.BytesIO(text.encode()), **options)


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reference, number, note FROM notes ORDER BY 1")
        return cursor.fetchall()


def told(problems):
    return [(problem.line, problem.column, problem.value) for problem in problems]


def test_good_rows_are_written_as_given():
    result = imported('Reference;NUMBER;Note\nA1; 5 ;"  =SUM(A1)\n\\N ""x""\t"\nA2;6;\n')

    assert (result.created, result.rejected, result.accepted) == (2, 0, True)
    assert stored() == [("A1", 5, '  =SUM(A1)\n\\N "x"\t'), ("A2", 6, None)]


def test_one_bad_row_leaves_nothing_and_every_bad_cell_is_told():
    result = imported("reference,number,note\nA1,5,x\nA2,six,x\n,700,x\nA4,500,\n")

    assert stored() == []
    assert (result.created, result.rejected, result.problem_count) == (0, 3, 4)
    assert told(result.problems) == [
        (3, "number", "six"),
        (4, "number", "700"),
        (4, "reference", ""),
        (5, "number", "500"),
    ]
    assert all(problem.cure for problem in result.problems)


def test_a_check_writes_nothing_and_says_what_would_be_written():
    result = imported("reference,number\nA1,5\n", check_only=True)

    assert (result.created, result.checked_only) == (1, True)
    assert stored() == []


def test_warnings_do_not_reject():
    result = imported("reference,number,colour\nA1,50,red\n")

    assert result.accepted
    assert told(result.warnings) == [(None, "colour", ""), (2, "number", "50")]
    assert result.warning_count == 2


def test_a_missing_required_column_stops_the_file_and_is_named():
    result = imported("reference,note\nA1,x\n")

    assert (result.accepted, result.problems[0].column, result.problems[0].line) == (False, "number", None)


def test_a_header_alone_changes_nothing():
    result = imported("reference,number\n")

    assert result.accepted
    assert (result.created, stored()) == (0, [])


def test_rejected_rows_can_be_mended_and_sent_again():
    rejected = io.StringIO(newline="")

    imported("Reference,Colour,number,note\nA1,r,5,x\nA2,r,six,=1+1\nA3,r,1,'=2\nA3,r,2,\n", rejected_to=rejected)

    rows = list(csv.reader(io.StringIO(rejected.getvalue().removeprefix("\ufeff"))))
    assert rows[0] == ["problem", "Reference", "Colour", "number", "note"]
    assert [row[1:] for row in rows[1:]] == [
        ["A2", "r", "six", "'=1+1"],
        ["A3", "r", "1", "''=2"],
        ["A3", "r", "2", ""],
    ]
    assert rows[1][0].startswith("Line 3: number: Write a whole number")
    assert rows[2][0] == "Line 4: Nothing wrong here: kept with line 5, which is of the same record."

    mended = rejected.getvalue().replace('"six"', '"6"').replace('"1"', '"2"')
    result = imported(mended)

    assert (result.created, result.warnings[0].column) == (3, "Colour")
    assert stored() == [("A2", 6, "=1+1"), ("A3", 2, "'=2"), ("A3", 2, None)]


def test_the_file_to_mend_holds_every_row_in_its_place_and_imports_whole():
    text = 'Reference,Colour,number,note\nA1,r,5,=1+1\n\nA2,r,six,\nA1,r,5,"\'=2\n"\nA3,r,7,x\n'
    rejected = io.StringIO(newline="")

    result = imported(text, rejected_to=rejected, whole=True)

    rows = list(csv.reader(io.StringIO(rejected.getvalue().removeprefix("\ufeff"), newline="")))
    assert rows[1][0] == rows[3][0] == rows[4][0] == ""
    assert rows[2][0].startswith("Line 4: number: Write a whole number")
    assert [row[1:] for row in rows[1:]] == [
        ["A1", "r", "5", "'=1+1"],
        ["A2", "r", "six", ""],
        ["A1", "r", "5", "''=2\n"],
        ["A3", "r", "7", "x"],
    ]
    assert (result.rejected, result.problem_count) == (1, 1)

    assert imported(rejected.getvalue().replace('"six"', '"6"')).created == 4
    assert sorted(stored(), key=str) == sorted(
        [("A1", 5, "=1+1"), ("A2", 6, None), ("A1", 5, "'=2\n"), ("A3", 7, "x")], key=str
    )


def test_rows_of_one_record_must_agree_wherever_they_stand():
    result = imported("reference,number,note\nA1,5,x\nA2,6,x\nA1,7,y\nA1,5,z\n")

    assert told(result.problems) == [(4, "number", "7")]
    assert "Line 2 has “5”" in result.problems[0].cure


def test_rows_that_cannot_be_read_are_problems_of_their_line():
    result = imported('reference,number\nA1,5\n"A2"x,6\nA3,7,8\nA\x00,9\n')

    assert [problem.line for problem in result.problems] == [3, 4, 5]
    assert result.rejected == 3


def test_many_problems_are_counted_and_the_first_shown():
    rejected = io.StringIO(newline="")

    result = imported("reference,number\n" + "A,x\n" * 3000, rejected_to=rejected)

    assert (result.problem_count, len(result.problems), result.rejected) == (3000, 1000, 3000)
    assert rejected.getvalue().count("\n") == 3001


def test_progress_goes_from_nothing_to_the_whole():
    told = []

    imported("reference,number\n" + "".join(f"A{n},{n % 50}\n" for n in range(12_000)), progress=told.append)

    assert [progress.rows for progress in told][:3] == [5000, 10_000, 12_000]
    assert [progress.share for progress in told] == sorted(progress.share for progress in told)
    assert told[-1].share == 1.0
