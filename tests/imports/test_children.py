from datetime import date

import pytest

from assessments.models import Child, Event
from assessments.models.child import Ethnicity
from tests.imports.conftest import counts, told

pytestmark = pytest.mark.django_db

HEADER = "reference,forename,surname,date_of_birth,expected_date_of_birth,sex,ethnicity,nhs_number,upn,postcode\n"


def test_rows_become_children_to_the_letter(load):
    result = load(
        "children",
        HEADER
        + "K1,Zoë,O'Brien,03/10/2015,,f,wbri,943 476 5919,a123456789012,ox11nd\n"
        + "K2,Unborn,Example,,2027-03-01,U,,,,\n",
    )

    child = Child.objects.get(reference="K1")
    assert counts(result) == (2, 0, 0, 0)
    assert (child.source, child.forename, child.surname, child.date_of_birth) == (
        "main",
        "Zoë",
        "O'Brien",
        date(2015, 10, 3),
    )
    assert (child.sex, child.ethnicity, child.nhs_number, child.upn, child.postcode) == (
        "F",
        Ethnicity.WBRI,
        "9434765919",
        "A123456789012",
        "OX1 1ND",
    )
    unborn = Child.objects.get(reference="K2")
    assert (unborn.date_of_birth, unborn.expected_date_of_birth, unborn.nhs_number) == (None, date(2027, 3, 1), "")


def test_names_arrive_later_for_a_child_whose_details_were_awaited(load):
    Child.objects.create(source="main", reference="K1")

    result = load("children", "reference,forename,surname\nK1,Robin,Example\n")

    assert counts(result) == (0, 1, 0, 0)
    assert Child.objects.get().name == "Robin Example"


def test_a_missing_column_leaves_and_an_empty_cell_empties(load):
    load("children", "reference,forename,surname,date_of_birth,nhs_number\nK1,A,B,2015-10-03,9434765919\n")

    load("children", "reference,forename,surname,nhs_number\nK1,A,B,\n")

    assert (Child.objects.get().date_of_birth, Child.objects.get().nhs_number) == (date(2015, 10, 3), "")


def test_the_same_file_again_writes_no_event(load):
    text = HEADER + "K1,A,B,2015-10-03,,M,,,,\n"
    load("children", text)

    assert counts(load("children", text)) == (0, 0, 1, 0)
    assert [event.kind for event in Event.objects.all()] == ["child.imported"]


def test_children_of_one_name_are_never_merged(load):
    load("children", "reference,forename,surname\nK1,A,B\nK2,A,B\n")

    assert Child.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",A,B,,,,,,,", "reference"),
        ("K2,,B,,,,,,,", "forename"),
        ("K2,A, ,,,,,,,", "surname"),
        ("K2,A,B,2026-11-21,,,,,,", "date_of_birth"),
        ("K2,A,B,,soon,,,,,", "expected_date_of_birth"),
        ("K2,A,B,,,X,,,,", "sex"),
        ("K2,A,B,,,,WHIT,,,", "ethnicity"),
        ("K2,A,B,,,,,9434765918,,", "nhs_number"),
        ("K2,A,B,,,,,,B123456789012,", "upn"),
        ("K2,A,B,,,,,,,Oxford", "postcode"),
        ("K1,A,C,,,,,,,", "surname"),
        (f"K2,{'x' * 101},B,,,,,,,", "forename"),
    ],
)
def test_each_rule_names_its_column_and_keeps_everything_out(load, row, column):
    result = load("children", f"{HEADER}K1,A,B,,,,,,,\n{row}\n")

    assert [(problem.line, problem.column) for problem in result.problems] == [(3, column)]
    assert not Child.objects.exists()


def test_every_bad_cell_of_a_row_is_told(load):
    result = load("children", HEADER + "K1,A,B,tomorrow,,X,,1,,\n")

    assert told(result.problems) == [(2, "date_of_birth", "tomorrow"), (2, "nhs_number", "1"), (2, "sex", "X")]
