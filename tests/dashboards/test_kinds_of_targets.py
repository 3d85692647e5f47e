"""Targets of staff trained and of red contacts in time; what is allocated; versions recorded by mistake."""

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from agencies.models import Group
from dashboards.measures import attainment
from dashboards.measures.asking import Question, question
from dashboards.measures.attainment import Attainment
from dashboards.measures.definitions import BY_KEY
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import Basis, Kind, Target
from dashboards.presenters import targets as presenter
from dashboards.selectors import targets
from dashboards.selectors.targets import YearTarget
from dashboards.services import targets as services
from ehtrack.lib.calendar import FinancialYear
from tests import factories
from tests.cast import Cast

NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
TODAY = NOW.date()
AGREED = date(2022, 4, 1)
YEAR = FinancialYear(2022)
POSTED = {
    "request_key": "4b0e9b5e-7f0e-4bb4-9d4b-0a5d3f3b8a13",
    "kind": "trained",
    "year": "2022-23",
    "target": "250",
    "agreed_on": "2022-09-01",
    "basis": "shared",
}


def target(number: int, **fields: Any) -> Target:
    return Target.objects.create(**{"year": "2022-23", "agreed_on": AGREED, "target": number, **fields})


def text(cast: Cast, address: str) -> str:
    return " ".join(strip_tags(cast.client("esme").get(address).content.decode()).replace("&amp;", "&").split())


def attained(asked: Question) -> dict[Kind, Attainment]:
    with one_snapshot():
        return Figures(asked, now=NOW).attained


def of_kind(kind: Kind, wanted: int, reached: int, out_of: int | None = None, m: int = 10) -> Attainment:
    return Attainment(kind, YearTarget(wanted, Basis.COMPLETED), reached, out_of, m)


@pytest.mark.parametrize(
    ("one", "expected", "rag", "told"),
    [
        (of_kind(Kind.TRAINED, 300, 250), Fraction(300), "green", "on target"),
        (of_kind(Kind.TRAINED, 300, 225), Fraction(270), "amber", "10% below target"),
        (of_kind(Kind.TRAINED, 300, 224), Fraction(1344, 5), "red", "10% below target"),
        (of_kind(Kind.TRAINED, 300, 0, m=0), None, None, None),
        (of_kind(Kind.RED_IN_TIME, 95, 19, 20), Fraction(95), "green", "on target"),
        (of_kind(Kind.RED_IN_TIME, 90, 81, 100), Fraction(81), "amber", "9 percentage points below target"),
        (of_kind(Kind.RED_IN_TIME, 90, 80, 100), Fraction(80), "red", "10 percentage points below target"),
        (of_kind(Kind.RED_IN_TIME, 95, 949, 1000), Fraction(949, 10), "amber", "just below target"),
        (of_kind(Kind.RED_IN_TIME, 95, 0, 0), None, None, None),
    ],
)
def test_a_number_is_held_against_the_straight_line_and_a_share_as_it_stands(
    one: Attainment, expected: Fraction | None, rag: str | None, told: str | None
) -> None:
    assert (one.expected, one.rag, one.gap_text) == (expected, rag, told)


def test_every_kind_is_counted_by_a_declared_measure() -> None:
    assert {BY_KEY[kind.measure].key for kind in Kind} == {"assessments", "trained", "on-time-red"}


@pytest.fixture
def furnished(clone: str, cast: Cast) -> Cast:
    """Three people trained in the complete months, one of them twice, and one in February; 2 of 3 red in time."""
    for person, day in [("a", 1), ("b", 2), ("b", 3)]:
        factories.training(cast.school, person=person, completed_on=date(2022, 10, day))
    factories.training(cast.health, person="c", completed_on=date(2023, 1, 31))
    factories.training(cast.health, person="d", completed_on=date(2023, 2, 1))
    for hour in (10, 11, 13):
        factories.contact(
            cast.school,
            received_at=datetime(2022, 12, 1, 8, tzinfo=UTC),
            due_at=datetime(2022, 12, 1, 12, tzinfo=UTC),
            decided_at=datetime(2022, 12, 1, hour, tzinfo=UTC),
            priority="red",
            outcome="advice",
        )
    factories.assessment(cast.school, completed_on=date(2022, 10, 1))
    return cast


