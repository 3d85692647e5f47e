"""TAF meetings: what planning, holding and correcting write, and refuse."""

from datetime import date

import pytest
from django.db import DatabaseError, connections, transaction

from agencies.errors import NotAllowedYet, Stale
from agencies.models import AuditEvent
from assessments.models import Assessment, Event, Meeting
from assessments.selectors import assessments as assessment_selectors
from assessments.selectors import history
from assessments.selectors import meetings as selectors
from assessments.services import meetings
from assessments.services.meetings import Chair, Person
from tests import factories

TODAY = date(2022, 11, 1)
HELD = date(2022, 11, 14)


def chair(cast):
    return Chair("Asha Patel", cast.school.pk, cast.asha.pk)


def carys(cast, attendance="invited"):
    return Person("Carys Evans", cast.health.pk, "Carys@example.org", attendance)


def assessment(cast, **fields):
    return factories.assessment(cast.school, author=cast.asha, **fields)


def plan(cast, made, people=None):
    return meetings.plan(
        scope=cast.scope("asha"),
        assessment=made,
        planned_on=HELD,
        place="School",
        chair=chair(cast),
        people=people if people is not None else [Person("Mrs Example"), carys(cast)],
        today=TODAY,
    )


def hold(cast, meeting, **given):
    values = {
        "version": meeting.version,
        "held_on": HELD,
        "people": [Person("Mrs Example", attendance="attended"), carys(cast, "apologies")],
        "family_update": "Better",
        "decisions": "Go on",
        "outcome": "continue",
    }
    return meetings.hold(scope=cast.scope("asha"), meeting=meeting, chair=chair(cast), **{**values, **given})


def correct(cast, meeting, **given):
    values = {
        "version": meeting.version,
        "reason": "Misheard",
        "held_on": HELD,
        "people": [Person("Mrs Example", attendance="attended")],
        "family_update": "Worse",
        "decisions": "Go on",
        "next_on": None,
        "today": TODAY,
    }
    return meetings.correct(scope=cast.scope("asha"), meeting=meeting, chair=chair(cast), **{**values, **given})


def people_of(meeting):
    return list(meeting.attendances.values_list("name", "of_family", "user__name", "attendance"))


def test_planning_writes_the_meeting_its_people_event_and_audit(cast):
    made = plan(cast, assessment(cast))

    assert people_of(made) == [
        ("Mrs Example", True, None, "invited"),
        ("Carys Evans", False, "Carys Evans", "invited"),
    ]
    assert Event.objects.get(meeting=made).kind == "meeting.planned"
    assert AuditEvent.objects.get(action="meeting.planned").subject_ids == [made.pk]


def test_an_account_is_linked_only_at_its_own_agency(cast):
    made = plan(cast, assessment(cast), [Person("Carys", cast.refuge.pk, "carys@example.org")])

    assert people_of(made) == [("Carys", False, None, "invited")]


def test_an_invited_person_reads_the_assessment(cast):
    made = assessment(cast, shared_on=None)
    assert not assessment_selectors.visible(cast.scope("carys")).exists()

    plan(cast, made)

    assert list(assessment_selectors.visible(cast.scope("carys"))) == [made]


@pytest.mark.parametrize("consent", ["no", ""])
def test_other_agencies_are_asked_only_when_the_family_agreed(cast, consent):
    made = assessment(cast, consent=consent, shared_on=None)

    with pytest.raises(NotAllowedYet, match="agreement"):
        plan(cast, made)
    assert plan(cast, made, [Person("Mrs Example"), Person("Ben", cast.school.pk)]).pk


@pytest.mark.parametrize(
    "state",
    [{"status": "draft"}, {"status": "closed", "closed_on": date(2022, 10, 20), "closure_reason": "other"}],
)
def test_only_an_open_assessment_has_its_meetings_planned(cast, state):
    with pytest.raises(NotAllowedYet):
        plan(cast, assessment(cast, **state))


