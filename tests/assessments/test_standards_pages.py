"""MASH standards as data: added with the day from which they hold, removed with a reason; stored due times stay."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import MashStandard
from assessments.selectors import standards as selectors
from assessments.services import contacts
from tests import factories

KEY = "11111111-1111-4111-8111-111111111111"
TYPED = {
    "priority": "red",
    "number": "2",
    "unit": "hours",
    "holds_from": "2023-04-01",
    "past": "on",
    "request_key": KEY,
}


def add(cast, **typed):
    return cast.client("esme").post(reverse("standard_add"), {**TYPED, **typed})


def errors(response):
    return response.context["form"].errors


@pytest.mark.parametrize(("typed", "stored"), [({}, (2, None)), ({"unit": "working_days", "number": "5"}, (None, 5))])
def test_a_standard_is_added_once_counted_in_hours_or_working_days(cast, typed, stored):
    add(cast, **typed)
    add(cast, **typed)

    made = MashStandard.objects.get(holds_from=date(2023, 4, 1))
    assert (made.hours, made.working_days) == stored
    assert AuditEvent.objects.get(action="standard.added").detail["holds_from"] == "2023-04-01"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"priority": ""}, "priority", "Select the priority"),
        ({"number": "0"}, "number", "must be 1 or more"),
        ({"number": ""}, "number", "Enter how many hours or working days"),
        ({"unit": ""}, "unit", "Select hours or working days"),
        ({"holds_from": ""}, "holds_from", "Enter the date"),
        ({"past": ""}, "past", "Confirm that it holds from a day that has passed"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field(cast, typed, field, words):
    assert words in errors(add(cast, **typed))[field][0]


def test_a_day_to_come_is_not_asked_about(cast):
    add(cast, holds_from="2099-04-01", past="")

    assert MashStandard.objects.filter(holds_from=date(2099, 4, 1)).exists()


def test_one_standard_of_a_priority_begins_on_a_day(cast):
    factories.standard(holds_from=date(2023, 4, 1))

    assert "Another red standard holds from this day" in errors(add(cast))["holds_from"][0]


def test_a_new_standard_holds_for_what_comes_and_leaves_stored_due_times(cast):
    log = {"scope": cast.scope("dev"), "priority": "red", "now": datetime(2023, 5, 1, tzinfo=UTC)}
    details = contacts.ContactDetails(received_at=datetime(2023, 4, 10, 9, tzinfo=UTC), source_agency=cast.school)
    before = contacts.log(details=details, children=[factories.child()], **log)

    add(cast)
    after = contacts.log(details=details, children=[factories.child()], **log)

    before.refresh_from_db()
    assert before.due_at == datetime(2023, 4, 10, 13, tzinfo=UTC)
    assert after.due_at == datetime(2023, 4, 10, 11, tzinfo=UTC)


def test_each_standard_holds_until_the_day_before_the_next(cast):
    factories.standard(holds_from=date(2024, 4, 1))
    factories.standard(holds_from=date(2023, 4, 1), hours=3)

    red = [(span.standard.hours, span.last_day) for span in selectors.spans() if span.standard.priority == "red"]

    assert red == [(2, None), (3, date(2024, 3, 31)), (4, date(2023, 3, 31))]
    in_force = [span.standard.hours for span in selectors.spans() if span.holds_on(date(2023, 4, 1))]
    assert in_force == [3, None, None]


def test_a_standard_is_removed_with_a_reason_and_the_first_one_stays(cast):
    standard, client = factories.standard(), cast.client("esme")
    first = MashStandard.objects.get(priority="red", holds_from=None)

    client.post(reverse("standard_remove", args=[standard.pk]), {"reason": "Wrong day"})

    assert client.get(reverse("standard_remove", args=[first.pk])).status_code == 404
    assert MashStandard.objects.filter(priority="red").get() == first
    assert AuditEvent.objects.get(action="standard.removed").reason == "Wrong day"


def test_the_page_says_which_is_in_force(cast):
    factories.standard(holds_from=date(2099, 4, 1))

    page = cast.client("esme").get(reverse("standard_list")).content.decode()

    assert page.count("In force") == 3
    assert page.count("To come") == 1
