"""Writing an S&N in the browser: given, when, then."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from agencies.models import AuditEvent
from assessments.models import Assessment, Child, Event
from assessments.presenters import words
from tests import factories
from tests.assessments.answers import NEW, PAGES

pytestmark = pytest.mark.django_db
TODAY = date(2022, 11, 1)
START = reverse("assessment_start")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2022-11-01 10:00 +0000", tick=False):
        yield


@pytest.fixture
def asha(cast):
    return cast.client("asha")


def url(name, record, *more):
    return reverse(name, args=[record.pk, *more])


def start(client, **more):
    key = client.get(START).context["form"]["request_key"].value()
    return client.post(START, {"request_key": str(key), **NEW, **more})


def draft(client):
    start(client)
    return Assessment.objects.get(status="draft")


def save(client, record, key, **answers):
    version = Assessment.objects.get(pk=record.pk).version
    return client.post(url("assessment_section", record, key), {"version": version, **PAGES[key], **answers})


def answered(client):
    """A draft with every page answered, and its version."""
    made = draft(client)
    for key in PAGES:
        save(client, made, key)
    made.refresh_from_db()
    return made, made.version


def test_from_the_children_to_a_shared_assessment(cast, asha):
    answer = start(asha)
    made = Assessment.objects.get()
    assert answer.url == url("assessment_tasks", made)
    assert [words.child_name(child) for child in made.children.all()] == ["Amelia Whitfield"]

    for key in PAGES:
        assert save(asha, made, key).status_code == 302, key
    check = asha.get(url("assessment_check", made))
    assert check.context["missing"] == []
    version = check.context["form"]["version"].value()
    done = asha.post(
        url("assessment_check", made), {"version": version, "completed_on": "2022-11-01", "shared": "yes"}, follow=True
    )

    made.refresh_from_db()
    assert (made.status, made.completed_on, made.shared_on) == ("completed", TODAY, TODAY)
    assert (made.lead_professional, made.needs_taf, made.priorities) == (None, True, ["send"])
    assert "Do not share this with: Uncle" in done.content.decode()
    assert "Education" in done.content.decode()


def test_a_second_sending_of_the_form_leads_to_the_first_draft(cast, asha):
    key = asha.get(START).context["form"]["request_key"].value()

    answers = [asha.post(START, {"request_key": str(key), **NEW}) for _ in range(2)]

    assert Assessment.objects.count() == Child.objects.count() == 1
    assert answers[0].url == answers[1].url


def test_without_a_child_nothing_is_started(cast, asha):
    answer = start(asha, **dict.fromkeys(NEW, ""))

    assert "Add at least one child" in answer.content.decode()
    assert not Assessment.objects.exists()


def test_a_family_with_an_open_assessment_is_asked_to_be_joined_first(cast, asha):
    known = factories.child("Amelia", "Whitfield", date_of_birth=date(2016, 4, 3))
    factories.assessment(cast.health, children=[known], author=cast.carys, why_now="Canary")
    form = asha.get(START).context["form"]
    question = asha.post(START, {"request_key": str(form["request_key"].value()), **NEW})
    typed = {"request_key": str(form["request_key"].value()), "typed": question.context["picker"].typed_token}

    told = asha.post(START, {**typed, "match": str(known.pk)})

    text = told.content.decode()
    assert "led by Oxford Health. Contact Carys Evans, carys@example.org" in text
    assert "Canary" not in text
    assert not Assessment.objects.drafts().exists()
    assert AuditEvent.objects.filter(action="assessment.open_work_shown", actor=cast.asha).count() == 1

    again = {**typed, "typed": "", "child": told.context["picker"].chosen[0].token, "asked": "yes"}
    refused = asha.post(START, {**again, "anyway": ""})
    assert "Say why a separate S&amp;N is needed" in refused.content.decode()

    asha.post(START, {**again, "anyway": "The parents live apart"})
    made = Assessment.objects.drafts().get()
    assert list(made.children.all()) == [known]
    assert Event.objects.get(assessment=made).reason == "The parents live apart"


def test_a_page_is_kept_unfinished(cast, asha):
    made = draft(asha)

    answer = save(asha, made, "why-now", level_of_need="", priorities=[])

    assert answer.url == url("assessment_section", made, "strengths-and-needs")
    made.refresh_from_db()
    assert (made.status, made.why_now, made.level_of_need) == ("draft", "Missing school", None)


def test_with_an_error_everything_typed_stays_in_its_boxes(cast, asha):
    made = draft(asha)

    answer = save(asha, made, "agreement", consent_on="2022-02-31", consent_who="Mother and aunt")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "The date you asked must be a real date" in text
    assert "Mother and aunt" in text
    assert 'value="31"' in text


@pytest.mark.parametrize("score", ["11", "-1", "x", "2.5"])
def test_a_score_is_a_whole_number_from_0_to_10(cast, asha, score):
    answer = save(asha, draft(asha), "strengths-and-needs", **{"education-family_score": score})

    assert "Education: the score must be a whole number from 0 to 10" in answer.content.decode()


def test_a_lead_professional_of_another_agency_has_a_name_and_an_agency(cast, asha):
    made = draft(asha)
    elsewhere = {"lead_professional_id": "elsewhere", "lead_professional_name": "Jo Reed"}

    refused = save(asha, made, "plan", **elsewhere)
    save(asha, made, "plan", **elsewhere, lead_professional_agency_id=str(cast.health.pk))

    assert "Select the agency of the lead professional" in refused.content.decode()
    made.refresh_from_db()
    assert (made.lead_professional, made.lead_professional_name) == (None, "Jo Reed")
    assert made.lead_professional_agency == cast.health


@pytest.mark.parametrize(
    ("key", "field"), [("why-now", "pilot_id"), ("why-now", "locality_id"), ("plan", "lead_professional_id")]
)
def test_ids_of_others_are_refused(cast, asha, key, field):
    factories.pilot("Own pilot", agency=cast.school)
    foreign = {
        "pilot_id": factories.pilot("Theirs", agency=cast.health).pk,
        "locality_id": cast.school.pk,
        "lead_professional_id": cast.farid.pk,
    }

    answer = save(asha, draft(asha), key, **{field: str(foreign[field])})

    assert answer.status_code == 200
    assert field in answer.context["form"].errors


def test_two_windows_never_overwrite_each_other_silently(cast, asha):
    made = draft(asha)
    old = Assessment.objects.get(pk=made.pk).version
    save(asha, made, "voices", child_voice="First window")

    answer = asha.post(
        url("assessment_section", made, "voices"), {"version": old, "child_voice": "Second window", "then": "list"}
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "First window" in text
    assert "Second window" in text
    assert Assessment.objects.get(pk=made.pk).child_voice == "First window"
    chosen = asha.post(url("assessment_section", made, "voices"), dict(answer.context["typed"]))
    assert chosen.url == url("assessment_tasks", made)
    assert Assessment.objects.get(pk=made.pk).child_voice == "Second window"


def test_scores_typed_in_two_windows_are_compared_domain_by_domain(cast, asha):
    made = draft(asha)
    old = Assessment.objects.get(pk=made.pk).version
    save(asha, made, "strengths-and-needs")

    answer = asha.post(
        url("assessment_section", made, "strengths-and-needs"), {"version": old, "education-family_score": "7"}
    )

    assert [(one.label, one.typed, one.saved) for one in answer.context["differences"]] == [
        ("Education: what is worrying", "", "Late"),
        ("Education: the family's score", "7", "0"),
    ]


def test_the_children_of_a_draft_can_be_changed_but_never_all_taken_away(cast, asha):
    made = draft(asha)
    page = asha.get(url("assessment_children", made))
    typed = {"version": page.context["form"]["version"].value(), "child": page.context["picker"].chosen[0].token}

    added = asha.post(
        url("assessment_children", made),
        {**typed, **NEW, "new-forename": "Bartholomew", "new-date_of_birth_year": "2010"},
    )
    emptied = asha.post(url("assessment_children", made), {"version": "2"})

    assert added.url == url("assessment_tasks", made)
    assert made.children.count() == 2
    assert "Add at least one child" in emptied.content.decode()


@pytest.mark.parametrize("page", ["assessment_tasks", "assessment_children", "assessment_check", "assessment_detail"])
@pytest.mark.parametrize("name", ["ben", "carys", "dev", "lena", "esme", "farid", "grace"])
def test_a_draft_is_seen_by_its_author_only(cast, asha, page, name):
    made = draft(asha)

    assert asha.get(url(page, made)).status_code in (200, 302)
    assert cast.client(name).get(url(page, made)).status_code == 404


def test_one_done_on_paper_is_completed_with_its_true_date(cast, asha):
    made, version = answered(asha)

    asha.post(url("assessment_check", made), {"version": version, "completed_on": "2022-09-28", "shared": "no"})

    done = Assessment.objects.get(pk=made.pk)
    assert (done.status, done.started_on, done.completed_on) == ("completed", date(2022, 9, 28), date(2022, 9, 28))


@pytest.mark.parametrize("day", ["2031-11-02", "2022-02-31"])
def test_it_is_completed_neither_in_the_future_nor_on_no_day(cast, asha, day):
    made, version = answered(asha)

    answer = asha.post(url("assessment_check", made), {"version": version, "completed_on": day, "shared": "no"})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Assessment.objects.get(pk=made.pk).status == "draft"


def test_without_agreement_the_check_offers_no_sharing(cast, asha):
    made = draft(asha)
    for key in PAGES:
        save(asha, made, key, **({"consent": "no"} if key == "agreement" else {}))

    form = asha.get(url("assessment_check", made)).context["form"]

    assert "shared" not in form.fields


@pytest.mark.parametrize(
    ("shared", "shared_on", "kept"),
    [("yes", "2022-11-03", date(2022, 11, 3)), ("yes", "", date(2022, 11, 5)), ("no", "2022-11-03", None)],
)
def test_the_day_of_sharing_is_the_one_typed_else_today(cast, asha, shared, shared_on, kept):
    made, version = answered(asha)
    typed = {"version": version, "completed_on": "2022-11-02", "shared": shared, "shared_on": shared_on}

    with time_machine.travel("2022-11-05 10:00 +0000", tick=False):
        cast.client("asha").post(url("assessment_check", made), typed)

    made.refresh_from_db()
    assert (made.completed_on, made.shared_on) == (date(2022, 11, 2), kept)


def test_a_draft_thrown_away_is_still_its_authors_alone(cast, asha):
    made = draft(asha)
    version = Assessment.objects.get(pk=made.pk).version

    asha.post(url("assessment_withdraw", made), {"version": version, "reason": "Wrong child"})

    assert "Wrong child" in asha.get(url("assessment_detail", made)).content.decode()
    assert cast.client("ben").get(url("assessment_detail", made)).status_code == 404
