"""Attempts to read or change what is another agency's, by somebody who has the source at hand.

The whole list, with those that are tested beside what they attack, is docs/attempts.md.
"""

import re
import uuid
from datetime import date, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import AuditEvent, Membership, Role
from agencies.services import memberships
from assessments.models import Assessment, Child, EmergencyAccess, Event, Meeting, MeetingAttendance
from assessments.models.event import EventKind
from assessments.services import children, emergency
from tests import factories
from tests.access_walk import answered, masked
from tests.table_digests import changed, digests

BORN = date(2015, 5, 1)
SECRETS = (b"Quentin", b"Vanderzee", b"9434765919", b"12 Harbour Lane", b"Riverside words")
ASK = {"forename": "Quentin", "surname": "Vanderzee", "date_of_birth": "2015-05-01", "reason": "I have to know"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def child():
    return factories.child(
        "Quentin", "Vanderzee", date_of_birth=BORN, nhs_number="9434765919", address="12 Harbour Lane", reference="C-77"
    )


@pytest.fixture
def theirs(cast, child):
    """An S&N of the health visitors, written by somebody there and shared with nobody."""
    author = factories.person("Stranger", agency=cast.health)
    return factories.assessment(
        cast.health, children=[child], author=author, why_now="Riverside words", shared_on=None, consent="yes"
    )


@pytest.fixture
def own(cast):
    return factories.assessment(
        cast.school, children=[factories.child()], author=cast.asha, team=cast.pastoral, lead_professional=cast.asha
    )


def reads(client, *records):
    """The statuses of the pages of records."""
    return [client.get(reverse(f"{type(one).__name__.lower()}_detail", args=[one.pk])).status_code for one in records]


def leaked(response):
    return [secret for secret in SECRETS if secret in masked(response)]


# By addresses and headers --------------------------------------------------------------------------------------------

HEADERS = {
    "method override": {"X-HTTP-Method-Override": "PUT"},
    "asking for JSON": {"Accept": "application/json"},
    "as a part of a page": {"HX-Request": "true", "HX-Target": "main", "X-Requested-With": "XMLHttpRequest"},
    "a copy at hand": {"If-None-Match": "*", "If-Modified-Since": "Mon, 01 Jan 2018 00:00:00 GMT"},
    "a part of the bytes": {"Range": "bytes=0-100"},
    "another path by a proxy": {"X-Original-URL": "/healthz", "X-Rewrite-URL": "/healthz"},
    "acting for another agency": {"X-Agency": "oxford-health", "X-Acting-Agency": "oxford-health"},
}


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
def test_a_header_opens_nothing_and_tells_nothing(cast, theirs, name, method):
    client = cast.client("farid")
    there, nowhere = (reverse("assessment_detail", args=[pk]) for pk in (theirs.pk, uuid.uuid4()))

    one, other = (client.generic(method, url, headers=HEADERS[name]) for url in (there, nowhere))

    assert one.status_code == 404
    assert answered(one) == answered(other)
    assert not {"ETag", "Last-Modified", "Allow"} & set(one.headers)


PARAMETERS = ("format=json", "_method=GET", "id={0}", "assessment={0}", "agency={1}", "acting_agency={1}", "as={2}")


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_parameter_opens_nothing(cast, theirs, parameter):
    client, query = cast.client("farid"), parameter.format(theirs.pk, cast.health.pk, cast.carys.pk)

    for url in (reverse("assessment_detail", args=[theirs.pk]), reverse("assessment_list"), reverse("home")):
        assert leaked(client.get(f"{url}?{query}")) == []
    assert client.get(f"{reverse('assessment_detail', args=[theirs.pk])}?{query}").status_code == 404


ORACLES = (
    "sort=child__surname",
    "order_by=-why_now",
    "children__surname__startswith=V",
    "text=Vanderzee",
    "q=Vanderzee",
    "search=9434765919",
    "page_size=1000",
    "per_page=0",
    "page=-1",
    "page=99999",
    "whose=agency&agency={1}",
    "pilot={0}",
    "author={2}",
)


@pytest.mark.parametrize("name", ["assessment_list", "child_list", "meeting_list"])
def test_no_parameter_of_a_list_is_an_oracle(cast, theirs, own, name):
    """The rows are those without the parameter, or fewer; and the same whether the record exists or not."""
    client, url = cast.client("asha"), reverse(name)
    asked = [query.format(theirs.pk, cast.health.pk, theirs.author_id) for query in ORACLES]
    before = [rows(client.get(f"{url}?{query}")) for query in asked]
    child = theirs.children.get()
    Assessment.objects.filter(pk=theirs.pk).update(status="withdrawn", withdrawn_at=timezone.now(), why_now="")
    Child.objects.filter(pk=child.pk).update(surname="Other", nhs_number="")

    after = [rows(client.get(f"{url}?{query}")) for query in asked]

    assert after == before
    assert not any(secret in row for row in before for secret in SECRETS)


def rows(response):
    return response.status_code, masked(response).partition(b"<main")[2].partition(b"</main>")[0]


@pytest.mark.parametrize("spelling", ["upper", "braces", "no slash", "dots", "double slash", "other record's place"])
def test_another_spelling_of_an_address_opens_nothing(cast, theirs, own, spelling):
    url = {
        "upper": f"/assessments/{str(theirs.pk).upper()}/",
        "braces": f"/assessments/%7B{theirs.pk}%7D/",
        "no slash": f"/assessments/{theirs.pk}",
        "dots": f"/assessments/{own.pk}/../{theirs.pk}/",
        "double slash": f"//assessments/{theirs.pk}/",
        "other record's place": f"/children/{theirs.pk}/",
    }[spelling]

    response = cast.client("asha").get(url, follow=True)

    assert response.status_code == 404
    assert leaked(response) == []


def test_a_meeting_of_theirs_is_not_reached_by_way_of_an_own_record(cast, theirs, own):
    meeting = factories.meeting(theirs)
    asha, before = cast.client("asha"), digests()

    for name in ("meeting_detail", "meeting_change", "meeting_hold", "meeting_correct"):
        assert asha.get(reverse(name, args=[meeting.pk])).status_code == 404
        posted = asha.post(reverse(name, args=[meeting.pk]), {"assessment": str(own.pk), "version": 1})
        assert posted.status_code == 404
    assert changed(before) == set()


def test_an_own_child_is_not_merged_with_theirs(cast, child, theirs, own):
    mine = own.children.get()
    lena = cast.client("lena")
    assert reads(lena, mine) == [200]

    for pair in ((mine.pk, child.pk), (child.pk, mine.pk)):
        answer = lena.post(reverse("child_merge", args=pair), {"reason": "They are one"})
        assert answer.status_code == 404
    assert not Child.objects.filter(merged_into__isnull=False).exists()


# By what is posted ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["0", "1", "99"])
def test_an_old_version_of_theirs_is_answered_as_nothing_not_with_their_text(cast, theirs, version):
    url = reverse("assessment_correct", args=[theirs.pk, "why-now"])

    response = cast.client("ben").post(url, {"version": version, "why_now": "x", "reason": "x"})

    assert response.status_code == 404
    assert leaked(response) == []


def test_a_form_without_its_token_is_not_taken(cast, own):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.asha)
    before = digests()

    response = client.post(reverse("assessment_close", args=[own.pk]), {"version": 1, "closed_on": "2022-12-01"})

    assert response.status_code == 403
    assert changed(before) == set()


