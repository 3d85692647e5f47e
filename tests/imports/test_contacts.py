from datetime import UTC, date, datetime

import pytest

from agencies.models import Agency, AuditEvent
from assessments.models import Child, Contact, Event, MashStandard
from tests import factories
from tests.imports.conftest import counts, told

pytestmark = pytest.mark.django_db

HEADER = "reference,received_at,source_agency,priority,decided_at,outcome,child_reference\n"


@pytest.fixture(autouse=True)
def police():
    return factories.agency("Police", code="police", group="police")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stored(**which):
    contact = Contact.objects.get(**which)
    children = sorted(contact.children.values_list("reference", flat=True))
    return contact, children


def one(row):
    return HEADER + row + "\n"


def test_rows_become_contacts_to_the_letter(load):
    result = load(
        "contacts",
        HEADER
        + "C1,01/07/2022 00:30,Police,amber,2022-07-01T16:00,no further action,K1\n"
        + "C2,2022-12-23 14:00,police,,,,K2\n"
        + "C1,01/07/2022 00:30,POLICE,Amber,2022-07-01T16:00,no-further-action,K3\n",
    )

    contact, children = stored(reference="C1")
    assert counts(result) == (2, 0, 0, 0)
    assert (contact.source, contact.source_agency.code) == ("main", "police")
    assert (contact.received_at, contact.received_on) == (utc("2022-06-30 23:30"), date(2022, 7, 1))
    assert (contact.priority, contact.decided_at, contact.outcome) == (
        "amber",
        utc("2022-07-01 15:00"),
        "no-further-action",
    )
    assert (contact.due_at, children) == (utc("2022-07-04 23:00"), ["K1", "K3"])
    plain, _ = stored(reference="C2")
    assert (plain.priority, plain.due_at, plain.decided_at, plain.outcome) == ("", None, None, "")


@pytest.mark.parametrize(
    ("received", "priority", "due"),
    [
        ("2022-10-01 10:00", "red", "2022-10-01 13:00"),  # four hours round the clock
        ("2022-10-30 00:30", "red", "2022-10-30 03:30"),  # also over a change of clocks
        ("2022-10-01 10:00", "amber", "2022-10-03 23:00"),  # Saturday: end of Monday
        ("2022-12-23 10:00", "green", "2022-12-31 00:00"),  # Christmas between
        ("2022-07-01 00:30", "amber", "2022-07-04 23:00"),  # the local day decides
    ],
)
def test_due_times_follow_the_standards(load, received, priority, due):
    load("contacts", one(f"C1,{received},police,{priority},,,K1"))

    assert stored()[0].due_at == utc(due)


def test_the_standard_of_the_day_of_receipt_holds(load):
    MashStandard.objects.create(priority="red", holds_from=date(2023, 1, 1), hours=2)

    load("contacts", HEADER + "C1,2022-12-31 23:00,police,red,,,K1\nC2,2023-01-01 00:00,police,red,,,K1\n")

    assert stored(reference="C1")[0].due_at == utc("2023-01-01 03:00")
    assert stored(reference="C2")[0].due_at == utc("2023-01-01 02:00")


def test_the_same_file_again_touches_nothing(load):
    text = one("C1,2022-10-03 10:00,police,red,,,K1") + "C1,2022-10-03 10:00,police,red,,,K2\n"
    load("contacts", text)
    before = [*Contact.objects.values(), *Child.objects.values(), Event.objects.count()]

    result = load("contacts", text)

    assert counts(result) == (0, 0, 1, 0)
    assert [*Contact.objects.values(), *Child.objects.values(), Event.objects.count()] == before
    assert Contact.objects.get().version == 1