@time_machine.travel(NOW)
def test_each_kind_is_counted_in_the_complete_months_of_the_year(furnished: Cast) -> None:
    target(4, kind=Kind.TRAINED)
    target(90, kind=Kind.RED_IN_TIME)
    target(7)

    to_january = attained(question(today=TODAY))
    to_february = attained(question(today=TODAY, as_of=TODAY, first=date(2023, 2, 1)))

    told = {kind: (one.target.target, one.reached, one.out_of, one.m) for kind, one in to_january.items()}
    assert told == {
        Kind.ASSESSMENTS: (7, 1, None, 10),
        Kind.TRAINED: (4, 3, None, 10),
        Kind.RED_IN_TIME: (90, 2, 3, 10),
    }
    assert to_february == to_january


@time_machine.travel(NOW)
def test_what_the_list_says_of_an_organisation_is_what_its_own_figures_say(furnished: Cast) -> None:
    education = Group.objects.get(code="education")
    for kind, number in [(Kind.ASSESSMENTS, 5), (Kind.TRAINED, 3), (Kind.RED_IN_TIME, 80)]:
        target(number, kind=kind, group=education)
    target(9, kind=Kind.TRAINED, group=Group.objects.get(code="health"))

    with one_snapshot():
        asked = question(today=TODAY)
        listed = attainment.of_groups(asked, Figures(asked, now=NOW).groups)

    own = attained(question(today=TODAY, group=education))
    assert {one.kind: one for name, one in listed if name == "Education"} == own
    assert [(name, one.reached) for name, one in listed if one.kind is Kind.TRAINED] == [
        ("Health", 1),
        ("Education", 2),
    ]


@time_machine.travel(NOW)
def test_the_target_stands_beside_the_figure_and_on_the_list(furnished: Cast) -> None:
    target(8, kind=Kind.TRAINED)
    target(90, kind=Kind.RED_IN_TIME)

    trained = "Target for 2022-23: 8 people trained. Agreed on 1 April 2022."
    so_far = "3 people so far, 4 people in the whole year."
    assert f"{trained} {so_far} 55% below target" in text(furnished, "/figures/?topic=workforce")
    red = "90% of red contacts decided in time. Agreed on 1 April 2022. 67% (2 of 3 decided) so far."
    assert f"{red} 23 percentage points below target" in text(furnished, "/figures/?topic=contacts")
    assert "Target for" not in text(furnished, "/figures/?topic=tafs")
    waiting = {"due_at": datetime(2023, 1, 30, 4, tzinfo=UTC), "priority": "red", "decided_at": None}
    factories.contact(furnished.school, received_at=datetime(2023, 1, 30, tzinfo=UTC), **waiting)
    page = furnished.client("esme").get("/targets/")
    assert "Not decided yet: 1 MASH contact, of which overdue 1." in page.content.decode()
    rows = page.context["progress"].rows
    assert [[strip_tags(str(cell)) for cell in row[1:]] for row in rows] == [
        ["8 people trained", "3 people", "4 people", "55% below target"],
        [
            "90% of red contacts decided in time",
            "67% (2 of 3 decided)",
            "The same",
            "23 percentage points below target",
        ],
    ]


@time_machine.travel(NOW)
def test_a_version_agreed_after_the_as_of_date_is_told_of_every_kind(furnished: Cast) -> None:
    later = date(2023, 2, 13)
    target(8, kind=Kind.TRAINED, agreed_on=later)
    target(90, kind=Kind.RED_IN_TIME)
    target(95, kind=Kind.RED_IN_TIME, agreed_on=later)

    contacts, trained, first = (text(furnished, f"/figures/?topic={topic}") for topic in ("contacts", "workforce", ""))

    told = (
        "A target of 95% of red contacts decided in time was agreed on 13 February 2023: figures up to 31 January 2023"
    )
    assert f"67% (2 of 3 decided) so far. {told} still use 90%." in contacts
    told = "A target of 8 people trained was agreed on 13 February 2023: figures up to 31 January 2023 do not use it."
    assert f"No target is set for 2022-23. {told}" in trained
    assert "was agreed on" not in first
    assert "was agreed on" not in text(furnished, "/figures/?topic=workforce&as_of=2023-02-13")