def test_the_token_of_another_browser_is_not_taken(cast, own):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.asha)
    page = cast.client("farid").get(reverse("child_who_works"))

    response = client.post(
        reverse("assessment_close", args=[own.pk]), {"csrfmiddlewaretoken": page.context["csrf_token"], "version": 1}
    )

    assert response.status_code == 403


def test_a_key_of_somebody_elses_form_does_not_lead_to_their_record(cast, own):
    """Farid sends a form with the key that Asha's was sent with."""
    key = uuid.uuid4()
    cast.client("asha").post(reverse("meeting_plan", args=[own.pk]), {"request_key": key, "planned_on": "2030-01-01"})

    response = cast.client("farid").post(reverse("assessment_start"), {"request_key": key})

    assert response.status_code == 200
    assert str(own.pk).encode() not in response.content


@pytest.mark.parametrize("agency", ["refuge", "school", "health"])
def test_an_email_in_the_list_of_a_meeting_opens_it_for_who_works_there_only(cast, own, agency):
    """Asked as somebody of another agency than their own, Carys does not find it."""
    data = {
        "request_key": uuid.uuid4(),
        "planned_on": timezone.localdate() + timedelta(days=7),
        "chair": cast.asha.pk,
        "people-TOTAL_FORMS": 1,
        "people-INITIAL_FORMS": 0,
        "people-0-name": "Carys",
        "people-0-agency": getattr(cast, agency).pk,
        "people-0-email": "CARYS@example.org",
    }

    assert cast.client("asha").post(reverse("meeting_plan", args=[own.pk]), data).status_code == 302

    assert reads(cast.client("carys"), own) == [200 if agency == "health" else 404]