def test_holding_records_what_came_of_it(cast):
    held = hold(cast, plan(cast, assessment(cast)))

    assert (held.held_on, held.outcome, held.decisions) == (HELD, "continue", "Go on")
    assert people_of(held) == [
        ("Mrs Example", True, None, "attended"),
        ("Carys Evans", False, "Carys Evans", "apologies"),
    ]
    assert Event.objects.filter(meeting=held).latest("id").kind == "meeting.held"


def test_a_next_date_plans_the_next_meeting_with_the_same_people(cast):
    held = hold(cast, plan(cast, assessment(cast)), next_on=date(2022, 12, 12))

    following = Meeting.objects.get(held_on=None)
    assert (following.planned_on, following.assessment_id) == (date(2022, 12, 12), held.assessment_id)
    assert people_of(following) == [
        ("Mrs Example", True, None, "invited"),
        ("Carys Evans", False, "Carys Evans", "invited"),
    ]


@pytest.mark.parametrize(
    ("outcome", "given", "closes_with"),
    [("close", "needs-met", "needs-met"), ("step-up", "", "step-up")],
)
def test_closing_and_stepping_up_close_the_assessment_on_that_day(cast, outcome, given, closes_with):
    made = assessment(cast)

    hold(cast, plan(cast, made), outcome=outcome, closure_reason=given)

    made.refresh_from_db()
    assert (made.status, made.closed_on, made.closure_reason) == ("closed", HELD, closes_with)
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "meeting.planned",
        "meeting.held",
        "assessment.closed",
    ]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"outcome": "close"}, "Select why"),
        ({"outcome": "continue", "closure_reason": "other"}, "only when the outcome is to close"),
        ({"outcome": "step-up", "next_on": date(2022, 12, 1)}, "only when the plan continues"),
        ({"next_on": HELD}, "after this one"),
        ({"people": [Person("Mrs Example", attendance="apologies")]}, "Mark who attended"),
        ({"people": []}, "Mark who attended"),
        ({"outcome": "close", "closure_reason": "other", "held_on": date(2022, 10, 1)}, "on or after"),
    ],
)
def test_an_outcome_that_does_not_hold_together_changes_nothing(cast, given, word):
    made = plan(cast, assessment(cast))

    with pytest.raises(NotAllowedYet, match=word):
        hold(cast, made, **given)

    made.refresh_from_db()
    assert (made.held_on, made.outcome) == (None, "")
    assert people_of(made)[0][3] == "invited"


def test_a_meeting_is_held_once_and_corrected_only_afterwards(cast):
    made = plan(cast, assessment(cast))
    with pytest.raises(NotAllowedYet, match="before correcting"):
        correct(cast, made)
    held = hold(cast, made)

    with pytest.raises(NotAllowedYet, match="already"):
        hold(cast, held)


def test_whoever_saw_an_older_version_is_refused(cast):
    made = plan(cast, assessment(cast))
    hold(cast, made)
    held = Meeting.objects.get(pk=made.pk)
    correct(cast, held)

    with pytest.raises(Stale):
        correct(cast, held)


def test_the_history_of_a_meeting_tells_what_was_corrected_and_why(cast):
    held = hold(cast, plan(cast, assessment(cast)))
    correct(cast, held)

    (one,) = history.of_meeting(Meeting.objects.get(pk=held.pk))

    assert (one.by, one.reason) == ("Asha Patel", "Misheard")
    assert [(c.field, c.before, c.after) for c in one.changes] == [("family_update", "Better", "Worse")]


def test_the_same_account_twice_is_said_in_words(cast):
    with pytest.raises(NotAllowedYet, match="twice"):
        plan(cast, assessment(cast), [carys(cast), carys(cast)])


