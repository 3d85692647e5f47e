"""The lists of people: what they show, to whom, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import AuditEvent, Membership, Role
from agencies.selectors import people
from agencies.services import memberships
from tests import factories


def names(page):
    return [person.name for person in page.context["page"]]


def test_a_lead_finds_the_people_of_the_own_agency_only(cast):
    assert names(cast.client("ben").get(reverse("person_list"))) == ["Asha Patel", "Ben Okafor"]


def test_a_lead_sees_nothing_of_what_a_person_is_elsewhere(cast):
    factories.membership(cast.asha, cast.refuge, Role.LEAD)

    for url in (reverse("person_list"), reverse("person_detail", args=[cast.asha.pk])):
        assert b"Harbour Refuge" not in cast.client("ben").get(url).content


def test_the_board_admin_finds_everybody_with_their_agencies(cast):
    page = cast.client("esme").get(reverse("person_list"))

    assert len(names(page)) == 8
    assert b"Oxford Health" in page.content


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "asha"}, ["Asha Patel"]),
        ({"q": "ben@example"}, ["Ben Okafor"]),
        ({"role": "lead"}, ["Ben Okafor"]),
        ({"status": "ended"}, ["Cai Former"]),
        ({"status": "all"}, ["Asha Patel", "Ben Okafor", "Cai Former"]),
        ({"q": "nobody"}, []),
    ],
)
def test_filters(cast, query, expected):
    former = factories.person("Cai Former", agency=cast.school)
    memberships.end(
        scope=cast.scope("ben"), membership=Membership.objects.get(user=former), reason="Left", now=timezone.now()
    )

    assert names(cast.client("ben").get(reverse("person_list"), query)) == expected


def test_who_holds_two_roles_is_listed_once(cast):
    factories.membership(cast.asha, cast.school, Role.LEAD)

    page = cast.client("ben").get(reverse("person_list"))

    assert names(page) == ["Asha Patel", "Ben Okafor"]
    assert b"Practitioner, Agency lead" in page.content


@pytest.mark.parametrize(("who", "url"), [("ben", "person_list"), ("esme", "person_list"), ("esme", "agency_list")])
def test_a_list_of_twenty_costs_the_queries_of_a_list_of_one(cast, who, url):
    client = cast.client(who)

    few = queries_of(client, reverse(url), {"q": "Hilltop" if url == "agency_list" else "Ben"})
    for number in range(25):
        agency = factories.agency(f"School {number}")
        factories.person(agency=cast.school, team=factories.team(cast.school))
        factories.person(agency=agency)
    many = queries_of(client, reverse(url), {"q": ""})

    assert many == few


def queries_of(client, url, query):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url, query).status_code == 200
    return len(queries)


def test_pages_have_twenty(cast):
    for _ in range(21):
        factories.person(agency=cast.school)
    client = cast.client("ben")

    first, second = (names(client.get(reverse("person_list"), {"page": page})) for page in (1, 2))

    assert (len(first), len(second)) == (20, 3)
    assert not set(first) & set(second)


def test_reading_the_list_is_logged_with_the_people_shown(cast):
    cast.client("ben").get(reverse("person_list"))

    event = AuditEvent.objects.get(action="person.listed")
    assert set(event.subject_ids) == {cast.asha.pk, cast.ben.pk}
    assert event.actor == cast.ben


def test_reading_a_person_is_logged(cast):
    cast.client("ben").get(reverse("person_detail", args=[cast.asha.pk]))

    assert AuditEvent.objects.get(action="person.read").subject_ids == [cast.asha.pk]


def test_a_scope_without_people_finds_nobody(cast):
    assert set(people.visible(cast.scope("farid"))) == {cast.farid}


# How they are called and rung


def test_a_person_sets_their_own_name_and_phone(cast):
    asha = cast.client("asha")

    asha.post(reverse("account_details"), {"name": "Asha Rao", "phone": "01865 000 001 ext 12"})

    cast.asha.refresh_from_db()
    assert (cast.asha.name, cast.asha.phone) == ("Asha Rao", "01865 000 001 ext 12")
    event = AuditEvent.objects.get(action="person.changed")
    assert (event.actor, event.subject_ids, event.detail) == (cast.asha, [cast.asha.pk], {"fields": ["name", "phone"]})
    assert b"01865 000 001 ext 12" in asha.get(reverse("your_account")).content


@pytest.mark.parametrize("typed", [{"name": ""}, {"phone": "ring me"}, {"phone": "1" * 41}])
def test_what_is_no_name_or_number_is_not_taken(cast, typed):
    answer = cast.client("asha").post(reverse("account_details"), {"name": "Asha Rao", "phone": "", **typed})

    assert b"There is a problem" in answer.content
    assert not AuditEvent.objects.filter(action="person.changed").exists()


def test_a_lead_sets_the_number_of_who_works_here_and_everybody_finds_it_on_their_open_s_and_n(cast):
    page, ben = reverse("person_phone", args=[cast.asha.pk]), cast.client("ben")
    assessment = factories.assessment(cast.school, author=cast.ben, lead_professional=cast.asha)

    ben.post(page, {"phone": "01865 000002"})

    assert b"01865 000002" in ben.get(reverse("person_detail", args=[cast.asha.pk])).content
    shown = cast.client("lena").get(reverse("assessment_detail", args=[assessment.pk])).content.decode()
    assert "Asha Patel, 01865 000002, asha@example.org" in shown
    Membership.objects.filter(user=cast.asha).update(ended_at=timezone.now())
    assert ben.post(page, {"phone": "01865 000003"}).status_code == 403
    assert cast.client("esme").post(page, {"phone": "01865 000003"}).status_code == 302
