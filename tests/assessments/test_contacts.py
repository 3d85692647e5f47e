from datetime import UTC, date, datetime, timedelta

import pytest

from agencies.errors import NotAllowedYet, Stale
from agencies.models import AuditEvent
from assessments.facts import ContactFact
from assessments.models import Contact, Event, MashStandard
from assessments.services import contacts
from assessments.services.contacts import ContactDetails
from tests import factories

RECEIVED = datetime(2023, 1, 11, 9, 30, tzinfo=UTC)  # a Wednesday
RED_DUE = RECEIVED + timedelta(hours=4)
AMBER_DUE = datetime(2023, 1, 13, tzinfo=UTC)
GREEN_DUE = datetime(2023, 1, 17, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dev(cast):
    return cast.scope("dev")


@pytest.fixture
def logged(cast, dev):
    def do(now=RECEIVED + timedelta(minutes=10), **fields):
        named = {name: fields.pop(name) for name in ("priority", "reference", "children") if name in fields}
        details = ContactDetails(**{"received_at": RECEIVED, "source_agency": cast.school, **fields})
        return contacts.log(
            scope=dev, details=details, now=now, **{"children": [factories.child()], "priority": "", **named}
        )

    return do


@pytest.fixture
def prioritise(dev):
    def do(contact, priority, now, reason="New facts"):
        return contacts.prioritise(
            scope=dev, contact=contact, priority=priority, reason=reason, version=contact.version, now=now
        )

    return do


@pytest.fixture
def decide(dev):
    def do(contact, outcome="advice", at=RECEIVED + timedelta(hours=1), **fields):
        return contacts.record_decision(
            scope=dev,
            contact=contact,
            outcome=outcome,
            decided_at=at,
            reason="Because",
            version=contact.version,
            now=at + timedelta(minutes=1),
            **fields,
        )

    return do


def on_time(contact):
    return ContactFact.objects.get(id=contact.pk).on_time


def test_a_contact_gets_a_reference_and_the_clock_starts_at_receipt(logged):
    contact = logged(priority="amber")

    assert contact.reference.startswith("MC-")
    assert (contact.received_on, contact.priority, contact.due_at) == (date(2023, 1, 11), "amber", AMBER_DUE)
    assert [(row.priority, row.due_at) for row in contact.priority_changes.all()] == [("amber", AMBER_DUE)]
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "contact.received",
        "contact.prioritised",
    ]
    assert AuditEvent.objects.filter(action="contact.received", subject_ids=[contact.pk]).exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"children": []}, "at least one child"),
        ({"family_agreed": False}, "reason for going without"),
        ({"received_at": RECEIVED + timedelta(days=1)}, "in the future"),
    ],
)
def test_what_a_contact_cannot_be_logged_without(logged, fields, words):
    with pytest.raises(NotAllowedYet, match=words):
        logged(**fields)

    assert not Contact.objects.exists()


def test_a_reference_that_is_there_is_refused(logged):
    logged(reference="M-1")

    with pytest.raises(NotAllowedYet, match="M-1"):
        logged(reference="M-1")


def test_nothing_is_logged_when_the_audit_fails(logged, monkeypatch):
    monkeypatch.delattr("agencies.services.audit.record")
    with pytest.raises(AttributeError):
        logged(priority="red")

    assert not Contact.objects.exists()
    assert not Event.objects.exists()


def test_another_priority_is_due_from_receipt_and_needs_a_reason(logged, prioritise):
    contact = logged(priority="green")

    with pytest.raises(NotAllowedYet, match="reason"):
        prioritise(contact, "red", RECEIVED + timedelta(hours=2), reason="")
    with pytest.raises(NotAllowedYet, match="green already"):
        prioritise(contact, "green", RECEIVED + timedelta(hours=2))
    contact = prioritise(contact, "red", RECEIVED + timedelta(hours=2))

    assert (contact.due_at, contact.missed_earlier_due) == (RED_DUE, False)
    assert [row.priority for row in contact.priority_changes.all()] == ["green", "red"]


@pytest.mark.parametrize(
    ("changed_at", "late"),
    [
        (RED_DUE - timedelta(minutes=1), False),
        (RED_DUE, False),
        (RED_DUE + timedelta(minutes=1), True),
    ],
)
def test_a_downgrade_after_the_earlier_due_time_leaves_the_contact_late(logged, prioritise, decide, changed_at, late):
    contact = prioritise(logged(priority="red"), "amber", changed_at)

    contact = decide(contact, at=changed_at + timedelta(hours=1))

    assert (contact.due_at, contact.missed_earlier_due) == (AMBER_DUE, late)
    assert on_time(contact) is not late


def test_once_missed_stays_missed_through_further_changes(logged, prioritise):
    contact = prioritise(logged(priority="red"), "amber", RED_DUE + timedelta(hours=1))

    contact = prioritise(contact, "green", RED_DUE + timedelta(hours=2))

    assert contact.missed_earlier_due


@pytest.mark.parametrize(
    ("decided_at", "expected"),
    [(RED_DUE - timedelta(minutes=1), True), (RED_DUE, True), (RED_DUE + timedelta(seconds=1), False)],
)
def test_exactly_at_the_due_time_is_in_time(logged, decide, decided_at, expected):
    assert on_time(decide(logged(priority="red"), at=decided_at)) is expected