def test_a_file_that_names_their_records_changes_nothing_of_theirs_and_tells_nothing(cast, child, theirs):
    """References of two systems never meet: the answer is the same as for references that nobody has."""

    def bring(reference, child_reference):
        rows = (
            f"reference,agency,completed_on,child_reference\n{reference},hilltop-school,2022-10-10,{child_reference}\n"
        )
        file = SimpleUploadedFile("x.csv", rows.encode())
        data = {"request_key": uuid.uuid4(), "kind": "assessments", "file": file}
        return cast.client("ben").post(reverse("import_list"), data, follow=True)

    before = (Assessment.objects.filter(pk=theirs.pk).values().get(), Child.objects.filter(pk=child.pk).values().get())

    theirs_named, unknown = bring(theirs.reference, child.reference), bring("NONE-1", "NONE-2")

    assert (
        Assessment.objects.filter(pk=theirs.pk).values().get(),
        Child.objects.filter(pk=child.pk).values().get(),
    ) == before
    assert rows_without_ids(theirs_named) == rows_without_ids(unknown)
    assert reads(cast.client("ben"), theirs, child) == [404, 404]


def rows_without_ids(response):
    return re.sub(
        rb"[0-9a-f-]{36}|value=\"[^\"]*\"|nonce=\"[^\"]*\"|data-session-ends=\"[^\"]*\"", b"", response.content
    )


def test_a_file_with_rows_of_another_agency_is_refused_whole(cast, theirs):
    rows = f"reference,agency,completed_on,child_reference\n{theirs.reference},oxford-health,2022-10-10,K1\n"
    data = {"request_key": uuid.uuid4(), "kind": "assessments", "file": SimpleUploadedFile("x.csv", rows.encode())}
    before = Assessment.objects.count()

    response = cast.client("ben").post(reverse("import_list"), data, follow=True)

    assert b"rows of your own agency only" in response.content
    assert Assessment.objects.count() == before


# By who one is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["session", "cookie", "parameter", "form"])
def test_nobody_acts_for_an_agency_that_is_not_theirs(cast, theirs, how):
    client = cast.client("farid", agency=cast.health if how == "session" else None)
    client.cookies["acting_agency"] = str(cast.health.pk)
    query = {"acting_agency": str(cast.health.pk)} if how == "parameter" else {}
    if how == "form":
        client.post(reverse("switch_agency"), {"agency": str(cast.health.pk)})

    assert client.get(reverse("assessment_detail", args=[theirs.pk]), query).status_code == 404
    assert b"Oxford Health" not in client.get(reverse("home"), query).content


def test_roles_of_two_agencies_do_not_add_up(cast, theirs):
    """Lead of the refuge and practitioner of the health visitors: a lead of neither's families elsewhere."""
    factories.membership(cast.farid, cast.health, Role.PRACTITIONER)
    Membership.objects.filter(user=cast.farid, agency=cast.refuge).update(role=Role.LEAD)

    for agency in (cast.health, cast.refuge):
        assert reads(cast.client("farid", agency=agency), theirs) == [404], agency


def test_what_was_written_for_one_agency_is_not_taken_along_to_the_next(cast, own):
    factories.membership(cast.asha, cast.refuge)
    for membership in Membership.objects.filter(user=cast.asha, agency=cast.school):
        memberships.end(scope=cast.scope("esme"), membership=membership, reason="left", now=timezone.now())

    assert reads(cast.client("asha"), own, own.children.get()) == [404, 404]


def test_a_lead_does_not_take_the_second_factor_of_somebody_who_has_gone(cast):
    gone = factories.person("Gone", agency=cast.school, email="gone@example.org")
    for membership in gone.memberships.all():
        memberships.end(scope=cast.scope("ben"), membership=membership, reason="left", now=timezone.now())
    factories.membership(gone, cast.mash, Role.MASH)
    TOTP.activate(gone, generate_totp_secret())

    response = cast.client("ben").post(reverse("person_reset", args=[gone.pk]), {"reason": "They asked"})

    assert b"works for another agency too" in response.content
    assert gone.authenticator_set.exists()


