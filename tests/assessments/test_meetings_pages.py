"""The pages of TAF meetings, as the cast meets them."""

import re
import uuid
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import Meeting, MeetingAttendance
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("meeting_list")
EMPTY_ROW = {"people-INITIAL_FORMS": "0", "people-MIN_NUM_FORMS": "0", "people-MAX_NUM_FORMS": "40"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2022-11-20 10:00 +0000", tick=False):
        yield


@pytest.fixture
def made(cast):
    return factories.assessment(
        cast.school, children=[factories.child()], author=cast.asha, why_now="Canary", not_to_share_with="Uncle"
    )


@pytest.fixture
def meeting(cast, made):
    planned = factories.meeting(made, chair=cast.asha, place="School")
    MeetingAttendance.objects.create(meeting=planned, name="Carys Evans", user=cast.carys, agency=cast.health)
    return planned


def url(name, record):
    return reverse(name, args=[record.pk])


def people(*rows):
    typed = {**EMPTY_ROW, "people-TOTAL_FORMS": str(len(rows))}
    return typed | {f"people-{n}-{name}": str(value) for n, row in enumerate(rows) for name, value in row.items()}


def held(cast, **more):
    rows = people(
        {"name": "Carys Evans", "agency": cast.health.pk, "email": "carys@example.org", "attendance": "attended"}
    )
    return {"version": "1", "held_on": "2022-11-18", "chair": str(cast.asha.pk), "outcome": "continue", **rows, **more}


WHO = [("asha", 200), ("ben", 200), ("carys", 200), ("dev", 404), ("lena", 200), ("esme", 404), ("farid", 404)]
RECORDS = [("asha", 200), ("ben", 200), ("carys", 403), ("dev", 404), ("lena", 200), ("esme", 404), ("farid", 404)]


@pytest.mark.parametrize(("name", "status"), WHO)
def test_who_opens_a_meeting(cast, meeting, name, status):
    assert cast.client(name).get(url("meeting_detail", meeting)).status_code == status


@pytest.mark.parametrize(("name", "status"), RECORDS)
@pytest.mark.parametrize("page", ["meeting_hold", "meeting_change", "meeting_correct"])
def test_who_records_a_meeting(cast, meeting, name, status, page):
    assert cast.client(name).get(url(page, meeting)).status_code == status


@pytest.mark.parametrize(("name", "status"), RECORDS)
def test_who_plans_a_meeting(cast, made, meeting, name, status):
    assert cast.client(name).get(url("meeting_plan", made)).status_code == status


def test_from_the_plan_to_what_came_of_it(cast, made):
    client = cast.client("asha")
    form = client.get(url("meeting_plan", made)).context["form"]
    typed = {
        "request_key": str(form["request_key"].value()),
        "planned_on": "2022-11-18",
        "already_held": "on",
        "place": "School",
        "chair": str(cast.asha.pk),
        **people({"name": "Mrs Example"}, {"name": "Carys", "agency": cast.health.pk, "email": "carys@example.org"}),
    }

    answers = [client.post(url("meeting_plan", made), typed) for _ in range(2)]
    planned = Meeting.objects.get()
    assert {answer.url for answer in answers} == {url("meeting_hold", planned)}
    assert "Can read this S&amp;N" in client.get(url("meeting_detail", planned)).content.decode()

    done = client.post(url("meeting_hold", planned), held(cast, next_on="2022-12-16"), follow=True)
    assert "The meeting on 18 November 2022 is recorded" in done.content.decode()
    assert Meeting.objects.get(held_on=None).planned_on == date(2022, 12, 16)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"planned_on": "2022-11-19"}, "planned_on", "today or in the future, unless it has been held already"),
        ({"planned_on": "2022-11-21", "already_held": "on"}, "already_held", "cannot be in the future"),
    ],
)
def test_a_plan_is_for_a_day_to_come_unless_the_meeting_was_held(cast, made, typed, field, words):
    values = {"request_key": str(uuid.uuid4()), "chair": str(cast.asha.pk), **people({"name": "Mrs Example"})}

    answer = cast.client("asha").post(url("meeting_plan", made), {**values, **typed})

    assert words in answer.context["form"].errors[field][0]
    assert not Meeting.objects.exists()


