from datetime import UTC, date, datetime

import pytest

from agencies.models import Agency
from assessments.models import Assessment, Child, Event, Family, Pilot
from tests import factories
from tests.imports.conftest import counts, told

pytestmark = pytest.mark.django_db

HEADER = (
    "reference,agency,completed_on,shared_on,child_reference,family_reference,pilot,level_of_need,locality,author,"
    "lead_professional,lead_professional_agency,consent,sharing_reason,priorities,closed_on,closure_reason\n"
)
PLAIN = "reference,agency,completed_on,child_reference\n"


@pytest.fixture(autouse=True)
def agencies():
    factories.agency("Town School", code="school")
    factories.agency("Health visitors", code="hv", group="health")


def test_rows_become_assessments_to_the_letter(load):
    result = load(
        "assessments",
        HEADER
        + "A1,School,03/10/2022,2022-10-04,K1,F1,HV pilot,2,North, Ms =Smith ,Mr Jones,hv,Yes,,SEND;mental health,,\n"
        + "A2,hv,2022-10-05,,K2,,,,,,,,no,,,2022-12-01,Needs met\n"
        + "A1,school,2022-10-03,04/10/2022,K3,F1,HV pilot,2,north, Ms =Smith ,Mr Jones,HV,yes,,mental-health;send,,\n",
    )

    first = Assessment.objects.get(reference="A1")
    assert counts(result) == (2, 0, 0, 0)
    assert (first.source, first.agency.code, first.status) == ("main", "school", "completed")
    assert (first.completed_on, first.shared_on) == (date(2022, 10, 3), date(2022, 10, 4))
    assert sorted(first.children.values_list("reference", flat=True)) == ["K1", "K3"]
    assert (first.pilot.code, first.pilot.name, first.level_of_need, first.locality.code) == (
        "hv-pilot",
        "HV pilot",
        2,
        "north",
    )
    assert (first.author_name, first.lead_professional_name, first.lead_professional_agency.code) == (
        " Ms =Smith ",
        "Mr Jones",
        "hv",
    )
    assert (first.consent, first.priorities) == ("yes", ["mental-health", "send"])
    assert sorted(member.child.reference for member in first.family.members.all()) == ["K1", "K3"]
    second = Assessment.objects.get(reference="A2")
    assert (second.status, second.closed_on, second.closure_reason, second.shared_on) == (
        "closed",
        date(2022, 12, 1),
        "needs-met",
        None,
    )
    assert (second.pilot, second.family, second.priorities, second.consent) == (None, None, [], "no")


def test_the_same_file_again_touches_nothing(load):
    text = HEADER + "A1,school,2022-10-03,2022-10-04,K1,F1,hv,2,North,x,y,hv,yes,,send,2022-12-01,other\n"
    load("assessments", text)
    before = [*Assessment.objects.values(), *Child.objects.values(), *Family.objects.values(), Event.objects.count()]

    result = load("assessments", text)

    after = [*Assessment.objects.values(), *Child.objects.values(), *Family.objects.values(), Event.objects.count()]
    assert counts(result) == (0, 0, 1, 0)
    assert after == before


def test_a_missing_column_leaves_and_an_empty_cell_empties(load):
    load("assessments", HEADER + "A1,school,2022-10-03,2022-10-04,K1,F1,hv,2,North,x,y,hv,yes,,send,2022-12-01,other\n")

    result = load(
        "assessments", "reference,agency,completed_on,child_reference,pilot,shared_on\nA1,hv,2022-10-03,K1,,\n"
    )

    changed = Assessment.objects.get()
    assert counts(result) == (0, 1, 0, 0)
    assert (changed.agency.code, changed.pilot, changed.shared_on) == ("hv", None, None)
    assert (changed.level_of_need, changed.family.reference, changed.priorities) == (2, "F1", ["send"])
    assert (changed.status, changed.closed_on, changed.version) == ("closed", date(2022, 12, 1), 2)


def test_emptying_the_closing_day_opens_it_again(load):
    header = PLAIN.strip() + ",closed_on,closure_reason\n"
    load("assessments", header + "A1,school,2022-10-03,K1,2022-12-01,other\n")

    load("assessments", header + "A1,school,2022-10-03,K1,,\n")

    assert (Assessment.objects.get().status, Assessment.objects.get().closure_reason) == ("completed", "")


def test_the_children_become_those_in_the_file(load):
    load("assessments", PLAIN + "A1,school,2022-10-03,K1\nA2,school,2022-10-03,K1\nA1,school,2022-10-03,K2\n")

    result = load("assessments", PLAIN + "A1,school,2022-10-03,K3\n")

    assert counts(result) == (0, 1, 0, 0)
    assert list(Assessment.objects.get(reference="A1").children.values_list("reference", flat=True)) == ["K3"]
    assert list(Assessment.objects.get(reference="A2").children.values_list("reference", flat=True)) == ["K1"]


def test_a_pilot_that_is_known_is_used(load):
    known = Pilot.objects.create(code="hv-early-help", name="Health Visitor Early Help pilot")

    load("assessments", PLAIN.strip() + ",pilot\nA1,school,2022-10-03,K1,HV-Early-Help\n")

    assert Assessment.objects.get().pilot == known
    assert Pilot.objects.count() == 1


