from datetime import date

import pytest
from django.utils import timezone

from dashboards.models import Kind, Target
from tests import factories
from tests.imports.conftest import counts, told

pytestmark = pytest.mark.django_db

HEADER = "year,target,agency,group,basis,agreed_on\n"


def stored():
    rows = Target.objects.order_by("year", "agreed_on", "target")
    return [
        (
            row.year,
            row.target,
            row.agency and row.agency.code,
            row.group and row.group.code,
            row.basis,
            row.agreed_on.isoformat(),
        )
        for row in rows
    ]


def test_targets_of_the_partnership_a_group_and_an_agency(load):
    factories.agency("Town School", code="town-school")

    result = load(
        "targets",
        HEADER
        + "2022-23,5000,,,,\n"
        + "2022-23,600,Town-School,,shared,01/05/2022\n"
        + "2023-24,1500,,health,completed,2022-06-01\n",
    )

    assert counts(result) == (3, 0, 0, 0)
    assert stored() == [
        ("2022-23", 5000, None, None, "completed", "2022-04-01"),
        ("2022-23", 600, "town-school", None, "shared", "2022-05-01"),
        ("2023-24", 1500, None, "health", "completed", "2022-06-01"),
    ]


def test_the_smallest_file_has_two_columns(load):
    load("targets", "Year;Target\n2024-25;10,000\n2027-28;28000\n")

    assert stored() == [
        ("2024-25", 10000, None, None, "completed", "2024-04-01"),
        ("2027-28", 28000, None, None, "completed", "2027-04-01"),
    ]


def test_the_same_key_updates_and_another_agreement_is_a_new_version(load):
    load("targets", "year,target\n2024-25,15000\n")

    again = load("targets", "year,target,agreed_on\n2024-25,14000,2024-04-01\n")
    newer = load("targets", "year,target,agreed_on\n2024-25,10000,2024-09-01\n")
    same = load("targets", "year,target,basis\n2024-25,14000,\n")

    assert [counts(result) for result in (again, newer, same)] == [(0, 1, 0, 0), (1, 0, 0, 0), (0, 0, 1, 0)]
    assert [row[1] for row in stored()] == [14000, 10000]


def test_the_same_target_spelt_twice_must_agree(load):
    result = load("targets", "year,target,basis\n2024-25,1,\n2024-25,2,completed\n2024-25,3,shared\n")

    assert told(result.problems) == [(3, "target", "2")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2022,5,,,,", "year"),
        ("2022-24,5,,,,", "year"),
        ("2022-23,-5,,,,", "target"),
        ("2022-23,0,,,,", "target"),
        ("2022-23,,,,,", "target"),
        ("2022-23,5,nobody,,,", "agency"),
        ("2022-23,5,,wealth,,", "group"),
        ("2022-23,5,a,health,,", "group"),
        ("2022-23,5,,,counted,", "basis"),
        ("2022-23,5,,,,2026-11-21", "agreed_on"),
    ],
)
def test_each_rule_names_its_column(load, row, column):
    factories.agency(code="a")

    result = load("targets", f"{HEADER}2021-22,2000,,,,\n{row}\n")

    assert [(problem.line, problem.column) for problem in result.problems] == [(3, column)]
    assert stored() == []


def test_a_file_meets_neither_targets_of_other_kinds_nor_withdrawn_ones(load):
    about = {"year": "2024-25", "agreed_on": date(2024, 4, 1)}
    Target.objects.create(kind=Kind.TRAINED, target=250, **about)
    Target.objects.create(target=99, withdrawn_at=timezone.now(), withdrawal_reason="Twice", **about)

    result = load("targets", "year,target\n2024-25,7\n")

    assert counts(result) == (1, 0, 0, 0)
    assert sorted(row[1] for row in stored()) == [7, 99, 250]


def test_who_imported_a_target_stands_beside_it(load, cast):
    load("targets", "year,target\n2024-25,1\n", scope=cast.scope("esme"))

    assert Target.objects.get().recorded_by == cast.esme
    assert Target.objects.get().agreed_on == date(2024, 4, 1)
