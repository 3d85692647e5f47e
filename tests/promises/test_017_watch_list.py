"""17. What the audit holds is looked at: a watch list of unusual access for the auditor, by ids and in words."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import AuditEvent, Role, WatchItem, WatchThreshold
from agencies.services import audit
from assessments.services import watch
from assessments.tasks import look_through_audit
from dashboards.models import JobRun
from ehtrack.watch.tasks import look_for_unusual_access
from tests import factories

NOON = datetime(2026, 7, 1, 11, 0, tzinfo=UTC)  # a Wednesday, in London at 12:00
NOW = datetime(2026, 7, 2, 0, 30, tzinfo=UTC)


def read(who, agency, *subjects, at=NOON, action="child.read", kind="child"):
    for subject in subjects:
        AuditEvent.objects.create(
            actor=who, agency=agency, action=action, subject_type=kind, subject_ids=[subject.pk], at=at
        )


def found():
    watch.compute(now=NOW)
    return {(item.rule, item.person.name): item.number for item in WatchItem.objects.all()}


def children(number, surname="Example"):
    return [factories.child(surname=surname) for _ in range(number)]


def test_work_as_usual_is_not_on_it(cast):
    some = children(10)
    read(cast.asha, cast.school, *some, *some, *some, *some, *some)

    assert found() == {}


def test_many_records_within_an_hour(cast):
    WatchThreshold.objects.create(rule="many", at_least=10)
    read(cast.asha, cast.school, *children(10))
    for number, child in enumerate(children(10)):
        read(cast.ben, cast.school, child, at=NOON + timedelta(minutes=10 * number))

    assert found() == {("many", "Asha Patel"): 10}


@pytest.mark.parametrize("kind", ["child", "assessment", "contact"])
def test_a_child_of_the_readers_own_surname(cast, kind):
    child = factories.child(surname="PATEL")
    record = {
        "child": lambda: child,
        "assessment": lambda: factories.assessment(cast.school, children=[child]),
        "contact": lambda: factories.contact(cast.school, children=[child]),
    }[kind]()
    read(cast.asha, cast.school, record, action=f"{kind}.read", kind=kind)
    read(cast.ben, cast.health, record, action=f"{kind}.read", kind=kind)

    assert found() == {("own-surname", "Asha Patel"): 1}


def test_a_colleagues_family_and_a_staff_members_namesake(cast):
    read(cast.asha, cast.school, factories.child(surname="Okafor"))
    read(cast.dev, cast.mash, factories.child("Carys", "Evans"))
    read(cast.lena, cast.lcss, factories.child(surname="Okafor"))

    assert found() == {("colleague", "Asha Patel"): 1, ("colleague", "Dev Sharma"): 1}


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), False),  # 7:00 in London
        (datetime(2026, 7, 1, 5, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 18, 59, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 19, 0, tzinfo=UTC), True),  # 20:00 in London
        (datetime(2026, 6, 28, 11, 0, tzinfo=UTC), True),  # a Sunday
    ],
)
def test_out_of_hours_by_the_clock_in_london(cast, at, there):
    read(cast.asha, cast.school, *children(5), at=at)

    assert (("out-of-hours", "Asha Patel") in found()) is there


def test_refused_attempts(cast):
    read(cast.farid, cast.refuge, *children(3), action="refused", kind="")
    read(cast.carys, cast.health, *children(1), action="refused", kind="")

    assert found() == {("refused", "Farid Haddad"): 3}


def test_run_twice_it_finds_the_same_and_keeps_what_was_reviewed(cast):
    read(cast.asha, cast.school, factories.child(surname="Patel"))
    found()
    item, grace = WatchItem.objects.get(), cast.client("grace")
    grace.post(reverse("watch_item", args=[item.pk]), {"note": "Not related"})
    read(cast.asha, cast.school, factories.child(surname="Patel"))

    assert found() == {("own-surname", "Asha Patel"): 1}

    item.refresh_from_db()
    assert (item.note, item.reviewed_by) == ("Not related", cast.grace)


def test_what_comes_after_a_review_is_an_item_of_its_own(cast):
    one, two, three = (NOON + timedelta(minutes=minutes) for minutes in (1, 2, 3))
    read(cast.farid, cast.refuge, *children(3), action="refused", kind="")
    watch.compute(now=one)
    WatchItem.objects.update(note="A wrong address", reviewed_by=cast.grace, reviewed_at=two)
    read(cast.farid, cast.refuge, *children(4), at=two, action="refused", kind="")

    for _ in range(2):
        watch.compute(now=three)

    told = WatchItem.objects.order_by("number").values_list("number", "note")
    assert list(told) == [(3, "A wrong address"), (4, "")]


def test_each_attempt_counts_and_leads_to_the_log(cast):
    (child,) = children(1)
    read(cast.farid, cast.refuge, child, child, child, action="refused", kind="")
    AuditEvent.objects.create(actor=cast.farid, agency=cast.refuge, action="refused", at=NOON)
    found()
    grace = cast.client("grace")
    item = WatchItem.objects.get()
    assert (item.number, item.subject_ids) == (4, [child.pk])

    page = grace.get(reverse("watch_item", args=[item.pk])).content.decode()
    address = html.unescape(re.search(r'href="([^"]+)"[^>]*>See what was refused', page)[1])

    assert len(grace.get(address).context["events"]) == 4


def test_the_auditor_reads_why_in_words_and_no_content(cast):
    child = factories.child("Canary", "Patel")
    read(cast.asha, cast.school, child)
    found()
    grace = cast.client("grace")

    listed = grace.get(reverse("watch_list")).content.decode()
    one = grace.get(reverse("watch_item", args=[WatchItem.objects.get().pk])).content.decode()

    assert "Read 1 record of a child with the reader&#x27;s own surname" in listed.replace("&#39;", "&#x27;")
    assert str(child.pk) in one
    assert "Canary" not in listed + one


def test_nobody_reviews_what_they_did_themselves(cast):
    both = factories.person("Hana Bell", agency=cast.school, roles=[Role.AUDITOR, Role.PRACTITIONER])
    item = factories.watch_item(both)
    client = cast.client("grace")
    client.force_login(both)

    answer = client.post(reverse("watch_item", args=[item.pk]), {"note": "Fine"})

    assert b"This is about your own access" in answer.content
    assert WatchItem.objects.get().reviewed_at is None


def test_when_the_auditor_asks_a_worker_looks_once_and_the_page_says_how_far_it_is(cast):
    child = factories.child(surname="Patel")
    audit.record(scope=cast.scope("asha"), action="child.read", subject_type="child", subject_ids=[child.pk])
    grace = cast.client("grace")
    before = grace.get(reverse("watch_list")).content

    waiting = [grace.post(reverse("watch_compute"), follow=True).content for _ in range(2)][-1]
    look_through_audit()
    look_through_audit()
    done = grace.get(reverse("watch_list")).content

    asked, looked = b"A look through them was asked for on", b"The last seven days were looked through on"
    assert [asked in page for page in (before, waiting, done)] == [False, True, False]
    assert [looked in page for page in (before, waiting, done)] == [False, False, True]
    assert [b"There is no item yet" in page for page in (before, waiting, done)] == [True, True, False]
    assert [b"surname" in page for page in (before, waiting, done)] == [False, False, True]
    assert AuditEvent.objects.filter(action="watch.asked", actor=cast.grace).count() == 2
    assert AuditEvent.objects.filter(action="watch.computed", actor=None).count() == 1


def test_the_nightly_job_says_what_it_found(cast, clone):
    WatchThreshold.objects.create(rule="refused", at_least=1)
    cast.client("farid").get(reverse("child_detail", args=[factories.child().pk]))

    look_for_unusual_access()

    assert JobRun.objects.get().detail == {"found": 1}


def test_the_auditor_sets_from_how_many_on_something_is_found_and_that_is_on_record(cast):
    auditor, url = cast.client("grace"), reverse("watch_thresholds")
    numbers = {"many": "40", "own-surname": "2", "colleague": "1", "out-of-hours": "5", "refused": "3"}
    read(cast.asha, cast.school, factories.child(surname=cast.asha.name.split()[-1]))

    refused = auditor.post(url, {**numbers, "many": "0", "refused": ""}).content.decode()
    assert "Many records in a short time must be 1 or more" in refused
    assert not WatchThreshold.objects.exists()

    assert auditor.post(url, numbers).status_code == 302
    assert auditor.post(url, numbers).status_code == 302

    assert found() == {}
    [event] = AuditEvent.objects.filter(action="watch.thresholds_set")
    assert (event.actor, event.detail) == (cast.grace, {"own-surname": {"from": 1, "to": 2}})


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("", "Nothing unusual was found."),
        ("waiting", "Nothing waits for a review."),
        ("reviewed", "No item has been reviewed yet."),
    ],
)
def test_an_empty_list_says_of_what_there_is_none(cast, show, words):
    watch.compute(now=timezone.now())

    assert words in cast.client("grace").get(reverse("watch_list"), {"show": show}).content.decode()


def test_the_auditor_s_home_page_and_the_watch_list_count_refusals_alike(cast):
    WatchThreshold.objects.create(rule="refused", at_least=1)  # of two days, if midnight comes between
    farid = cast.client("farid")
    farid.get(reverse("child_detail", args=[factories.child().pk]))
    typed = {"forename": "Not", "surname": "Known", "date_of_birth": "2015-05-01", "reason": "Alone at night"}
    for _ in range(2):
        farid.post(reverse("emergency_open"), typed)
    watch.compute(now=timezone.now())

    panels = cast.client("grace").get(reverse("home")).context["panels"]
    said = [line.text for panel in panels for line in panel.lines]

    assert "1 page was refused in the last seven days" in said
    assert "2 emergency accesses were refused in the last seven days" in said
    assert sum(item.number for item in WatchItem.objects.all()) == 3


def test_what_is_wrong_with_a_threshold_is_said_in_words(cast):
    typed = {"many": "", "own-surname": "20000", "colleague": "1", "out-of-hours": "5", "refused": "3"}

    shown = cast.client("grace").post(reverse("watch_thresholds"), typed).content.decode()

    assert "Enter a number for many records in a short time" in shown
    assert "must be 10,000 or less" in shown
