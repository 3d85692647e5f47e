"""Training, network meetings and statutory plans from files."""

from datetime import date

import pytest

from agencies.models import NetworkMeeting, Training
from assessments.models import Child, Plan
from tests import factories
from tests.imports.conftest import counts, told

pytestmark = pytest.mark.django_db


def test_training_is_known_by_person_course_and_day(load):
    factories.agency(code="school")
    text = "person,agency,course,completed_on\nA@x.org,school,S&N,2022-10-03\n1001,school,S&N,2022-10-03\n"

    assert counts(load("training", text)) == (2, 0, 0, 0)
    assert counts(load("training", text.replace("A@x.org", "a@x.org"))) == (0, 0, 2, 0)
    assert set(Training.objects.values_list("person", flat=True)) == {"a@x.org", "1001"}


def test_training_that_moves_to_another_agency_is_updated(load):
    factories.agency(code="school")
    other = factories.agency(code="other")
    load("training", "person,agency,course,completed_on\n1001,school,S&N,2022-10-03\n")

    assert counts(load("training", "person,agency,course,completed_on\n1001,other,S&N,2022-10-03\n")) == (0, 1, 0, 0)
    assert Training.objects.get().agency == other


def test_training_after_the_agency_closed_is_an_error(load):
    factories.agency(code="school", active_to=date(2022, 9, 30))

    result = load("training", "person,agency,course,completed_on\n1001,school,S&N,2022-10-03\n")

    assert told(result.problems) == [(2, "completed_on", "2022-10-03")]
    assert not Training.objects.exists()


def test_network_meetings_keep_what_is_not_known_apart_from_none(load):
    text = (
        "locality,held_on,families_discussed,held,reason\n"
        "Central,2021-11-03,,no,Too few people\nNorth,2021-11-04,2,,\nsouth,2021-11-05,,yes,\n"
    )

    assert counts(load("networks", text)) == (3, 0, 0, 0)
    assert counts(load("networks", text)) == (0, 0, 3, 0)
    rows = NetworkMeeting.objects.order_by("held_on").values_list(
        "locality__name", "held", "families_discussed", "reason"
    )
    assert list(rows) == [
        ("Central", False, None, "Too few people"),
        ("North", True, 2, ""),
        ("South", True, None, ""),
    ]


def test_a_meeting_that_was_not_held_discussed_nobody(load):
    result = load("networks", "locality,held_on,families_discussed,held\nNorth,2021-11-03,2,no\n")

    assert told(result.problems) == [(2, "families_discussed", "2")]


def test_plans_know_their_child_by_reference(load):
    text = (
        "reference,child_reference,type,category,started_on,ended_on\n"
        "P1,C1,child-protection,neglect,03/10/2022,\nP2,C1,child-in-need,none,2022-10-04,2022-11-04\n"
    )

    assert counts(load("plans", text)) == (2, 0, 0, 0)
    assert counts(load("plans", text.replace("neglect", "physical"))) == (0, 1, 1, 0)
    child = Child.objects.get(reference="C1")
    assert {plan.child for plan in Plan.objects.all()} == {child}
    assert Plan.objects.get(reference="P1").category == "physical"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("P1,C1,child-protection,neglect,2022-10-03,2022-10-02", "ended_on"),
        ("P1,C1,care,neglect,2022-10-03,", "type"),
        ("P1,C1,child-protection,cold,2022-10-03,", "category"),
        ("P1,C1,child-protection,neglect,2031-10-03,", "started_on"),
    ],
)
def test_a_plan_that_does_not_fit_is_reported_by_its_cell(load, row, column):
    result = load("plans", f"reference,child_reference,type,category,started_on,ended_on\n{row}\n")

    assert [problem.column for problem in result.problems] == [column]
    assert not Plan.objects.exists()
