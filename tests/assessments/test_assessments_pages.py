"""The pages of S&Ns, as each of the cast meets them."""

import uuid
from datetime import date

import pytest
from django.db import connections
from django.urls import reverse

from agencies.models import AuditEvent
from assessments import home
from assessments.models import Assessment, MeetingAttendance
from assessments.presenters import words
from tests import factories
from tests.access_walk import masked
from tests.promises.test_014_hidden_as_absent import asked
from tests.table_digests import changed, digests

MOVES = ["share", "close", "withdraw"]


@pytest.fixture
def written(cast):
    """An S&N that Asha wrote, in her team, shared by agreement, with a TAF to which Carys is invited."""
    made = factories.assessment(
        cast.school,
        children=[factories.child()],
        author=cast.asha,
        team=cast.pastoral,
        lead_professional=cast.asha,
        lead_professional_agency=cast.school,
        needs_taf=True,
        why_now="Canary: why now",
    )
    meeting = factories.meeting(made, chair=cast.asha)
    MeetingAttendance.objects.create(meeting=meeting, name="Carys Evans", user=cast.carys, agency=cast.health)
    return made


def url(name, record, *more):
    return reverse(name, args=[record.pk, *more])


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("asha", 200),
        ("ben", 200),
        ("carys", 200),
        ("dev", 404),
        ("lena", 200),
        ("esme", 404),
        ("farid", 404),
        ("grace", 404),
    ],
)
def test_who_opens_an_assessment(cast, written, name, status):
    answer = cast.client(name).get(url("assessment_detail", written))

    assert answer.status_code == status
    assert (b"Canary" in answer.content) == (status == 200)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("asha", 200),
        ("ben", 200),
        ("carys", 403),
        ("dev", 404),
        ("lena", 403),
        ("esme", 404),
        ("farid", 404),
        ("grace", 404),
    ],
)
def test_who_may_move_an_assessment(cast, written, name, status, move):
    assert cast.client(name).get(url(f"assessment_{move}", written)).status_code == status


def test_reading_is_on_record_before_the_answer(cast, written):
    cast.client("lena").get(url("assessment_detail", written))

    row = AuditEvent.objects.get(action="assessment.read")
    assert (row.actor, row.agency, row.subject_ids) == (cast.lena, cast.lcss, [written.pk])


def test_without_a_record_of_the_reading_nothing_is_answered(cast, clone):
    made = factories.assessment(cast.school, why_now="Canary")
    client = cast.client("ben")
    client.raise_request_exception = False
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE agencies_auditevent ADD CONSTRAINT full_disk CHECK (false) NOT VALID")

    answer = client.get(url("assessment_detail", made))

    assert answer.status_code == 500
    assert b"Canary" not in answer.content


def test_the_page_says_with_whom_not_to_share_and_whom_to_ring(cast):
    made = factories.assessment(cast.school, not_to_share_with="Uncle", children=[factories.child("Robin", "Hale")])

    text = cast.client("ben").get(url("assessment_detail", made)).content.decode()

    assert "Do not share this with: Uncle" in text
    assert "0345 050 7666" in text
    assert "Robin Hale" in text


def test_a_child_is_linked_only_for_whoever_may_open_its_page(cast):
    known, sibling = factories.child("Robin"), factories.child("Sam")
    made = factories.assessment(cast.school, children=[known, sibling])
    factories.contact(cast.health, children=[known])

    text = cast.client("dev").get(url("assessment_detail", made)).content.decode()

    assert reverse("child_detail", args=[known.pk]) in text
    assert reverse("child_detail", args=[sibling.pk]) not in text


def test_the_buttons_are_what_may_be_done_next(cast, written):
    def offered(name):
        return [
            action.text for action in cast.client(name).get(url("assessment_detail", written)).context["detail"].actions
        ]

    assert offered("asha") == ["Plan a TAF meeting", "Close", "Withdraw"]
    assert offered("lena") == ["Plan a TAF meeting"]
    assert offered("carys") == []
    Assessment.objects.update(shared_on=None)
    assert offered("ben")[0] == "Share with the council"
    Assessment.objects.update(
        status="closed", closed_on=date(2022, 12, 1), closure_reason="other", shared_on=date(2022, 12, 1)
    )
    assert offered("ben") == ["Open again", "Withdraw"]


def correct(client, made, section, **typed):
    page = client.get(url("assessment_correct", made, section))
    return client.post(
        url("assessment_correct", made, section), {"version": page.context["form"]["version"].value(), **typed}
    )


def test_a_correction_shows_what_stood_there_who_changed_it_and_why(cast, written):
    client = cast.client("ben")

    refused = correct(client, written, "voices", child_voice="New words")
    saved = correct(client, written, "voices", child_voice="New words", reason="Misheard")

    assert "Say why you are correcting this" in refused.content.decode()
    assert saved.url == url("assessment_detail", written)
    text = client.get(url("assessment_history", written)).content.decode()
    assert all(word in text for word in ("Ben Okafor", "Misheard", "New words", "Not recorded"))


def test_the_history_names_places_and_people_and_never_ids(cast, written):
    north = factories.locality("north")

    correct(cast.client("ben"), written, "why-now", locality_id=str(north.pk), why_now="x", reason="Moved")

    text = cast.client("ben").get(url("assessment_history", written)).content.decode()
    assert "North" in text
    assert str(north.pk) not in text