def test_a_plan_that_has_passed_keeps_its_day_but_moves_to_no_other_that_has(cast, meeting):
    client, target = cast.client("asha"), url("meeting_change", meeting)
    values = {"request_key": str(uuid.uuid4()), "version": "1", "chair": str(cast.asha.pk), "place": "Town hall"}
    values |= people({"name": "Mrs Example"})

    moved = client.post(target, {**values, "planned_on": "2022-11-15"})
    kept = client.post(target, {**values, "planned_on": "2022-11-14"})

    assert moved.context["form"].errors["planned_on"] == ["Meeting date must be today or in the future"]
    assert kept.status_code == 302


def test_a_meeting_that_was_held_had_somebody_there(cast, meeting):
    typed = held(cast, **{"people-0-attendance": "apologies"})

    answer = cast.client("asha").post(url("meeting_hold", meeting), typed)

    assert "Mark who attended: at least one person was there" in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.held_on is None


def test_the_next_meeting_is_after_this_one(cast, meeting):
    answer = cast.client("asha").post(url("meeting_hold", meeting), held(cast, next_on="2022-11-18"))

    assert answer.context["form"].errors["next_on"] == ["Next meeting must be after this one"]


def test_the_next_meeting_is_within_56_days(cast, meeting):
    answer = cast.client("asha").post(url("meeting_hold", meeting), held(cast, next_on="2023-01-14"))
    assert answer.context["form"].errors["next_on"] == ["Next meeting must be within 56 days: by 13 January 2023"]

    assert cast.client("asha").post(url("meeting_hold", meeting), held(cast, next_on="2023-01-13")).status_code == 302


def test_whoever_closes_an_sn_is_told_which_meetings_are_cancelled(cast, made, meeting):
    client, typed = cast.client("asha"), {"version": "1", "closed_on": "2022-11-20", "closure_reason": "needs-met"}
    asked = client.get(url("assessment_close", made)).content.decode()
    done = client.post(url("assessment_close", made), typed, follow=True).content.decode()

    assert "1 planned TAF meeting will be cancelled" in asked
    assert "is closed, and 1 planned TAF meeting cancelled" in done
    shown = client.get(url("meeting_detail", meeting)).content.decode()
    assert "Cancelled on" in shown
    assert "The S&amp;N closed" in shown
    assert "Record the meeting" not in shown


def test_a_planned_meeting_is_cancelled_with_a_reason(cast, meeting):
    client, target = cast.client("asha"), url("meeting_cancel", meeting)

    assert "Cancel the meeting" in client.get(url("meeting_detail", meeting)).content.decode()
    assert client.post(target, {"version": "9", "reason": "Snow"}).status_code == 409
    assert client.post(target, {"version": "1", "reason": "Snow"}).status_code == 302

    meeting.refresh_from_db()
    assert meeting.cancelled_on == date(2022, 11, 20)
    assert list(client.get(LIST).context["page"]) == []


def test_whoever_sees_meetings_of_many_agencies_sees_which_and_narrows_the_list(cast, meeting):
    lena = cast.client("lena")
    theirs = lena.get(LIST, {"agency": str(cast.health.pk), "page": "1"})

    assert "Nothing matches" in theirs.content.decode()
    assert f'"{LIST}?show=overdue&amp;agency={cast.health.pk}"' in theirs.content.decode()  # the other list keeps it
    assert cast.school.name in lena.get(LIST, {"agency": str(cast.school.pk)}).content.decode()
    assert "Nothing is shown until" in lena.get(LIST, {"agency": str(meeting.pk)}).content.decode()
    assert lena.get(LIST).context["list_table"].columns[2].label == "Agency"
    assert cast.client("ben").get(LIST).context["filter_form"] is None