@time_machine.travel(NOW)
def test_a_target_of_another_kind_changes_no_target_of_assessments(furnished: Cast) -> None:
    target(50)
    target(4, kind=Kind.TRAINED, agreed_on=date(2022, 9, 1))
    target(9, kind=Kind.TRAINED, year="2024-25")
    target(4, kind=Kind.TRAINED, year="2020-21")

    assert targets.for_year(YEAR, as_of=TODAY) == YearTarget(50, Basis.COMPLETED, AGREED)
    assert targets.for_year(FinancialYear(2021), as_of=TODAY) is None
    assert targets.of_kinds(FinancialYear(2023), as_of=TODAY, basis=Basis.COMPLETED) == {}


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("changed", "field", "error"),
    [
        ({"kind": "red-in-time", "target": "101"}, "target", "A percentage must be 100 or less"),
        ({"kind": "happiness"}, "kind", None),
        ({"target": "0"}, "target", "The target must be 1 or more"),
    ],
)
def test_a_target_that_cannot_be_is_refused(cast: Cast, changed: dict, field: str, error: str | None) -> None:
    answer = cast.client("esme").post("/targets/new/", {**POSTED, **changed})

    assert answer.context["form"].errors[field] == ([error] if error else answer.context["form"].errors[field])
    assert not Target.objects.exists()


@time_machine.travel(NOW)
def test_another_kind_is_recorded_with_the_same_form_and_without_a_basis(cast: Cast) -> None:
    assert cast.client("esme").post("/targets/new/", POSTED).status_code == 302

    assert list(Target.objects.values_list("kind", "target", "basis")) == [("trained", 250, "completed")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": 0},
        {"kind": "happiness"},
        {"kind": "red-in-time", "target": 101},
        {"kind": "trained", "basis": "shared"},
        {"withdrawn_at": NOW},
        {"withdrawal_reason": "Twice"},
    ],
)
@pytest.mark.django_db
def test_the_database_holds_the_rules_of_targets(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        target(wrong.get("target", 5), **{key: value for key, value in wrong.items() if key != "target"})


def allocation(whole: int, groups: dict[str, int], agencies: dict[str, int], cast: Cast) -> list[str]:
    target(whole)
    for code, number in groups.items():
        target(number, group=Group.objects.get(code=code))
    for name, number in agencies.items():
        target(number, agency=getattr(cast, name))
    (row,) = presenter.allocated(targets.allocations(as_of=TODAY)).rows
    return [strip_tags(str(cell)) for cell in row]


@pytest.mark.parametrize(
    ("groups", "agencies", "told"),
    [
        ({}, {}, ["None set", "", "None set", ""]),
        ({"health": 600}, {"school": 1000}, ["600", "400 unallocated", "1000", "All allocated"]),
        (
            {"health": 600, "education": 500},
            {"school": 1, "health": 2},
            ["1100", "100 over-allocated", "3", "997 unallocated"],
        ),
    ],
)
def test_the_sums_stand_beside_the_partnership_with_what_is_left(
    clone: str, cast: Cast, groups: dict, agencies: dict, told: list[str]
) -> None:
    assert allocation(1000, groups, agencies, cast) == ["2022-23", "1000", *told]


def test_sums_take_the_version_that_holds_and_say_when_bases_differ(clone: str, cast: Cast) -> None:
    target(10, agency=cast.school)
    target(30, agency=cast.school, agreed_on=date(2022, 9, 1), basis=Basis.SHARED)
    target(5, agency=cast.health)
    services.withdraw(scope=cast.scope("esme"), target=target(99, agency=cast.lcss), reason="Twice", now=NOW)

    (found,) = targets.allocations(as_of=TODAY)

    assert (found.whole, found.groups, found.agencies, found.mixed) == (None, None, 35, True)


@time_machine.travel(NOW)
def test_the_page_of_targets_takes_as_many_queries_with_one_agency_as_with_twenty(furnished: Cast) -> None:
    def queries(agencies: int) -> int:
        for n in range(agencies):
            target(n + 1, agency=factories.agency())
        with CaptureQueriesContext(connection) as own, CaptureQueriesContext(connections["reporting"]) as counted:
            assert client.get("/targets/").status_code == 200
        return len(own) + len(counted)

    client = furnished.client("esme")
    target(100)
    target(9, group=Group.objects.get(code="health"), kind=Kind.TRAINED)
    queries(1)

    assert queries(1) == queries(20)