def test_two_corrections_at_once_get_both_texts_and_a_choice(cast, written):
    correct(cast.client("ben"), written, "voices", child_voice="Ben's", reason="One")

    answer = cast.client("asha").post(
        url("assessment_correct", written, "voices"), {"version": "1", "child_voice": "Asha's", "reason": "Two"}
    )

    assert answer.status_code == 409
    assert [(one.typed, one.saved) for one in answer.context["differences"]] == [("Asha's", "Ben's")]


def test_a_move_over_someone_elses_change_asks_to_look_first(cast, written):
    correct(cast.client("ben"), written, "voices", child_voice="Ben's", reason="One")
    typed = {"version": "1", "closed_on": "2022-12-01", "closure_reason": "needs-met"}

    answer = cast.client("asha").post(url("assessment_close", written), typed)

    assert answer.status_code == 409
    assert cast.client("asha").post(url("assessment_close", written), dict(answer.context["typed"])).status_code == 302
    written.refresh_from_db()
    assert written.status == "closed"


def test_a_draft_is_not_corrected_but_written(cast):
    made = factories.assessment(cast.school, status="draft", author=cast.asha)

    assert cast.client("asha").get(url("assessment_correct", made, "voices")).status_code == 404
    assert cast.client("asha").get(url("assessment_history", made)).status_code == 404


STEPS = [("assessment_tasks",), ("assessment_children",), ("assessment_check",), ("assessment_section", "why-now")]


@pytest.mark.parametrize(("step", "more"), [(step, more) for step, *more in STEPS])
def test_the_steps_of_a_draft_lead_to_the_sn_once_it_is_none_but_only_for_whoever_may_read_it(
    cast, written, step, more
):
    address, before = url(step, written, *more), digests()
    for name in ("asha", "ben", "carys", "lena"):
        client = cast.client(name)
        for answer in (client.get(address), client.post(address, {"version": "1", "why_now": "Too late"})):
            assert answer.headers["Location"] == url("assessment_detail", written)
    assert not {one for one in changed(before) if one.startswith("assessments_")}
    assert not AuditEvent.objects.filter(action="refused").exists()

    client, nowhere = cast.client("farid"), reverse(step, args=[uuid.uuid4(), *more])
    client.get(nowhere)  # the first of a session writes down when it was seen
    assert asked(client, address) == asked(client, nowhere)
    assert masked(client.get(address)) == masked(client.get(nowhere))
    assert masked(client.post(address)) == masked(client.post(nowhere))


def test_whoever_comes_back_to_a_finished_draft_is_told_since_when_and_what_was_not_saved(cast, written):
    client, step = cast.client("asha"), url("assessment_check", written)
    day = f"This S&amp;N was completed on {words.day(written.completed_on)}. "

    assert day + "You can read it here" in client.get(step, follow=True).content.decode()
    assert day + "What you sent now was not saved" in client.post(step, {}, follow=True).content.decode()


@pytest.mark.parametrize("section", ["nothing", "dates"])
def test_a_page_that_the_form_does_not_have_is_not_found(cast, section):
    made = factories.assessment(cast.school, status="draft", author=cast.asha)

    assert cast.client("asha").get(url("assessment_section", made, section)).status_code == 404


def test_withdrawing_keeps_it_with_the_reason_on_the_page(cast, written):
    client = cast.client("ben")

    client.post(url("assessment_withdraw", written), {"version": "1", "reason": "Entered twice"})

    assert "Entered twice" in client.get(url("assessment_detail", written)).content.decode()
    assert cast.client("lena").get(url("assessment_detail", written)).status_code == 404


def test_sharing_without_agreement_asks_for_the_reason(cast):
    made = factories.assessment(cast.school, consent="no", shared_on=None, author=cast.asha)
    client = cast.client("asha")

    refused = client.post(
        url("assessment_share", made), {"version": "1", "shared_on": "2022-11-01", "sharing_reason": ""}
    )
    client.post(url("assessment_share", made), {"version": "1", "shared_on": "2022-11-01", "sharing_reason": "Bruises"})

    assert refused.status_code == 200
    made.refresh_from_db()
    assert (made.shared_on, made.sharing_reason) == (date(2022, 11, 1), "Bruises")
    assert cast.client("lena").get(url("assessment_detail", made)).status_code == 404


def test_home_shows_what_waits_and_puts_the_names_on_record(cast, written):
    factories.assessment(cast.school, status="draft", author=cast.asha, children=[factories.child("Sam", "Hale")])
    planned_on = written.meetings.get().planned_on

    shown = {panel.title: panel for panel in home.panels(cast.scope("asha"), planned_on)}

    assert [line.text for line in shown["Your drafts"].lines] == ["Sam Hale"]
    assert [line.text for line in shown["TAF meetings of the next two weeks"].lines] == ["Robin Example"]
    assert AuditEvent.objects.filter(action="assessment.listed", actor=cast.asha).count() == 2
    assert home.panels(cast.scope("esme"), planned_on) == []


def test_home_tells_a_lead_that_drafts_exist_without_a_name(cast):
    factories.assessment(cast.school, status="draft", author=cast.asha, children=[factories.child("Sam", "Hale")])

    panels = home.panels(cast.scope("ben"), date(2022, 11, 1))

    assert "1 draft" in [line.text for panel in panels for line in panel.lines]
    assert "Sam" not in str(panels)