def test_a_changed_row_updates_what_the_file_holds_and_leaves_the_rest(load):
    load("contacts", one("C1,2022-10-03 10:00,police,red,2022-10-03 12:00,advice,K1"))

    result = load(
        "contacts",
        "reference,received_at,source_agency,priority,child_reference\nC1,2022-10-03 11:00,police,green,K1\n",
    )

    contact, _ = stored()
    assert counts(result) == (0, 1, 0, 0)
    assert (contact.received_at, contact.priority, contact.due_at) == (
        utc("2022-10-03 10:00"),
        "green",
        utc("2022-10-06 23:00"),
    )
    assert (contact.outcome, contact.decided_at, contact.version) == ("advice", utc("2022-10-03 11:00"), 2)
    assert [(change.priority, change.due_at) for change in contact.priority_changes.all()] == [
        ("red", utc("2022-10-03 13:00")),
        ("green", utc("2022-10-06 23:00")),
    ]


def test_a_new_time_of_receipt_moves_the_due_time_of_the_priority_that_is_stored(load):
    load("contacts", one("C1,2022-10-03 10:00,police,red,,,K1"))

    load("contacts", "reference,received_at,source_agency,child_reference\nC1,2022-10-03 12:00,police,K1\n")

    contact, _ = stored()
    assert (contact.priority, contact.due_at) == ("red", utc("2022-10-03 15:00"))


def test_a_due_time_once_set_stays_when_standards_change(load):
    text = one("C1,2022-10-03 10:00,police,red,,,K1")
    load("contacts", text)
    MashStandard.objects.create(priority="red", holds_from=date(2022, 1, 1), hours=1)

    result = load("contacts", text)

    assert counts(result) == (0, 0, 1, 0)
    assert stored()[0].due_at == utc("2022-10-03 13:00")


def test_empty_cells_empty(load):
    load("contacts", one("C1,2022-10-03 10:00,police,red,2022-10-03 12:00,advice,K1"))

    load("contacts", one("C1,2022-10-03 10:00,police,,,,K1"))

    contact, _ = stored()
    assert (contact.priority, contact.due_at, contact.decided_at, contact.outcome) == ("", None, None, "")


def test_the_children_become_those_in_the_file(load):
    load("contacts", one("C1,2022-10-03 10:00,police,,,,K1") + "C1,2022-10-03 10:00,police,,,,K2\n")

    result = load("contacts", one("C1,2022-10-03 10:00,police,,,,K2") + "C1,2022-10-03 10:00,police,,,,K3\n")

    assert counts(result) == (0, 1, 0, 0)
    assert stored()[1] == ["K2", "K3"]
    assert Child.objects.count() == 3


@pytest.mark.parametrize("children", [["K1"], ["K1", "K2", "K3"]])
def test_one_child_more_or_less_is_an_update(load, children):
    load("contacts", one("C1,2022-10-03 10:00,police,,,,K1") + "C1,2022-10-03 10:00,police,,,,K2\n")

    result = load("contacts", HEADER + "".join(f"C1,2022-10-03 10:00,police,,,,{child}\n" for child in children))

    assert counts(result) == (0, 1, 0, 0)
    assert stored()[1] == children


def test_a_row_given_twice_counts_once(load):
    row = "C1,2022-10-03 10:00,police,,,,K1\n"

    assert counts(load("contacts", HEADER + row + row)) == (1, 0, 0, 0)
    assert stored()[1] == ["K1"]


def test_references_of_two_sources_never_meet(load):
    text = one("1001,2022-10-03 10:00,police,,,,K1")
    load("contacts", text, source="school-a")

    result = load("contacts", text, source="school-b")

    assert counts(result) == (1, 0, 0, 0)
    assert {(child.source, child.reference) for child in Child.objects.all()} == {
        ("school-a", "K1"),
        ("school-b", "K1"),
    }