def test_a_withdrawn_assessment_stays_withdrawn(load):
    load("assessments", PLAIN + "A1,school,2022-10-03,K1\n")
    Assessment.objects.update(status="withdrawn", withdrawn_at=datetime(2022, 11, 1, tzinfo=UTC), withdrawn_reason="x")

    result = load("assessments", PLAIN + "A1,school,2022-10-04,K1\n")

    assert Assessment.objects.get().status == "withdrawn"
    assert told(result.warnings) == [(2, "reference", "A1")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",school,2022-10-03,,K,,,,,,,,,,,,", "reference"),
        ("A9,nobody,2022-10-03,,K,,,,,,,,,,,,", "agency"),
        ("A9,school,,,K,,,,,,,,,,,,", "completed_on"),
        ("A9,school,2026-11-21,,K,,,,,,,,,,,,", "completed_on"),
        ("A9,school,2022-10-03,2026-11-21,K,,,,,,,,,,,,", "shared_on"),
        ("A9,school,2022-10-03,,,,,,,,,,,,,,", "child_reference"),
        ("A9,school,2022-10-03,,K,,---,,,,,,,,,,", "pilot"),
        ("A9,school,2022-10-03,,K,,,5,,,,,,,,,", "level_of_need"),
        ("A9,school,2022-10-03,,K,,,,West,,,,,,,,", "locality"),
        ("A9,school,2022-10-03,,K,,,,,,,nobody,,,,,", "lead_professional_agency"),
        ("A9,school,2022-10-03,,K,,,,,,,,maybe,,,,", "consent"),
        ("A9,school,2022-10-03,2022-10-04,K,,,,,,,,no,,,,", "sharing_reason"),
        ("A9,school,2022-10-03,,K,,,,,,,,,,send;x,,", "priorities"),
        ("A9,school,2022-10-03,,K,,,,,,,,,,,2022-12-01,", "closure_reason"),
        ("A9,school,2022-10-03,,K,,,,,,,,,,,,other", "closed_on"),
        ("A9,school,2022-10-03,,K,,,,,,,,,,,2022-10-02,other", "closed_on"),
        ("A9,school,2022-10-03,,K,,,,,,,,,,,2026-11-21,other", "closed_on"),
        ("A1,hv,2022-10-03,,K,,,,,,,,,,,,", "agency"),
    ],
)
def test_each_rule_names_its_column_and_keeps_everything_out(load, row, column):
    result = load("assessments", f"{HEADER}A1,school,2022-10-03,,K,,,,,,,,,,,,\n{row}\n")

    assert [(problem.line, problem.column) for problem in result.problems] == [(3, column)]
    assert not Assessment.objects.exists()
    assert not Child.objects.exists()


def test_sharing_without_agreement_is_kept_with_its_reason(load):
    result = load(
        "assessments",
        PLAIN.strip() + ',shared_on,consent,sharing_reason\nA1,school,2022-10-03,K1,2022-10-03,no,"At risk,\nsaid X"\n',
    )

    assert result.accepted
    assert Assessment.objects.get().sharing_reason == "At risk,\nsaid X"


def test_what_the_file_lacks_is_held_against_what_is_stored(load):
    load("assessments", PLAIN.strip() + ",consent\nA1,school,2022-10-03,K1,no\n")

    shared = load("assessments", PLAIN.strip() + ",shared_on\nA1,school,2022-10-03,K1,2022-10-04\n")

    assert told(shared.problems) == [(2, "sharing_reason", "")]


def test_after_the_agency_closed_is_an_error_and_before_it_began_a_warning(load):
    Agency.objects.filter(code="school").update(active_from=date(2022, 4, 1), active_to=date(2022, 10, 3))

    early = load("assessments", PLAIN + "A1,school,2022-03-31,K1\nA2,school,2022-10-03,K1\n")
    late = load("assessments", PLAIN + "A3,school,2022-10-04,K1\n")

    assert (counts(early), told(early.warnings)) == ((2, 0, 0, 0), [(2, "completed_on", "2022-03-31")])
    assert told(late.problems) == [(2, "completed_on", "2022-10-04")]


def test_a_child_born_more_than_nine_months_later_is_a_warning(load):
    load("children", "reference,forename,surname,date_of_birth\nK1,A,B,2023-07-04\nK2,A,B,2023-07-03\n")

    result = load("assessments", PLAIN + "A1,school,2022-10-03,K1\nA2,school,2022-10-03,K2\n")

    assert told(result.warnings) == [(2, "completed_on", "2022-10-03")]


def test_own_rows_only(load):
    result = load("assessments", PLAIN + "A1,school,2022-10-03,K1\nA2,hv,2022-10-03,K1\n", own_agency="school")

    assert told(result.problems) == [(3, "agency", "hv")]


def test_events_tell_of_new_and_changed_records(load, cast):
    load("assessments", PLAIN + "A1,school,2022-10-03,K1\n", scope=cast.scope("ben"))
    load("assessments", PLAIN + "A1,school,2022-10-04,K1\n", scope=cast.scope("ben"))

    events = Event.objects.filter(assessment__reference="A1").order_by("id")
    assert [(event.kind, event.occurred_on, event.actor) for event in events] == [
        ("assessment.imported", date(2022, 10, 3), cast.ben),
        ("assessment.corrected", date(2026, 11, 20), cast.ben),
    ]
