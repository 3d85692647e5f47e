"""The access log: for the auditor, by ids, the latest first, in pages."""

import re

from django.urls import reverse

from agencies.models import AuditEvent
from agencies.presenters import audit_words
from agencies.services import audit
from assessments.models.event import EventKind
from tests import factories
from tests.architecture.source import modules

CANARY = "Canary Surname"


def page(cast, **query):
    return cast.client("grace").get(reverse("access_log"), query)


def actions(response):
    return [event.action for event in response.context["events"]]


def numbers(response):
    return [event.detail["number"] for event in response.context["events"]]


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
    assert actions(page(cast, action="team.added")) == ["team.added"]
    assert "child.read" in actions(page(cast, since=today, until=today))
    assert actions(page(cast, until="2020-01-01")) == []


def test_pages_go_on_where_the_last_one_ended(cast):
    for number in range(60):
        audit.record(scope=cast.scope("asha"), action="child.read", detail={"number": number})

    first = page(cast, action="child.read")
    second = page(cast, action="child.read", before=first.context["older"])

    assert numbers(first) == list(range(59, 9, -1))
    assert numbers(second) == list(range(9, -1, -1))
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


def test_filters_by_record(cast):
    """By its ids, however many of them an event is about."""
    one, other = factories.child(), factories.child()
    audit.record(scope=cast.scope("asha"), action="child.listed", subject_ids=[other.pk, one.pk])
    audit.record(scope=cast.scope("ben"), action="child.read", subject_ids=[other.pk])

    assert actions(page(cast, record=str(one.pk))) == ["child.listed"]
    assert actions(page(cast, record=f"{one.pk}, {other.pk}")) == ["child.read", "child.listed"]
    assert b"Enter the id of a record" in page(cast, record="SN-1").content


def test_every_action_has_words():
    """Of those written in the source, and those of the chronology."""
    literal = re.compile(r'(?:action\s*[:=]|_audit\(scope,)[^"\n]*"([a-z_]+\.[a-z_]+)"')
    written = {found for module in modules() for found in literal.findall(module.text)}

    silent = {action for action in written | set(EventKind.values) if audit_words.said(action) == action}

    assert silent == set()