def test_a_lead_of_a_closed_agency_has_no_more_than_its_own(cast, theirs, own):
    type(cast.school).objects.filter(pk=cast.school.pk).update(active_to=date(2023, 1, 1))

    assert reads(cast.client("ben"), own, theirs) == [200, 404]


@pytest.mark.parametrize("name", ["child_detail", "child_history", "child_correct", "child_who_looked"])
def test_the_board_and_the_auditor_open_no_child(cast, own, name):
    factories.assessment(cast.council, children=[own.children.get()])

    for player in ("esme", "grace"):
        assert cast.client(player).get(reverse(name, args=[own.children.get().pk])).status_code == 404


# By families that are shared, merged or no longer shared --------------------------------------------------------------


def test_a_merge_of_two_children_opens_no_record_of_the_other_agency(cast, child, theirs, own):
    mine = own.children.get()
    Child.objects.filter(pk=child.pk).update(merged_into=mine)
    Event.objects.create(
        kind=EventKind.ASSESSMENT_CORRECTED, occurred_on=BORN, assessment=theirs, reason="Riverside words"
    )
    asha = cast.client("asha")

    page = asha.get(reverse("child_detail", args=[mine.pk]))

    assert page.status_code == 200
    assert theirs.reference.encode() not in page.content
    assert b"Riverside words" not in page.content
    assert reads(asha, theirs) == [404]


def test_who_was_taken_off_the_list_of_a_meeting_reads_no_more(cast, theirs):
    meeting = factories.meeting(theirs)
    place = MeetingAttendance.objects.create(meeting=meeting, name="Asha", user=cast.asha, agency=cast.school)
    asha = cast.client("asha")
    assert reads(asha, theirs, meeting) == [200, 200]

    place.delete()

    assert reads(asha, theirs, meeting) == [404, 404]


ENDS = {
    "agreement refused": {"consent": "no"},
    "withdrawn": {"status": "withdrawn", "withdrawn_at": timezone.now()},
}


@pytest.mark.parametrize("why", ENDS)
@pytest.mark.parametrize("player", ["lena", "carys", "dev"])
def test_what_was_shared_is_closed_by_every_way_when_it_ends(cast, own, player, why):
    child = own.children.get()
    meeting = factories.meeting(own)
    MeetingAttendance.objects.create(meeting=meeting, name="Carys", user=cast.carys, agency=cast.health)
    factories.contact(cast.health, children=[child])
    client = cast.client(player)
    assert reads(client, own, meeting) == [200, 200]

    Assessment.objects.filter(pk=own.pk).update(**{"shared_on": None, **ENDS[why]})

    ways = ("assessment_detail", "assessment_history", "assessment_correct", "meeting_plan")
    urls = [reverse(way, args=[own.pk, *(["why-now"] if way.endswith("correct") else [])]) for way in ways]
    assert [client.get(url).status_code for url in urls] == [404] * 4
    assert reads(client, meeting) == [404]
    for name in ("assessment_list", "meeting_list", "home"):
        if name != "home":
            assert own.reference.encode() not in client.get(reverse(name)).content


def test_a_child_put_on_an_own_draft_stays_closed(cast, child, theirs):
    factories.assessment(cast.school, children=[child], author=cast.asha, status="draft")
    asha = cast.client("asha")

    for name in ("child_detail", "child_history", "child_correct"):
        response = asha.get(reverse(name, args=[child.pk]))
        assert response.status_code == 404
        assert leaked(response) == []


# By asking on and on -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("player", ["farid", "ben", "lena"])
def test_a_search_by_nhs_number_or_name_finds_none_of_theirs(cast, theirs, player):
    client = cast.client(player)

    for text in ("9434765919", "943 476 5919", "Vanderzee", "quentin vander", theirs.reference):
        client.post(reverse("child_search"), {"text": text})
        client.post(reverse("assessment_search"), {"text": text})
        for name in ("child_list", "assessment_list"):
            page = client.get(reverse(name)).content
            assert str(theirs.pk).encode() not in page
            assert b"Harbour Lane" not in page
            assert b"Quentin" not in page


def test_spelling_and_acting_for_another_agency_do_not_begin_the_count_of_look_ups_again(cast, theirs, monkeypatch):
    monkeypatch.setattr(emergency, "LOOK_UPS_AN_HOUR", 3)
    factories.membership(cast.farid, cast.health)
    spellings = ({"surname": "VANDERZEE"}, {"surname": " vanderzee "}, {"forename": "quentin  "})
    for typed in spellings:
        cast.client("farid").post(reverse("child_who_works"), {**ASK, **typed})

    answers = [
        cast.client("farid", agency=agency).post(reverse("child_who_works"), ASK)
        for agency in (cast.refuge, cast.health)
    ]

    assert all(b"You have asked about 3 children in an hour" in answer.content for answer in answers)
    assert not any(b"Stranger" in answer.content for answer in answers)


