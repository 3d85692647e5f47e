"""The access log: for the auditor, by ids, the latest first, in pages."""

from django.urls import reverse

from agencies.models import AuditEvent
from agencies.services import audit
from tests import factories

CANARY = "Canary Surname"


def page(cast, **query):
    return cast.client("grace").get(reverse("access_log"), query)


def actions(response):
    return [event.action for event in response.context["events"]]


def test_the_log_shows_ids_and_never_what_a_record_says(cast):
    child = factories.child(surname=CANARY)
    audit.record(
        scope=cast.scope("asha"), action="child.read", subject_type="child", subject_ids=[child.pk], reason=CANARY
    )

    shown = page(cast).content.decode()

    assert str(child.pk) in shown
    assert "Asha Patel" in shown
    assert CANARY not in shown


def test_filters_by_person_action_and_day(cast):
    audit.record(scope=cast.scope("asha"), action="child.read")
    audit.record(scope=cast.scope("ben"), action="team.added")
    today = AuditEvent.objects.latest("id").at.date().isoformat()

    assert actions(page(cast, person="asha")) == ["child.read"]
    assert actions(page(cast, person="BEN@example")) == ["team.added"]
    assert actions(page(cast, action="team")) == ["team.added"]
    assert "child.read" in actions(page(cast, since=today, until=today))
    assert actions(page(cast, until="2020-01-01")) == []


def test_pages_go_on_where_the_last_one_ended(cast):
    for number in range(60):
        audit.record(scope=cast.scope("asha"), action=f"read.{number:02}")

    first = page(cast, action="read")
    second = page(cast, action="read", before=first.context["older"])

    assert actions(first) == [f"read.{number:02}" for number in range(59, 9, -1)]
    assert actions(second) == [f"read.{number:02}" for number in range(9, -1, -1)]
    assert second.context["older"] is None


def test_reading_the_log_is_logged(cast):
    page(cast)

    assert AuditEvent.objects.filter(action="access_log.read", actor=cast.grace).count() == 1


def test_a_refusal_is_in_the_log(cast):
    cast.client("farid").get(reverse("access_log"))

    event = AuditEvent.objects.get(action="refused")
    assert (event.actor, event.detail) == (cast.farid, {"view": "access_log", "method": "GET"})


def test_a_wrong_date_is_said_and_does_not_stop_the_page(cast):
    response = page(cast, since="31/02/2023")

    assert response.status_code == 200
    assert b"must be a real date" in response.content or b"must include" in response.content
