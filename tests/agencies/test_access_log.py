"""The access log: for the auditor, by ids, the latest first, in pages."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

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
    day = timezone.localdate(AuditEvent.objects.get(action="child.read").at).isoformat()

    assert actions(page(cast, person="asha")) == ["child.read"]
    assert actions(page(cast, person="BEN@example")) == ["team.added"]
    assert actions(page(cast, action="team.added")) == ["team.added"]
    assert "child.read" in actions(page(cast, since=day, until=day))
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


@pytest.mark.parametrize(
    "query",
    [
        {"since": "40/01/2023"},
        {"since_day": "40", "since_month": "1", "since_year": "2023"},
        {"record": "SN-1"},
        {"since": "2023-02-02", "until": "2023-02-01"},
    ],
)
def test_a_wrong_filter_is_said_first_and_no_row_is_shown(cast, query):
    audit.record(scope=cast.scope("asha"), action="team.added")

    response = page(cast, **query)

    shown = response.content.decode()
    assert "<title>Error: " in shown
    assert shown.index("There is a problem") < shown.index("<h1")
    assert "Nothing is shown until the filters are put right" in shown
    assert actions(response) == []


def test_an_explanation_that_showed_no_record_is_not_said_to_have_shown_any(cast):
    child = factories.child()
    audit.record(scope=cast.scope("esme"), action="figure.explained", subject_type="assessment", subject_ids=[])
    audit.record(scope=cast.scope("ben"), action="figure.explained", subject_type="child", subject_ids=[child.pk])

    [board, lead] = [row[2:] for row in reversed(page(cast).context["list_table"].rows)]

    assert board == ["Opened the explanation of a figure", ""]
    assert lead == ["Saw the records behind a figure", f"Child {child.pk}"]


@pytest.mark.parametrize("kind", ["watch_item", "item", "emergency_access", "export_job", "assessment", "new_kind"])
def test_what_a_row_is_about_is_said_in_words(cast, kind):
    item = factories.child().pk
    audit.record(scope=cast.scope("grace"), action="watch.read", subject_type=kind, subject_ids=[item])

    about = page(cast).context["list_table"].rows[0][3]

    assert "_" not in about
    assert not about.lower().startswith(("item {", "assessment"))
    assert about.endswith(str(item))


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
