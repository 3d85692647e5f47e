"""The command line's door."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Child, Contact
from tests import factories

pytestmark = pytest.mark.django_db

GOOD = "reference,forename,surname\nK1,Robin,Example\n"
BAD = "reference,forename,surname,sex\nK1,Robin,Example,M\nK2,,Example,=X\n"


@pytest.fixture
def command(tmp_path):
    def command(kind, text, *options):
        file, out = tmp_path / "file.csv", StringIO()
        file.write_text(text)
        status = 0
        try:
            call_command("import_records", kind, file, *options, stdout=out, stderr=out)
        except SystemExit as stop:
            status = stop.code
        return status, out.getvalue()

    return command


def test_a_good_file_ends_with_0_and_its_counts(command):
    status, said = command("children", GOOD)

    assert (status, said) == (0, "children: 1 created, 0 updated, 0 unchanged, 0 rejected\n")
    assert Child.objects.get().source == "main"


def test_the_source_keeps_references_apart(command):
    command("children", GOOD, "--source", "school-a")
    command("children", GOOD, "--source", "school-b")

    assert sorted(Child.objects.values_list("source", flat=True)) == ["school-a", "school-b"]


def test_a_bad_file_ends_with_1_and_tells_every_cell(command):
    status, said = command("children", BAD)

    assert status == 1
    assert "Problem: line 3, forename: Fill in forename." in said
    assert "Problem: line 3, sex: “=X”: Use one of these: M, F, U, I." in said
    assert "children: 0 created, 0 updated, 0 unchanged, 1 rejected" in said
    assert not Child.objects.exists()


def test_a_check_writes_nothing(command):
    status, said = command("children", GOOD, "--check")

    assert (status, said.splitlines()[-1]) == (0, "Checked only: nothing was written.")
    assert not Child.objects.exists()


def test_rejected_rows_go_to_the_file_that_was_named(command, tmp_path):
    path = tmp_path / "rejected.csv"

    command("children", BAD, "--errors", path)

    rows = list(csv.DictReader(path.open(encoding="utf-8-sig")))
    assert [(row["reference"], row["sex"]) for row in rows] == [("K2", "'=X")]
    assert rows[0]["problem"].startswith("Line 3: forename: Fill in forename.; sex: Use one of these")


def test_no_rejected_file_is_made_for_a_good_one(command, tmp_path):
    command("children", GOOD, "--errors", tmp_path / "rejected.csv")

    assert not (tmp_path / "rejected.csv").exists()


def test_warnings_do_not_fail(command):
    status, said = command("children", "reference,forename,surname,shoe size\nK1,A,B,38\n")

    assert status == 0
    assert "Warning: file, shoe size: This column is not known and was left out." in said


def test_a_missing_column_is_named(command):
    status, said = command("contacts", "reference,child_reference\nC1,K1\n")

    assert status == 1
    assert "received_at, source_agency" in said


@pytest.mark.parametrize("arguments", [("wishes", "file.csv"), ("children", "/nowhere/file.csv")])
def test_what_cannot_be_done_is_said(arguments):
    with pytest.raises(CommandError):
        call_command("import_records", *arguments)


def test_contacts_and_children_of_one_source_meet(command):
    factories.agency(code="police", group="police")

    command("contacts", "reference;received at;source agency;child reference\nC1;03/10/2022 10:00;police;K1\n")
    command("children", GOOD)

    assert Contact.objects.get().children.get().name == "Robin Example"