@pytest.mark.parametrize("act", [hold, correct])
def test_when_the_audit_row_cannot_be_written_nothing_is(cast, clone, act):
    made = plan(cast, assessment(cast))
    made = hold(cast, made) if act is correct else made
    before, events = Meeting.objects.values().get(pk=made.pk), Event.objects.count()
    people = people_of(made)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE agencies_auditevent ADD CONSTRAINT full_disk CHECK (false) NOT VALID")

    with pytest.raises(DatabaseError, match="full_disk"), transaction.atomic():
        act(cast, made)

    assert Meeting.objects.values().get(pk=made.pk) == before
    assert (Event.objects.count(), people_of(made)) == (events, people)


def test_who_may_record_meetings(cast):
    made = assessment(cast, lead_professional=cast.carys, lead_professional_agency=cast.health)
    chaired = factories.meeting(made, chair=cast.farid)

    may = {
        name
        for name in ("asha", "ben", "carys", "dev", "lena", "esme", "grace")
        if selectors.may_record(cast.scope(name), made)
    }

    assert may == {"asha", "ben", "carys", "lena"}
    assert selectors.may_record(cast.scope("farid"), made, chaired)
    assert not selectors.may_record(cast.scope("farid"), made)


def test_meetings_are_those_of_assessments_in_scope(cast):
    meeting = factories.meeting(assessment(cast))

    assert {
        name
        for name in ("asha", "ben", "carys", "dev", "lena", "esme", "farid", "grace")
        if meeting in selectors.visible(cast.scope(name))
    } == {"asha", "ben", "lena"}


def test_planned_meetings_are_of_open_assessments_earliest_first(cast):
    late, soon = (factories.meeting(assessment(cast), planned_on=date(2022, 12, day)) for day in (9, 2))
    factories.meeting(assessment(cast), held_on=HELD, outcome="continue")
    closed = Assessment.objects.get(pk=factories.meeting(assessment(cast)).assessment_id)
    Assessment.objects.filter(pk=closed.pk).update(status="closed", closed_on=HELD, closure_reason="other")

    assert list(selectors.planned(cast.scope("asha"))) == [soon, late]


def test_overdue_families_come_by_how_long_they_wait_whether_they_ever_met_or_not(cast):
    recent = assessment(cast, needs_taf=True, completed_on=date(2022, 1, 1))
    factories.meeting(recent, held_on=date(2022, 10, 20), outcome="continue")
    never = assessment(cast, needs_taf=True, completed_on=date(2022, 5, 1))
    long_ago = assessment(cast, needs_taf=True, completed_on=date(2020, 1, 1))
    factories.meeting(long_ago, held_on=date(2021, 3, 1), outcome="continue")
    assessment(cast, needs_taf=False)

    rows = list(selectors.overdue(cast.scope("asha"), date(2023, 1, 1)))

    assert rows == [long_ago, never, recent]
    assert [row.last_met_on for row in rows] == [date(2021, 3, 1), None, date(2022, 10, 20)]


def test_a_list_of_meetings_is_narrowed_to_an_agency_a_locality_or_where_nothing_is_planned(cast):
    north = factories.locality("north")
    ours = assessment(cast, needs_taf=True, locality=north)
    theirs = factories.assessment(cast.health, needs_taf=True)
    planned = factories.meeting(theirs, planned_on=date(2022, 12, 1))
    factories.meeting(ours, planned_on=date(2022, 12, 1), cancelled_on=date(2022, 11, 1))

    def late(**filters):
        return set(selectors.overdue(cast.scope("lena"), date(2023, 1, 1), selectors.Filters(**filters)))

    assert late() == {ours, theirs}
    assert late(agency=cast.health.pk) == {theirs}
    assert late(locality=north.pk) == late(unplanned=True) == {ours}
    assert list(selectors.planned(cast.scope("lena"), selectors.Filters(agency=cast.school.pk))) == []
    assert list(selectors.planned(cast.scope("lena"), selectors.Filters(agency=cast.health.pk))) == [planned]