def test_birth_dates_cannot_be_tried_one_by_one(cast, theirs, monkeypatch):
    """Not by the look-up, nor by what is found while recording: both are counted, whoever is acted for."""
    monkeypatch.setattr(emergency, "LOOK_UPS_AN_HOUR", 5)
    monkeypatch.setattr(children, "LOOK_UPS_PER_HOUR", 5)
    client = cast.client("farid")
    last = None
    for day in range(10, 17):
        born = {"date_of_birth": f"2015-06-{day}"}
        last = client.post(reverse("child_who_works"), {**ASK, **born})
        picker = {"picker": "find", "new-forename": "Quentin", "new-surname": "Vanderzee", "new-date_of_birth_day": day}
        found = client.post(
            reverse("assessment_start"),
            {**picker, "new-date_of_birth_month": 6, "new-date_of_birth_year": 2015, "request_key": uuid.uuid4()},
        )

    assert b"You have asked about 5 children" in last.content
    assert b"You have looked for 5 children" in found.content
    assert AuditEvent.objects.filter(actor=cast.farid, action=children.LOOKED_FOR).count() == 5


def test_who_works_with_a_child_tells_no_more_than_it_says(cast, theirs):
    response = cast.client("farid").post(reverse("child_who_works"), ASK)

    assert b"Oxford Health" in response.content
    for word in (theirs.reference, str(theirs.pk), "Harbour Lane", "9434765919", "Riverside words"):
        assert word.encode() not in response.content


@pytest.mark.parametrize("reference", ["SN-%", "SN-_", "' or 1=1 --", "", "*", "\u200b"])
def test_an_emergency_needs_the_whole_reference(cast, theirs, reference):
    response = cast.client("farid").post(
        reverse("emergency_open"), {"reference": reference, "reason": "An emergency now"}
    )

    assert response.status_code == 200
    assert not EmergencyAccess.objects.exists()
    assert reads(cast.client("farid"), theirs) == [404]


# By way of links and emails ------------------------------------------------------------------------------------------

AWAY = ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "///evil.example/x")


@pytest.mark.parametrize("away", AWAY)
@pytest.mark.parametrize("way", ["account_login", "account_logout", "switch_agency", "account_reauthenticate"])
def test_no_link_leads_away_from_ehtrack(cast, away, way):
    client = Client() if way == "account_login" else cast.client("asha")
    factories.membership(cast.asha, cast.refuge)
    typed = {"login": "asha@example.org", "password": "early-help-demo", "agency": str(cast.refuge.pk), "next": away}

    page, response = client.get(reverse(way), {"next": away}), client.post(reverse(way), typed)

    assert f'href="{away}"'.encode() not in page.content
    assert response.status_code == 302
    location = response.headers["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_an_email_does_not_lead_to_the_host_that_a_request_names(cast, header):
    response = Client().post(
        reverse("account_reset_password"), {"email": "asha@example.org"}, headers={header: "evil.example"}
    )

    assert response.status_code == (400 if header == "Host" else 302)
    assert not any("evil.example" in message.body for message in mail.outbox)


def test_a_password_does_not_survive_in_the_session_of_whoever_sat_there_before(cast):
    """Signing in gives the browser a new session: one that was put there by somebody else is worth nothing."""
    client = Client()
    client.get(reverse("account_login"))
    client.session["planted"] = True
    client.session.save()
    before = client.session.session_key

    client.post(reverse("account_login"), {"login": "asha@example.org", "password": "early-help-demo"})

    assert client.session.session_key != before
    assert "planted" not in client.session


def test_meetings_of_theirs_are_counted_nowhere(cast, theirs):
    before = masked(cast.client("asha").get(reverse("meeting_list"), {"show": "overdue"}))
    factories.meeting(theirs, planned_on=date(2020, 1, 1))
    Assessment.objects.filter(pk=theirs.pk).update(needs_taf=True)

    after = masked(cast.client("asha").get(reverse("meeting_list"), {"show": "overdue"}))

    assert Meeting.objects.exists()
    assert after.partition(b"<main")[2] == before.partition(b"<main")[2]