def test_the_standard_of_the_day_of_receipt_is_used(logged):
    MashStandard.objects.create(priority="red", holds_from=date(2023, 1, 11), hours=2)

    assert logged(priority="red").due_at == RECEIVED + timedelta(hours=2)


def test_a_decision_moves_the_contact_once(logged, decide, prioritise):
    contact = decide(logged(priority="red"), "no-further-action")

    assert contact.outcome == "no-further-action"
    assert Event.objects.filter(kind="contact.decided", contact=contact).exists()
    with pytest.raises(NotAllowedYet, match="decided already"):
        decide(contact)
    with pytest.raises(NotAllowedYet, match="decided"):
        prioritise(contact, "green", RED_DUE)


def test_early_help_names_who_completes_the_assessment(cast, logged, decide):
    contact = logged()

    with pytest.raises(NotAllowedYet, match="agency"):
        decide(contact, "early-help")
    with pytest.raises(NotAllowedYet, match="agency"):
        decide(contact, "advice", early_help_agency=cast.school)
    contact = decide(contact, "early-help", early_help_agency=cast.school)

    assert contact.early_help_agency == cast.school


def test_a_decision_is_after_receipt_and_not_in_the_future(dev, logged, decide):
    contact = logged()

    with pytest.raises(NotAllowedYet, match="before the contact"):
        decide(contact, at=RECEIVED - timedelta(minutes=1))
    with pytest.raises(NotAllowedYet, match="in the future"):
        contacts.record_decision(
            scope=dev,
            contact=contact,
            outcome="advice",
            decided_at=RECEIVED + timedelta(days=1),
            reason="Because",
            version=contact.version,
            now=RECEIVED,
        )


def test_the_referrer_is_told_after_the_decision(dev, logged, decide):
    contact = logged()
    tell = {"scope": dev, "feedback": "Thank you", "told_at": RECEIVED + timedelta(hours=2)}

    with pytest.raises(NotAllowedYet, match="Record the decision"):
        contacts.tell_referrer(contact=contact, version=contact.version, **tell)
    contact = decide(contact)
    contact = contacts.tell_referrer(contact=contact, version=contact.version, **tell)

    assert (contact.feedback, contact.feedback_at) == ("Thank you", tell["told_at"])


@pytest.fixture
def correct(dev):
    def do(contact, children=None, now=datetime(2023, 2, 1, tzinfo=UTC), **changes):
        return contacts.correct(
            scope=dev,
            contact=contact,
            changes=changes,
            reason="Read again",
            children=children,
            version=contact.version,
            now=now,
        )

    return do


def test_another_time_of_receipt_sets_the_due_time_and_lateness_anew(logged, prioritise, correct):
    contact = prioritise(logged(priority="red"), "amber", RED_DUE + timedelta(minutes=30))
    assert contact.missed_earlier_due

    contact = correct(contact, received_at=RECEIVED + timedelta(hours=1))

    assert (contact.due_at, contact.missed_earlier_due) == (AMBER_DUE, False)
    contact = correct(contact, received_at=RECEIVED - timedelta(days=1))
    assert (contact.due_at, contact.missed_earlier_due) == (AMBER_DUE - timedelta(days=1), True)


def test_a_correction_moves_the_contact_to_another_agency_and_keeps_what_was(cast, logged, correct):
    contact = logged()

    contact = correct(contact, source_agency=cast.health)

    assert ContactFact.objects.get().agency_id == cast.health.pk
    assert [row.source_agency_id for row in contact.history.all()] == [cast.school.pk]
    assert Event.objects.get(kind="contact.corrected").reason == "Read again"


def test_a_decision_is_corrected_but_never_made_by_correcting(logged, decide, correct):
    contact = logged()

    with pytest.raises(NotAllowedYet, match="Record the decision"):
        correct(contact, outcome="advice")
    contact = correct(decide(contact), outcome="no-further-action")

    assert contact.outcome == "no-further-action"


def test_a_corrected_receipt_cannot_pass_the_decision(logged, decide, correct):
    contact = decide(logged())

    with pytest.raises(NotAllowedYet, match="before the contact"):
        correct(contact, received_at=RECEIVED + timedelta(hours=3))


def test_a_link_to_a_merged_record_stays_while_its_child_does(logged, correct):
    keep = factories.child()
    duplicate = factories.child(merged_into=keep)
    contact = logged(children=[duplicate])
    other = factories.child()

    correct(contact, children=[keep, other])
    assert set(contact.links.values_list("child", flat=True)) == {duplicate.pk, other.pk}

    contact.refresh_from_db()
    correct(contact, children=[other])
    assert set(contact.links.values_list("child", flat=True)) == {other.pk}


def test_an_older_version_is_stale_and_changes_nothing(dev, logged, decide):
    contact = logged(priority="red")
    decide(contact)

    for action, values in (
        (contacts.correct, {"changes": {"concern": "Other"}, "reason": "Typo", "now": RED_DUE}),
        (contacts.tell_referrer, {"feedback": "Thanks", "told_at": RED_DUE}),
    ):
        stale = Contact.objects.get(pk=contact.pk)
        with pytest.raises(Stale):
            action(scope=dev, contact=stale, version=contact.version - 1, **values)

    contact.refresh_from_db()
    assert (contact.concern, contact.feedback) == ("", "")