def test_a_child_that_is_known_by_its_reference_is_used(load):
    load("children", "reference,forename,surname\nK1,Robin,Example\n")

    load("contacts", one("C1,2022-10-03 10:00,police,,,,K1"))

    assert stored()[0].children.get().surname == "Example"
    assert Child.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (",2022-10-03 10:00,police,,,,K", "reference"),
        ("C9,2022-10-03,police,,,,K", "received_at"),
        ("C9,31/02/2022 10:00,police,,,,K", "received_at"),
        ("C9,2022-03-27 01:30,police,,,,K", "received_at"),
        ("C9,2026-11-21 10:00,police,,,,K", "received_at"),
        ("C9,2022-10-03 10:00,nobody,,,,K", "source_agency"),
        ("C9,2022-10-03 10:00,police,blue,,,K", "priority"),
        ("C9,2022-10-03 10:00,police,,2022-10-03 11:00,,K", "outcome"),
        ("C9,2022-10-03 10:00,police,,,advice,K", "decided_at"),
        ("C9,2022-10-03 10:00,police,,2022-10-03 09:00,advice,K", "decided_at"),
        ("C9,2022-10-03 10:00,police,,2026-11-21 09:00,advice,K", "decided_at"),
        ("C9,2022-10-03 10:00,police,,2022-10-03 11:00,nothing,K", "outcome"),
        ("C9,2022-10-03 10:00,police,,,,", "child_reference"),
        ("C1,2022-10-03 10:01,police,,,,K", "received_at"),
    ],
)
def test_each_rule_names_its_column_and_keeps_everything_out(load, row, column):
    result = load("contacts", f"{HEADER}C1,2022-10-03 10:00,police,,,,K\n{row}\n")

    assert [(problem.line, problem.column) for problem in result.problems] == [(3, column)]
    assert counts(result) == (0, 0, 0, 1)
    assert not Contact.objects.exists()
    assert not Child.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_decision_in_one_column_is_held_against_what_is_stored(load):
    load(
        "contacts", one("C1,2022-10-03 10:00,police,,2022-10-03 12:00,advice,K1") + "C2,2022-10-03 10:00,police,,,,K1\n"
    )
    header = "reference,received_at,source_agency,outcome,child_reference\n"

    corrected = load("contacts", header + "C1,2022-10-03 10:00,police,early-help,K1\n")
    refused = load("contacts", header + "C2,2022-10-03 10:00,police,early-help,K1\n")

    assert counts(corrected) == (0, 1, 0, 0)
    assert told(refused.problems) == [(2, "decided_at", "")]


def test_after_the_agency_closed_is_an_error_and_before_it_began_a_warning(load):
    Agency.objects.filter(code="police").update(active_from=date(2022, 4, 1), active_to=date(2022, 10, 3))

    early = load("contacts", one("C1,2022-03-31 10:00,police,,,,K1"))
    late = load("contacts", one("C2,2022-10-04 00:10,police,,,,K1") + "C3,2022-10-03 23:50,police,,,,K1\n")

    assert (counts(early), told(early.warnings)) == ((1, 0, 0, 0), [(2, "received_at", "2022-03-31 10:00")])
    assert told(late.problems) == [(2, "received_at", "2022-10-04 00:10")]


def test_a_child_born_more_than_nine_months_later_is_a_warning(load):
    load("children", "reference,forename,surname,date_of_birth\nK1,A,B,2023-07-04\nK2,A,B,2023-07-03\n")

    result = load("contacts", HEADER + "C1,2022-10-03 10:00,police,,,,K1\nC2,2022-10-03 10:00,police,,,,K2\n")

    assert result.accepted
    assert told(result.warnings) == [(2, "received_at", "2022-10-03 10:00")]


def test_events_and_one_audit_row_are_written_with_the_records(load, cast):
    load("contacts", one("C1,2022-10-03 10:00,police,,,,K1"), scope=cast.scope("dev"))
    load("contacts", one("C1,2022-10-03 10:00,police,red,,,K1"), scope=cast.scope("dev"))

    contact, _ = stored()
    assert [
        (event.kind, event.occurred_on, event.actor) for event in Event.objects.filter(contact=contact).order_by("id")
    ] == [("contact.imported", date(2022, 10, 3), cast.dev), ("contact.corrected", date(2026, 11, 20), cast.dev)]
    assert [(row.action, row.actor, row.detail["updated"]) for row in AuditEvent.objects.order_by("id")] == [
        ("import.contacts", cast.dev, 0),
        ("import.contacts", cast.dev, 1),
    ]


def test_own_rows_only(load):
    result = load("contacts", one("C1,2022-10-03 10:00,police,,,,K1"), own_agency="school")

    assert told(result.problems) == [(2, "source_agency", "police")]
