"""Pilots: who is offered which, how many S&Ns carry each, and what happens when one ends."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.errors import ServiceError
from agencies.models import AuditEvent
from assessments.models import Pilot
from assessments.selectors import assessments
from assessments.services import pilots as services
from tests import factories

KEY = "11111111-1111-4111-8111-111111111111"
TYPED = {"name": "Health Visitor Early Help pilot", "code": "HV-pilot", "starts_on": "2022-10-01", "request_key": KEY}


def errors(response):
    return response.context["form"].errors


def add(cast, **typed):
    return cast.client("esme").post(reverse("pilot_add"), {**TYPED, **typed})


def change(cast, pilot, **typed):
    values = {"name": pilot.name, "agency": "", "version": 1, **typed}
    return cast.client("esme").post(reverse("pilot_correct", args=[pilot.pk]), values)


def test_a_pilot_is_added_for_an_agency_once(cast):
    add(cast, agency=cast.health.pk)
    add(cast, agency=cast.health.pk)

    made = Pilot.objects.get()
    assert (made.code, made.agency, made.starts_on, made.ends_on) == ("hv-pilot", cast.health, date(2022, 10, 1), None)
    assert AuditEvent.objects.filter(action="pilot.added").count() == 1


def test_a_code_is_used_once(cast):
    factories.pilot(code="hv-pilot")

    assert errors(add(cast))["code"] == ["Another pilot has this code. Choose a different one"]


def test_a_pilot_does_not_end_before_it_begins(cast):
    assert errors(add(cast, ends_on="2022-09-30"))["ends_on"] == ["The last day must be on or after the first day"]


@pytest.mark.parametrize(
    ("day", "offered"), [(date(2022, 9, 30), False), (date(2022, 10, 1), True), (date(2023, 4, 1), False)]
)
def test_it_is_offered_to_its_agency_while_it_runs(cast, day, offered):
    pilot = factories.pilot(agency=cast.health, starts_on=date(2022, 10, 1), ends_on=date(2023, 3, 31))

    assert (pilot in assessments.pilots(cast.scope("carys"), day)) is offered
    assert pilot not in assessments.pilots(cast.scope("asha"), day)


def test_a_pilot_is_ended_with_a_reason_and_its_assessments_keep_it(cast):
    pilot = factories.pilot()
    carries = factories.assessment(cast.school, pilot=pilot)

    cast.client("esme").post(
        reverse("pilot_end", args=[pilot.pk]), {"version": 1, "ends_on": "2023-03-31", "reason": "The usual way now"}
    )

    carries.refresh_from_db()
    assert (carries.pilot.ends_on, carries.pilot.version) == (date(2023, 3, 31), 2)
    assert AuditEvent.objects.get(action="pilot.ended").reason == "The usual way now"
    with pytest.raises(ServiceError, match="has a last day"):
        services.end(scope=cast.scope("esme"), pilot=carries.pilot, version=2, ends_on=date(2023, 4, 1), reason="Again")


def test_two_admins_do_not_overwrite_each_other(cast):
    pilot = factories.pilot()
    change(cast, pilot, name="Early Help pilot")

    met = change(cast, pilot, name="Another pilot")

    assert met.status_code == 409
    assert "It now says: Name: Early Help pilot" in met.content.decode()
    assert change(cast, pilot, name="Another pilot", version=2).status_code == 302


def test_only_a_pilot_that_nothing_carries_is_removed(cast):
    unused, used = factories.pilot(), factories.pilot()
    factories.assessment(cast.school, status="draft", pilot=used)
    client, typed = cast.client("esme"), {"version": 1, "reason": "Added in error"}

    client.post(reverse("pilot_remove", args=[unused.pk]), typed)
    refused = client.post(reverse("pilot_remove", args=[used.pk]), typed)

    assert list(Pilot.objects.all()) == [used]
    assert "End it instead" in refused.content.decode()
    assert AuditEvent.objects.get(action="pilot.removed").subject_ids == [unused.pk]


def test_the_list_counts_the_assessments_that_figures_count(cast, django_assert_num_queries):
    pilot = factories.pilot()
    client, url = cast.client("esme"), reverse("pilot_list")
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for status in ("completed", "draft"):
        factories.assessment(cast.school, pilot=pilot, status=status)
    for _ in range(21):
        factories.pilot("Later pilot", agency=cast.health)

    with django_assert_num_queries(len(one)):
        page = client.get(url).context["page"]

    assert {row.pk: row.assessments_counted for row in page}[pilot.pk] == 1


def test_the_list_is_narrowed_and_an_empty_one_says_what_to_do(cast):
    client = cast.client("esme")
    assert b"There is no pilot yet" in client.get(reverse("pilot_list")).content
    ended, running = factories.pilot(ends_on=date(2022, 1, 1)), factories.pilot()

    assert list(client.get(reverse("pilot_list"), {"status": "ended"}).context["page"]) == [ended]
    assert list(client.get(reverse("pilot_list"), {"status": "running"}).context["page"]) == [running]
