"""The life of an S&N: what each move writes, and what it refuses."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connections, transaction

from agencies.errors import NotAllowedYet, Stale
from agencies.models import AuditEvent
from assessments import lifecycle, sections
from assessments.lifecycle import AssessmentMove
from assessments.models import Assessment, Event
from assessments.selectors import history
from assessments.services import assessments
from assessments.services import sections as answers
from tests import factories

TODAY = date(2022, 11, 1)
NOW = datetime(2022, 11, 1, 12, tzinfo=UTC)

ANSWERS = {
    "agreement": {"consent": "yes", "consent_on": date(2022, 10, 1), "consent_who": "Mother"},
    "why-now": {"level_of_need": 2, "why_now": "Missing school"},
    "strengths-and-needs": {"education": {"working_well": "Reads", "worrying": "Late", "family_score": 0}},
    "voices": {"child_voice": "I like maths"},
    "plan": {"summary": "Mornings", "needs_taf": True},
}


def started(cast, **answered):
    scope = cast.scope("asha")
    made = assessments.start(scope=scope, children=[factories.child()], today=date(2022, 10, 1))
    for key, given in {**ANSWERS, **answered}.items():
        if given is not None:
            page = sections.section(key)
            made = answers.keep(scope=scope, assessment=made, section=page, version=made.version, answers=given)
    return made


def completed(cast, shared_on=None, **answered):
    made = started(cast, **answered)
    return assessments.complete(
        scope=cast.scope("asha"),
        assessment=made,
        version=made.version,
        completed_on=date(2022, 10, 10),
        shared_on=shared_on,
    )


MOVES = {
    AssessmentMove.COMPLETE: lambda scope, one: assessments.complete(
        scope=scope, assessment=one, version=one.version, completed_on=TODAY, shared_on=None
    ),
    AssessmentMove.SHARE: lambda scope, one: assessments.share(
        scope=scope, assessment=one, version=one.version, shared_on=TODAY
    ),
    AssessmentMove.CORRECT: lambda scope, one: answers.correct(
        scope=scope,
        assessment=one,
        section=sections.VOICES,
        version=one.version,
        answers={"child_voice": "Something else"},
        reason="Misheard",
        today=TODAY,
    ),
    AssessmentMove.CLOSE: lambda scope, one: assessments.close(
        scope=scope, assessment=one, version=one.version, closed_on=TODAY, closure_reason="needs-met"
    ),
    AssessmentMove.REOPEN: lambda scope, one: assessments.reopen(
        scope=scope, assessment=one, version=one.version, reason="Wrong family", today=TODAY
    ),
    AssessmentMove.WITHDRAW: lambda scope, one: assessments.withdraw(
        scope=scope, assessment=one, version=one.version, reason="Entered twice", now=NOW
    ),
    AssessmentMove.REASSIGN: lambda scope, one: assessments.reassign(
        scope=scope,
        assessment=one,
        version=one.version,
        author=factories.person("Ida", agency=one.agency),
        today=TODAY,
    ),
}
ALLOWED = {
    "draft": {"complete", "withdraw", "reassign"},
    "completed": {"share", "correct", "close", "withdraw"},
    "closed": {"share", "correct", "reopen", "withdraw"},
    "withdrawn": set(),
}


def in_status(cast, status):
    made = started(cast) if status == "draft" else completed(cast)
    if status == "closed":
        made = MOVES["close"](cast.scope("asha"), made)
    return MOVES["withdraw"](cast.scope("asha"), made) if status == "withdrawn" else made


@pytest.mark.parametrize("status", ALLOWED)
@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_made_from_the_statuses_of_the_table_and_refused_from_all_others(cast, status, move):
    made, scope = in_status(cast, status), cast.scope("ben")
    before = Assessment.objects.values().get(pk=made.pk)

    if move in ALLOWED[status]:
        MOVES[move](scope, made)
        event = Event.objects.filter(assessment=made).latest("id")
        assert (event.kind, event.actor) == (lifecycle.ASSESSMENT[move].event, cast.ben)
        assert AuditEvent.objects.filter(action=event.kind, subject_ids=[made.pk], actor=cast.ben).exists()
    else:
        with pytest.raises(NotAllowedYet):
            MOVES[move](scope, made)
        assert Assessment.objects.values().get(pk=made.pk) == before


def test_a_draft_knows_its_author_team_locality_and_lead(cast):
    made = assessments.start(scope=cast.scope("asha"), children=[factories.child()], today=TODAY)

    assert (made.status, made.agency, made.team, made.author) == ("draft", cast.school, cast.pastoral, cast.asha)
    assert (made.lead_professional, made.lead_professional_agency) == (cast.asha, cast.school)
    assert (made.locality, made.started_on) == (cast.school.locality, TODAY)


@pytest.mark.parametrize(
    ("section", "word"),
    [
        ("agreement", "agreed"),
        ("why-now", "level of need"),
        ("strengths-and-needs", "domain"),
        ("voices", "child"),
        ("plan", "needs to change"),
    ],
)
def test_an_assessment_is_not_completed_before_each_page_has_its_answers(cast, section, word):
    with pytest.raises(NotAllowedYet, match=word):
        completed(cast, **{section: None})


def test_a_score_of_nought_and_a_plan_without_a_taf_are_answers(cast):
    made = completed(
        cast, **{"strengths-and-needs": {"home": {"family_score": 0}}, "plan": {"summary": "Less", "needs_taf": False}}
    )

    assert made.status == "completed"


def test_completing_and_sharing_are_two_events(cast):
    made = completed(cast, shared_on=date(2022, 10, 12))

    kinds = list(Event.objects.filter(assessment=made).order_by("id").values_list("kind", "occurred_on"))
    assert kinds == [
        ("assessment.started", date(2022, 10, 1)),
        ("assessment.completed", date(2022, 10, 10)),
        ("assessment.shared", date(2022, 10, 12)),
    ]


REFUSED = {"consent": "no", "consent_on": date(2022, 10, 1)}


def test_without_agreement_it_is_completed_but_not_shared(cast):
    made = completed(cast, agreement=REFUSED)

    with pytest.raises(NotAllowedYet, match="reason"):
        MOVES["share"](cast.scope("asha"), made)
    assert Assessment.objects.get(pk=made.pk).shared_on is None


def test_without_agreement_a_reason_shares_it_and_stays_in_the_chronology(cast):
    made = completed(cast, agreement=REFUSED)

    shared = assessments.share(
        scope=cast.scope("asha"), assessment=made, version=made.version, shared_on=TODAY, sharing_reason="Bruises"
    )

    assert shared.shared_on == TODAY
    assert Event.objects.filter(assessment=made).latest("id").reason == "Bruises"


def test_before_agreement_is_recorded_nothing_is_shared(cast):
    made = factories.assessment(cast.school, consent="", consent_on=None, shared_on=None)

    with pytest.raises(NotAllowedYet, match="Record agreement before sharing"):
        MOVES["share"](cast.scope("ben"), made)


@pytest.mark.parametrize("move", ["share", "close", "withdraw", "correct"])
def test_whoever_saw_an_older_version_is_refused_and_nothing_changes(cast, move):
    made = completed(cast)
    MOVES["correct"](cast.scope("ben"), made)
    before = Assessment.objects.values().get(pk=made.pk)

    with pytest.raises(Stale):
        MOVES[move](cast.scope("asha"), made)

    assert Assessment.objects.values().get(pk=made.pk) == before


def test_the_history_tells_what_was_corrected_by_whom_and_why(cast):
    made = completed(cast)
    MOVES["correct"](cast.scope("ben"), made)

    (one,) = history.of_assessment(Assessment.objects.get(pk=made.pk))

    assert (one.by, one.reason) == ("Ben Okafor", "Misheard")
    assert [(c.field, c.before, c.after) for c in one.changes] == [("child_voice", "I like maths", "Something else")]


def test_the_history_of_domains_tells_only_those_that_changed(cast):
    made = completed(cast)
    given = {
        "education": {"working_well": "Reads", "worrying": "Late", "family_score": 4},
        "home": {"worrying": "Damp"},
    }
    answers.correct(
        scope=cast.scope("asha"),
        assessment=made,
        section=sections.DOMAINS,
        version=made.version,
        answers=given,
        reason="Met again",
        today=TODAY,
    )

    (one,) = history.of_assessment(Assessment.objects.get(pk=made.pk))

    assert {(c.domain, c.field, c.before, c.after) for c in one.changes} == {
        ("education", "family_score", 0, 4),
        ("home", "worrying", None, "Damp"),
    }


def test_a_correction_needs_a_reason_and_keeps_dates_in_order(cast):
    made = MOVES["close"](cast.scope("asha"), completed(cast))

    def correct(reason, **given):
        return answers.correct(
            scope=cast.scope("asha"),
            assessment=made,
            section=sections.DATES,
            version=made.version,
            answers=given,
            reason=reason,
            today=TODAY,
        )

    with pytest.raises(NotAllowedYet, match="why"):
        correct("  ", completed_on=date(2022, 10, 2))
    with pytest.raises(NotAllowedYet, match="closing date"):
        correct("Typing error", completed_on=date(2022, 12, 1))
    assert correct("Typing error", completed_on=date(2022, 10, 2)).completed_on == date(2022, 10, 2)


def test_an_agreement_withdrawn_after_sharing_needs_the_reason_why_it_was_shared(cast):
    made = completed(cast, shared_on=date(2022, 10, 12))

    with pytest.raises(NotAllowedYet, match="reason for sharing"):
        answers.correct(
            scope=cast.scope("asha"),
            assessment=made,
            section=sections.AGREEMENT,
            version=made.version,
            answers={"consent": "no"},
            reason="Withdrawn by the mother",
            today=TODAY,
        )


def test_a_draft_is_handed_only_to_someone_of_the_agency_who_records(cast):
    made = started(cast)

    with pytest.raises(NotAllowedYet, match="your agency"):
        assessments.reassign(
            scope=cast.scope("ben"), assessment=made, version=made.version, author=cast.farid, today=TODAY
        )


@pytest.mark.parametrize("move", MOVES)
def test_when_the_audit_row_cannot_be_written_nothing_is(cast, clone, move):
    status = next(status for status, moves in ALLOWED.items() if move in moves)
    made = in_status(cast, status)
    before, events = Assessment.objects.values().get(pk=made.pk), Event.objects.count()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE agencies_auditevent ADD CONSTRAINT full_disk CHECK (false) NOT VALID")

    with pytest.raises(DatabaseError, match="full_disk"), transaction.atomic():
        MOVES[move](cast.scope("ben"), made)

    assert Assessment.objects.values().get(pk=made.pk) == before
    assert Event.objects.count() == events
