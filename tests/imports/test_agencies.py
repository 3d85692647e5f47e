from datetime import date

import pytest

from agencies.models import Agency, AuditEvent, GroupMembership, Population
from tests import factories
from tests.imports.conftest import counts, told

pytestmark = pytest.mark.django_db

HEADER = "code,name,group,locality,active_from,active_to,group_from\n"


def memberships(code):
    found = GroupMembership.objects.filter(agency__code=code).order_by("starts_on")
    return {(membership.group.code, membership.starts_on) for membership in found}


def test_new_agencies_are_in_their_group_since_ever(load):
    result = load(
        "agencies", HEADER + "Town-School,Town School,Education,Central,01/09/2010,2030-08-31,\nhv,HV,health,,,,\n"
    )

    school = Agency.objects.get(code="town-school")
    assert counts(result) == (2, 0, 0, 0)
    assert (school.name, school.locality.code, school.active_from, school.active_to) == (
        "Town School",
        "central",
        date(2010, 9, 1),
        date(2030, 8, 31),
    )
    assert memberships("town-school") == {("education", None)}


def test_the_same_file_again_changes_nothing(load):
    text = HEADER + "a,Agency A,health,north,2020-04-01,,\n"
    load("agencies", text)

    assert counts(load("agencies", text)) == (0, 0, 1, 0)
    assert memberships("a") == {("health", None)}


def test_a_missing_column_leaves_and_an_empty_cell_empties(load):
    load("agencies", HEADER + "a,Agency A,health,north,2020-04-01,2025-03-31,\n")

    result = load("agencies", "code,name,group,active_to\na,New name,health,\n")

    agency = Agency.objects.get(code="a")
    assert counts(result) == (0, 1, 0, 0)
    assert (agency.name, agency.locality.code, agency.active_from, agency.active_to) == (
        "New name",
        "north",
        date(2020, 4, 1),
        None,
    )


def test_another_group_needs_the_month_from_which_it_holds(load):
    load("agencies", HEADER + "a,Agency A,health,,,,\n")

    refused = load("agencies", HEADER + "a,Agency A,education,,,,\n")
    moved = load("agencies", HEADER + "a,Agency A,education,,,,2022-10-01\n")
    again = load("agencies", HEADER + "a,Agency A,education,,,,2022-10-01\n")

    assert told(refused.problems) == [(2, "group", "education")]
    assert counts(moved) == (0, 1, 0, 0)
    assert counts(again) == (0, 0, 1, 0)
    assert memberships("a") == {("health", None), ("education", date(2022, 10, 1))}


def test_a_file_without_group_from_cannot_move_an_agency(load):
    load("agencies", HEADER + "a,Agency A,health,,,,\n")

    result = load("agencies", "code,name,group\na,Agency A,police\n")

    assert told(result.problems) == [(2, "group", "police")]


def test_a_group_that_is_not_known_is_said_once(load):
    load("agencies", HEADER + "a,Agency A,health,,,,\n")

    result = load("agencies", HEADER + "a,Agency A,helth,,,,\n")

    assert told(result.problems) == [(2, "group", "helth")]
    assert "another group today" not in result.problems[0].cure


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("b c,B,health,,,,", "code"),
        ("b,,health,,,,", "name"),
        ("b,B,wealth,,,,", "group"),
        ("b,B,health,West,,,", "locality"),
        ("b,B,health,,2030-01-01,,", "active_from"),
        ("b,B,health,,2022-01-02,2022-01-01,", "active_to"),
        ("b,B,health,,,,2022-10-02", "group_from"),
        ("b,B,health,,,,2027-01-01", "group_from"),
    ],
)
def test_each_rule_names_its_column_and_keeps_everything_out(load, row, column):
    result = load("agencies", HEADER + f"a,Agency A,health,,,,\n{row}\n")

    assert [problem.column for problem in result.problems] == [column]
    assert result.problems[0].line == 3
    assert not Agency.objects.filter(code="a").exists()


def test_a_closing_day_is_held_against_the_first_day_that_is_stored(load):
    load("agencies", HEADER + "a,Agency A,health,,2022-04-01,,\n")

    result = load("agencies", "code,name,group,active_to\na,Agency A,health,2022-03-31\n")

    assert told(result.problems) == [(2, "active_to", "2022-03-31")]


def test_a_group_that_the_board_added_is_known(load):
    factories.group("voluntary-sector")

    assert load("agencies", HEADER + "a,Agency A,voluntary sector,,,,\n").rejected == 1
    assert load("agencies", HEADER + "a,Agency A,voluntary-sector,,,,\n").created == 1


def test_one_audit_row_tells_of_the_file(load):
    load("agencies", HEADER + "a,A,health,,,,\nb,B,police,,,,\n", source="board")

    row = AuditEvent.objects.get()
    assert row.action == "import.agencies"
    assert {key: row.detail[key] for key in ("source", "rows", "created")} == {
        "source": "board",
        "rows": 2,
        "created": 2,
    }
    assert len(row.detail["digest"]) == 64


CHILDREN = "code,name,group,children,children_from\n"


def populations(code):
    return set(Population.objects.filter(agency__code=code).values_list("children", "starts_on"))


def test_the_children_of_a_new_agency_are_those_since_ever_and_an_empty_cell_tells_nothing(load):
    result = load("agencies", CHILDREN + "a,A,education,420,\nb,B,health,,\n")

    assert counts(result) == (2, 0, 0, 0)
    assert populations("a") == {(420, None)}
    assert populations("b") == set()


def test_another_number_of_children_needs_its_day_and_leaves_the_earlier_one(load):
    load("agencies", CHILDREN + "a,A,education,420,\nb,B,health,,\n")

    refused = load("agencies", CHILDREN + "a,A,education,431,\nb,B,health,9,\n")
    dated = load("agencies", CHILDREN + "a,A,education,431,2022-10-06\nb,B,health,9,2022-10-06\n")
    again = load("agencies", CHILDREN + "a,A,education,431,2022-10-06\nb,B,health,9,2022-10-06\n")
    emptied = load("agencies", CHILDREN + "a,A,education,,2022-12-01\n")
    without = load("agencies", "code,name,group\na,A,education\n")

    assert told(refused.problems) == [(2, "children", "431"), (3, "children", "9")]
    assert (counts(dated), counts(again), counts(emptied)) == ((0, 2, 0, 0), (0, 0, 2, 0), (0, 1, 0, 0))
    assert counts(without) == (0, 0, 1, 0)
    assert populations("a") == {(420, None), (431, date(2022, 10, 6)), (None, date(2022, 12, 1))}
    assert populations("b") == {(9, date(2022, 10, 6))}


@pytest.mark.parametrize("cells", [",", "420,"])
def test_an_empty_cell_without_a_day_leaves_the_number_of_children(load, cells):
    load("agencies", CHILDREN + "a,A,education,420,\n")

    result = load("agencies", CHILDREN + f"a,A,education,{cells}\n")

    assert counts(result) == (0, 0, 1, 0)
    assert populations("a") == {(420, None)}


@pytest.mark.parametrize("cells", ["0,", "x,", "3,2027-01-01"])
def test_children_are_a_number_and_their_day_has_come(load, cells):
    result = load("agencies", CHILDREN + f"a,A,education,{cells}\n")

    assert len(result.problems) == 1
    assert result.problems[0].column in ("children", "children_from")
