"""The pages of MASH contacts: the worker's day, and what the sender sees."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import Contact
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2023, 1, 11, 12, 0, tzinfo=UTC)  # a Wednesday
MORNING = datetime(2023, 1, 11, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def dev(cast):
    return cast.client("dev")


def url(name, *records):
    return reverse(name, args=[record.pk for record in records])


def text(answer):
    return answer.content.decode()


def typed(cast, **fields):
    return {
        "received_on": "2023-01-11",
        "received_time": "09:30",
        "source_agency": str(cast.school.pk),
        "concern": "Hungry at school",
        "request_key": str(uuid.uuid4()),
        "new-forename": "Amelia",
        "new-surname": "Whitfield",
        "new-date_of_birth": "2015-03-12",
        **fields,
    }


def test_a_contact_from_receipt_to_feedback(cast, dev):
    dev.post(reverse("contact_log"), typed(cast, priority="red", family_agreed="yes"))
    contact = Contact.objects.get()
    assert (contact.received_at, contact.due_at) == (MORNING, datetime(2023, 1, 11, 13, 30, tzinfo=UTC))

    dev.post(
        url("contact_prioritise", contact), {"priority": "amber", "reason": "Grandmother is with them", "version": 2}
    )
    decision = {
        "outcome": "early-help",
        "early_help_agency": str(cast.health.pk),
        "decided_on": "2023-01-11",
        "decided_time": "11:45",
        "decision_reason": "Support at home",
        "version": 3,
    }
    dev.post(url("contact_decide", contact), decision)
    told = {"feedback": "Health will call", "told_on": "2023-01-11", "told_time": "11:50", "version": 4}
    dev.post(url("contact_tell", contact), told)

    page = text(dev.get(url("contact_detail", contact)))
    for words in (
        "Grandmother is with them",
        "Early help: S&amp;N to be completed",
        "Oxford Health",
        "Health will call",
    ):
        assert words in page
    assert "End of 12 January 2023" in page
    assert "Decided on time" in page


def test_whoever_decides_a_contact_has_it_before_them(cast, dev):
    robyn = factories.child(forename="Robyn", surname="Example", date_of_birth=date(2015, 5, 1))
    contact = factories.contact(cast.school, received_at=MORNING, concern="Hungry at school", children=[robyn])
    factories.assessment(cast.health, completed_on=date(2023, 1, 2), children=[robyn])

    page = text(dev.get(url("contact_decide", contact)))

    for words in ("Robyn Example (1 May 2015)", "Hungry at school", "Hilltop School", "led by Oxford Health"):
        assert words in page
    assert AuditEvent.objects.filter(action="child.early_help_read", subject_ids=[robyn.pk]).count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"received_time": "25:00"}, "Enter the time like 14:05"),
        ({"received_on": "2023-03-26", "received_time": "01:30"}, "Date received must be today or in the past"),
        ({"received_on": "2022-03-27", "received_time": "01:30"}, "clocks went forward"),
        ({"received_time": "12:01"}, "in the future"),
        ({"source_agency": ""}, "Select the agency that sent it"),
        ({"family_agreed": "no"}, "Enter the reason for going without agreement"),
        ({"referrer_email": "farid@example.org"}, "Nobody of Hilltop School signs in"),
    ],
)
def test_what_is_wrong_is_said_in_words_and_nothing_is_logged(cast, dev, fields, words):
    answer = dev.post(reverse("contact_log"), typed(cast, **fields))

    assert words in text(answer)
    assert not Contact.objects.exists()


def test_sent_twice_is_logged_once(cast, dev):
    fields = typed(cast)

    first, second = (dev.post(reverse("contact_log"), fields) for _ in range(2))

    assert Contact.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_two_workers_in_one_contact_get_both_texts_and_a_choice(cast, dev):
    contact = factories.contact(cast.school, received_at=MORNING, children=[factories.child()])
    dev.post(url("contact_prioritise", contact), {"priority": "red", "version": 1})

    answer = dev.post(url("contact_prioritise", contact), {"priority": "green", "reason": "Quiet", "version": 1})

    assert answer.status_code == 409
    assert "Green" in text(answer)
    assert "Red" in text(answer)
    contact.refresh_from_db()
    assert contact.priority == "red"


def test_a_correction_that_leaves_the_time_alone_keeps_its_seconds(cast, dev):
    exact = datetime(2022, 10, 30, 1, 15, 42, tzinfo=UTC)  # the second of the two hours that begin at one
    contact = factories.contact(cast.school, received_at=exact, children=[factories.child()])
    page = dev.get(url("contact_correct", contact))
    child = page.context["picker"].chosen[0].token
    fields = {"received_on": "2022-10-30", "received_time": "01:15", "source_agency": str(cast.health.pk)}

    dev.post(
        url("contact_correct", contact),
        {**fields, "child": child, "concern": "Same", "reason": "Wrong agency", "version": 1},
    )

    contact.refresh_from_db()
    assert (contact.received_at, contact.source_agency) == (exact, cast.health)
    assert "Wrong agency" in text(dev.get(url("contact_history", contact)))


def test_early_help_of_the_children_is_shown_and_whether_one_was_open(cast, dev):
    child = factories.child()
    contact = factories.contact(cast.health, received_at=MORNING, children=[child])
    factories.assessment(cast.school, children=[child], reference="SN-OPEN", completed_on=date(2022, 12, 1))
    factories.assessment(cast.school, children=[factories.child()], reference="SN-OTHER")
    factories.assessment(cast.school, children=[child], reference="SN-KEPT", consent="no", shared_on=None)

    page = text(dev.get(url("contact_detail", contact)))

    assert "S&amp;N SN-OPEN was open: led by Hilltop School" in page
    assert "SN-OTHER" not in page
    assert "SN-KEPT" not in page


@pytest.mark.parametrize("marked", ["duplicate", "standing"])
def test_early_help_of_a_child_protected_on_another_record_is_left_out(cast, dev, marked):
    standing = factories.child(protected=marked == "standing")
    duplicate = factories.child(merged_into=standing, protected=marked == "duplicate")
    contact = factories.contact(cast.health, received_at=MORNING, children=[standing])
    for number, linked in enumerate((standing, duplicate)):
        factories.assessment(cast.school, children=[linked], reference=f"SN-CANARY-{number}")

    assert "SN-CANARY" not in text(dev.get(url("contact_detail", contact)))


@pytest.mark.parametrize(
    ("completed", "closed", "was_open"),
    [
        (date(2023, 1, 11), None, True),
        (date(2023, 1, 12), None, False),
        (date(2022, 6, 1), date(2023, 1, 10), False),
        (date(2022, 6, 1), date(2023, 1, 11), True),
    ],
)
def test_open_at_receipt_is_worked_out_from_the_dates(cast, dev, completed, closed, was_open):
    child = factories.child()
    contact = factories.contact(cast.health, received_at=MORNING, children=[child])
    closing = {"status": "closed", "closed_on": closed, "closure_reason": "needs-met"} if closed else {}
    factories.assessment(cast.school, children=[child], completed_on=completed, shared_on=completed, **closing)

    assert ("was open" in text(dev.get(url("contact_detail", contact)))) is was_open


def test_an_agency_that_must_not_be_named_is_not(cast, dev):
    child = factories.child()
    contact = factories.contact(cast.health, received_at=MORNING, children=[child])
    factories.assessment(cast.refuge, children=[child], completed_on=date(2022, 12, 1))

    page = text(dev.get(url("contact_detail", contact)))

    assert "ask LCSS who leads it" in page
    assert "Harbour Refuge" not in page


def test_reading_a_contact_is_audited(cast, dev):
    contact = factories.contact(cast.school, received_at=MORNING, children=[factories.child()])

    dev.get(url("contact_detail", contact))

    row = AuditEvent.objects.get(action="contact.read")
    assert (row.actor, row.subject_ids) == (cast.dev, [contact.pk])


def test_the_sender_sees_status_decision_and_feedback_and_never_notes(cast):
    factories.contact(
        cast.school,
        reference="MC-SENT",
        sent_by=cast.asha,
        children=[factories.child("Amelia", "Canarychild")],
        concern="Canary concern",
        referrer_name="Canary referrer",
        received_at=MORNING,
        decided_at=NOW,
        outcome="advice",
        decision_reason="Canary reason",
        feedback="Thank you for calling",
    )
    factories.contact(cast.school, reference="MC-COLLEAGUE", received_at=MORNING)
    factories.contact(cast.health, reference="MC-OTHER", received_at=MORNING)

    pages = {name: text(cast.client(name).get(reverse("sent_contact_list"))) for name in ("asha", "ben", "farid")}

    assert {name for name, page in pages.items() if "MC-SENT" in page} == {"asha", "ben"}
    assert {name for name, page in pages.items() if "MC-COLLEAGUE" in page} == {"ben"}
    assert "Information and advice" in pages["asha"]
    assert "Thank you for calling" in pages["asha"]
    assert not any("Canary" in page or "MC-OTHER" in page for page in pages.values())


def test_the_list_takes_as_many_queries_for_twenty_contacts_as_for_one(cast, dev):
    def listed(number):
        for _ in range(number):
            factories.contact(cast.school, received_at=MORNING, children=[factories.child(), factories.child("Sam")])
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = dev.get(reverse("contact_list"))
        return len(queries), text(answer).count("Robin Example and Sam Example")

    dev.get(reverse("contact_list"))

    (few, one), (many, twenty) = listed(1), listed(19)
    assert (one, twenty) == (1, 20)
    assert few == many