def test_another_row_is_asked_for_by_a_button_and_nothing_typed_is_lost(cast, meeting):
    typed = held(cast, decisions="Half a sen", held_on="2022-11-31", add_person="yes")

    answer = cast.client("asha").post(url("meeting_hold", meeting), typed)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Half a sen" in text
    assert 'value="31"' in text
    assert "There is a problem" not in text
    assert re.findall(r'name="(people-.-name)"[^>]*autofocus', text) == ["people-1-name"]
    meeting.refresh_from_db()
    assert meeting.held_on is None


def test_errors_of_people_are_in_the_summary_and_nothing_typed_is_lost(cast, meeting):
    family = {"name": "Mrs Example", "email": "mother@example.org", "attendance": "attended"}
    rows = people({"name": "", "agency": cast.health.pk, "attendance": "attended", "email": ""}, family)

    answer = cast.client("asha").post(url("meeting_hold", meeting), held(cast, decisions="All of it", **rows))

    text = answer.content.decode()
    assert "Person 1: enter their name" in text
    assert "Person 2: select their agency, or leave the email empty if they are of the family" in text
    assert "All of it" in text


def test_closing_asks_why(cast, meeting):
    answer = cast.client("asha").post(url("meeting_hold", meeting), held(cast, outcome="close"))

    assert "Select why it closes" in answer.content.decode()


def test_two_people_recording_the_same_meeting_get_both_texts_and_a_choice(cast, meeting):
    cast.client("ben").post(
        url("meeting_change", meeting),
        {
            "version": "1",
            "request_key": "7b1c8dd0-5d0c-4a6c-9b0e-0d3f9b8a4c55",
            "planned_on": "2022-11-25",
            "place": "Clinic",
            "chair": str(cast.asha.pk),
            **people(),
        },
    )

    answer = cast.client("asha").post(url("meeting_hold", meeting), held(cast, decisions="Mine"))

    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    assert [d.label for d in answer.context["differences"]] == ["Held on", "Decisions"]
    chosen = cast.client("asha").post(url("meeting_hold", meeting), dict(answer.context["typed"]))
    assert chosen.status_code == 302
    meeting.refresh_from_db()
    assert (meeting.decisions, meeting.place) == ("Mine", "Clinic")


def test_a_correction_is_shown_with_its_reason(cast, meeting):
    client = cast.client("asha")
    client.post(url("meeting_hold", meeting), held(cast, decisions="Swimming"))

    typed = held(cast, version="2", decisions="Football", reason="Misheard", **{"people-INITIAL_FORMS": "1"})
    client.post(url("meeting_correct", meeting), typed)

    text = client.get(url("meeting_detail", meeting)).content.decode()
    assert all(word in text for word in ("Swimming", "Football", "Misheard"))


def test_a_recording_form_warns_with_whom_not_to_share(cast, meeting):
    assert "Do not share this with: Uncle" in cast.client("lena").get(url("meeting_hold", meeting)).content.decode()


def test_an_empty_list_says_so(cast):
    client = cast.client("asha")

    assert "No meeting is planned" in client.get(LIST).content.decode()
    assert "No family is waiting" in client.get(LIST, {"show": "overdue"}).content.decode()


@pytest.mark.parametrize("show", ["planned", "overdue"])
def test_the_lists_take_the_same_queries_for_1_and_for_20_rows(cast, show):
    client = cast.client("ben")

    def make():
        one = factories.assessment(
            cast.school,
            children=[factories.child(), factories.child("Sam")],
            needs_taf=True,
            completed_on=date(2022, 9, 1),
        )
        factories.meeting(one, planned_on=date(2022, 12, 1))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(LIST, {"show": show})
        return len(captured), len(answer.context["page"])

    make()
    queries()
    first = queries()
    for _ in range(19):
        make()

    assert (first[1], queries()) == (1, (first[0], 20))


def test_a_list_is_on_record_with_the_assessments_shown(cast, meeting):
    cast.client("asha").get(LIST)

    assert AuditEvent.objects.get(action="meeting.listed").subject_ids == [meeting.assessment_id]
