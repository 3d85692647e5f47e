"""Who sees which S&N: a table of states by the cast."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from agencies.models import User
from assessments.models import Assessment, MeetingAttendance
from assessments.selectors import assessments, open_work
from tests import factories

pytestmark = pytest.mark.django_db

EVERYBODY = ("asha", "ben", "carys", "dev", "lena", "esme", "farid", "grace")
DRAFT = {"status": "draft"}
UNSHARED = {"shared_on": None}
REFUSED = {"consent": "no", "shared_on": None}
AT_RISK = {"consent": "no", "sharing_reason": "Bruises"}
WITHDRAWN = {"status": "withdrawn", "withdrawn_at": datetime(2022, 11, 1, tzinfo=UTC)}
DISCARDED = {**WITHDRAWN, "completed_on": None, "shared_on": None}


def who_sees(cast, made):
    return {name for name in EVERYBODY if assessments.visible(cast.scope(name)).filter(pk=made.pk).exists()}


def written(cast, *, team=False, author="asha", in_contact=False, invited=False, **fields):
    child = factories.child()
    made = factories.assessment(
        cast.school,
        children=[child],
        author=cast.user(author) if author else None,
        team=cast.pastoral if team else None,
        **fields,
    )
    if in_contact:
        factories.contact(cast.health, children=[child])
    if invited:
        meeting = factories.meeting(made)
        MeetingAttendance.objects.create(meeting=meeting, name="Carys", user=cast.carys, agency=cast.health)
    return made


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        ({}, {"asha", "ben", "lena"}),
        ({"author": "ben"}, {"ben", "lena"}),
        ({"author": "ben", "team": True}, {"asha", "ben", "lena"}),
        ({"author": "ben", "team": True, **DRAFT}, {"ben"}),
        ({"author": "asha", **DRAFT}, {"asha"}),
        ({"author": "asha", **DRAFT, "in_contact": True, "invited": True}, {"asha"}),
        ({"author": "asha", **DISCARDED}, {"asha"}),
        ({**UNSHARED}, {"asha", "ben"}),
        ({**UNSHARED, "in_contact": True}, {"asha", "ben", "dev"}),
        ({**REFUSED, "in_contact": True}, {"asha", "ben"}),
        ({**AT_RISK}, {"asha", "ben"}),
        ({**AT_RISK, "in_contact": True}, {"asha", "ben", "dev"}),
        ({"in_contact": True, "invited": True}, {"asha", "ben", "carys", "dev", "lena"}),
        ({**REFUSED, "invited": True}, {"asha", "ben"}),
        ({**WITHDRAWN, "in_contact": True, "invited": True}, {"asha", "ben"}),
        ({"status": "closed", "closed_on": date(2022, 12, 1), "closure_reason": "other"}, {"asha", "ben", "lena"}),
    ],
)
def test_who_sees_an_assessment(cast, state, seen_by):
    assert who_sees(cast, written(cast, **state)) == seen_by


def test_the_lead_professional_of_another_agency_sees_it_while_the_family_agrees(cast):
    led = {"lead_professional": cast.carys, "lead_professional_agency": cast.health}

    assert "carys" in who_sees(cast, written(cast, **led))
    assert "carys" not in who_sees(cast, written(cast, **led, **REFUSED))


def test_a_merged_child_in_a_contact_opens_the_assessment_to_the_mash(cast):
    standing, merged = factories.child(), factories.child("Robyn")
    made = factories.assessment(cast.school, children=[merged])
    factories.contact(cast.health, children=[standing])
    assert "dev" not in who_sees(cast, made)

    type(merged).objects.filter(pk=merged.pk).update(merged_into=standing)

    assert "dev" in who_sees(cast, made)


def test_acting_for_another_agency_the_own_records_of_the_first_are_not_seen(cast):
    made = written(cast, team=True)
    elsewhere = replace(cast.scope("asha"), agency_id=cast.health.pk, team_ids=frozenset())

    assert not assessments.visible(elsewhere).filter(pk=made.pk).exists()


@pytest.mark.parametrize(
    ("name", "may"), [("asha", True), ("ben", True), ("carys", False), ("dev", False), ("lena", False)]
)
def test_whoever_is_invited_or_reviews_may_read_and_not_change(cast, name, may):
    made = written(cast, in_contact=True, invited=True)

    assert assessments.may_change(cast.scope(name), made) is may


def test_a_lead_knows_that_drafts_exist_in_the_own_agency_only(cast):
    made = written(cast, **DRAFT)
    factories.assessment(cast.health, status="draft")

    assert list(assessments.drafts_of_agency(cast.scope("ben"))) == [made]
    assert all(not assessments.drafts_of_agency(cast.scope(name)) for name in EVERYBODY if name != "ben")


# Is anyone already working with this child?


def said_of(cast, child, to="carys"):
    return [(one.led_by, one.contact) for one in open_work.of_children(cast.scope(to), [child.pk])]


def test_open_work_names_the_leading_agency_and_how_to_reach_the_lead_professional(cast):
    child = factories.child()
    factories.assessment(cast.school, children=[child], author=cast.asha)
    factories.assessment(
        cast.school, children=[child], status="closed", closed_on=date(2022, 12, 1), closure_reason="other"
    )

    assert said_of(cast, child) == [("Hilltop School", "Contact Asha Patel, asha@example.org")]


LEFT = {  # what happened before somebody asks, and who is to be asked then
    "the role ended": (["asha"], "Contact Ben Okafor, 01865 000001, ben@example.org"),
    "the agency has no lead either": (["asha", "ben"], "Contact LCSS"),
}


@pytest.mark.parametrize("to", ["carys", "lena"])
@pytest.mark.parametrize("why", LEFT)
def test_nobody_is_sent_to_a_lead_professional_who_has_left(cast, why, to):
    child, (gone, whom) = factories.child(), LEFT[why]
    factories.assessment(cast.school, children=[child], author=cast.asha, lead_professional=cast.asha)
    User.objects.filter(pk=cast.ben.pk).update(phone="01865 000001")
    for name in gone:
        cast.user(name).memberships.update(ended_at=timezone.now())

    assert said_of(cast, child, to) == [("Hilltop School", whom)]


def test_nor_to_an_account_that_is_closed_nor_to_somebody_who_works_elsewhere_now(cast):
    child = factories.child()
    for lead in (cast.asha, cast.carys):
        factories.assessment(cast.school, children=[child], lead_professional=lead)
    User.objects.filter(pk=cast.asha.pk).update(is_active=False)

    assert said_of(cast, child, "farid") == [("Hilltop School", "Contact Ben Okafor, ben@example.org")] * 2


@pytest.mark.parametrize("why", ["do not name", "not to share with"])
def test_open_work_that_must_not_be_named_leads_to_lcss(cast, why):
    child = factories.child()
    if why == "do not name":
        factories.assessment(cast.refuge, children=[child])
    else:
        factories.assessment(cast.school, children=[child], not_to_share_with="The father's school")

    assert said_of(cast, child) == [("an agency that LCSS can tell you about", "Contact LCSS")]


def test_whoever_reads_the_open_work_anyway_is_told_who_leads_it(cast):
    child = factories.child()
    factories.assessment(cast.school, children=[child], author=cast.asha, not_to_share_with="The father's school")

    assert said_of(cast, child, to="asha") == [("Hilltop School", "Contact Asha Patel, asha@example.org")]


def test_open_work_is_silent_about_protected_children_and_families_that_did_not_agree(cast):
    protected, child = factories.child(protected=True), factories.child()
    factories.assessment(cast.school, children=[protected])
    factories.assessment(cast.school, children=[child], consent="no", shared_on=None)

    assert said_of(cast, protected) == said_of(cast, child) == []


@pytest.mark.parametrize("marked", ["duplicate", "standing"])
def test_open_work_is_silent_about_children_protected_on_another_record_of_theirs(cast, marked):
    standing = factories.child(protected=marked == "standing")
    duplicate = factories.child(merged_into=standing, protected=marked == "duplicate")
    sibling = factories.child("Sam")
    for linked in (standing, duplicate):
        factories.assessment(cast.school, children=[linked, sibling])

    assert said_of(cast, standing) == said_of(cast, duplicate) == said_of(cast, sibling) == []


# The words that a list is narrowed with


@pytest.mark.parametrize(
    ("completed_on", "needs_taf", "met", "overdue"),
    [
        (date(2022, 10, 1), True, [], True),
        (date(2022, 10, 2), True, [], False),
        (date(2022, 10, 1), False, [], False),
        (date(2022, 8, 1), True, [date(2022, 9, 17)], True),
        (date(2022, 8, 1), True, [date(2022, 9, 18)], False),
        (date(2022, 8, 1), None, [date(2022, 8, 5), date(2022, 9, 18)], False),
        (date(2022, 8, 1), None, [date(2022, 8, 5)], True),
    ],
)
def test_a_taf_is_overdue_after_42_days_without_a_first_and_56_without_a_next(
    cast, completed_on, needs_taf, met, overdue
):
    made = factories.assessment(cast.school, completed_on=completed_on, needs_taf=needs_taf)
    for day in met:
        factories.meeting(made, planned_on=day, held_on=day, outcome="continue")

    assert (made in Assessment.objects.taf_overdue(date(2022, 11, 13))) is overdue


def test_awaiting_a_taf_means_open_needing_one_and_never_met(cast):
    waiting = factories.assessment(cast.school, needs_taf=True)
    met = factories.assessment(cast.school, needs_taf=True)
    factories.meeting(met, held_on=date(2022, 11, 14), outcome="continue")
    factories.meeting(waiting)
    factories.assessment(cast.school, needs_taf=False)

    assert list(Assessment.objects.awaiting_taf()) == [waiting]


def test_led_by_is_the_agency_of_the_lead_professional_else_the_writers(cast):
    own = factories.assessment(cast.school)
    given = factories.assessment(cast.school, lead_professional_agency=cast.health)

    assert list(Assessment.objects.led_by(cast.school.pk)) == [own]
    assert list(Assessment.objects.led_by(cast.health.pk)) == [given]
