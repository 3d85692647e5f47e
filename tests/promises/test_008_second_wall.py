"""8. The second wall holds without the first: no selector is asked here, and yet no row of another agency is seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.utils import ProgrammingError

from agencies.models import AuditEvent, Consultation, ExportJob, ImportJob, RequestKey, Training, WatchItem
from agencies.services import audit
from agencies.unit_of_work import behind_the_wall, set_person
from assessments.models import (
    Assessment,
    AssessmentChild,
    AssessmentDomain,
    Child,
    Contact,
    ContactChild,
    EmergencyAccess,
    EmergencyReview,
    Event,
    Family,
    FamilyMember,
    Meeting,
    MeetingAttendance,
    Plan,
    PriorityChange,
)
from assessments.models.event import EventKind
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db
RECORDS = (Assessment, AssessmentChild, AssessmentDomain, Meeting, MeetingAttendance, Event)
CONTACTS = (Contact, ContactChild, PriorityChange)
FAMILIES = (Child, apps.get_model("assessments", "ChildHistory"), Family, FamilyMember)
EMERGENCIES = (EmergencyAccess, EmergencyReview)
WATCHED = (AuditEvent, WatchItem)
NOW = datetime(2022, 12, 1, tzinfo=UTC)
DAY = timedelta(hours=24)


@contextmanager
def acting(cast: Cast, name: str) -> Iterator[None]:
    """As a request of the player: what the middleware does, and nothing of any view."""
    scope = cast.scope(name)
    with behind_the_wall():
        set_person(scope.user_id, scope.agency_id)
        yield


@pytest.fixture
def foreign(cast: Cast) -> Assessment:
    """An S&N of another agency, kept by it, with one row in every table that hangs on it; a contact and a plan; what
    somebody there opened, did and is watched for."""
    child = factories.child()
    Child.objects.update(forename="Canary")
    record = factories.assessment(
        cast.health,
        children=[child],
        shared_on=None,
        consent="no",
        lead_professional=cast.carys,
        family=factories.family(child),
    )
    AssessmentDomain.objects.create(assessment=record, domain="education", working_well="Canary")
    meeting = factories.meeting(record)
    MeetingAttendance.objects.create(meeting=meeting, name="Canary", agency=cast.health)
    Event.objects.create(kind=EventKind.ASSESSMENT_COMPLETED, occurred_on=NOW.date(), assessment=record)
    contact = factories.contact(cast.health, children=[child])
    PriorityChange.objects.create(contact=contact, at=NOW, priority="red", reason="Canary")
    Plan.objects.create(
        source="main", reference="1", child=child, type="child-protection", category="neglect", started_on=NOW.date()
    )
    factories.training(cast.health)
    access = EmergencyAccess.objects.create(
        person=cast.carys, agency=cast.health, child=child, reason="Canary", opened_at=NOW, ends_at=NOW + DAY
    )
    EmergencyReview.objects.create(access=access, agency=cast.health)
    audit.record(scope=cast.scope("carys"), action="child.read", subject_type="child", subject_ids=[child.pk])
    factories.watch_item(cast.carys)
    return record


@pytest.mark.parametrize("name", ["asha", "ben", "lena", "dev", "esme", "farid", "grace"])
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_no_row_of_an_assessment_kept_by_another_agency_is_seen(
    cast: Cast, foreign: Assessment, model: type[models.Model], name: str
) -> None:
    everything = model._default_manager.count()

    with acting(cast, name):
        seen = list(model._default_manager.all())

    assert everything > 0
    assert seen == []


@pytest.mark.parametrize(
    "model", [*CONTACTS, Plan, Training, *FAMILIES, *EMERGENCIES, *WATCHED], ids=lambda model: model.__name__
)
@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("asha", set()),
        ("ben", set()),
        ("lena", set()),
        ("farid", set()),
        ("grace", {*WATCHED}),
        ("dev", {*CONTACTS, Plan, *FAMILIES[:2]}),
        ("esme", {Training}),
        ("carys", {*CONTACTS, Training, *FAMILIES, *EMERGENCIES, AuditEvent}),
    ],
)
def test_what_is_of_children_and_agencies_is_seen_by_those_whose_it_is(
    cast: Cast, foreign: Assessment, model: type[models.Model], name: str, sees: set
) -> None:
    with acting(cast, name):
        assert model._default_manager.exists() is (model in sees)


@pytest.mark.parametrize("model", [*RECORDS, *FAMILIES, *EMERGENCIES], ids=lambda model: model.__name__)
def test_the_test_can_fail_the_same_rows_are_seen_by_the_agency_and_by_the_system(
    cast: Cast, foreign: Assessment, model: type[models.Model]
) -> None:
    with acting(cast, "carys"):
        assert model._default_manager.exists()
    assert model._default_manager.exists()


def test_sharing_by_agreement_opens_it_to_the_council_and_a_meeting_to_those_asked(
    cast: Cast, foreign: Assessment
) -> None:
    MeetingAttendance.objects.create(meeting=Meeting.objects.get(), name="Ben", user=cast.ben, agency=cast.school)
    with acting(cast, "ben"):
        assert list(Assessment.objects.all()) == [foreign]

    Assessment.objects.update(consent="yes", shared_on=date(2022, 10, 11))

    for name in ("lena", "dev"):
        with acting(cast, name):
            assert list(Assessment.objects.all()) == [foreign], name
    with acting(cast, "asha"):
        assert not Assessment.objects.exists()


def test_the_agency_that_is_asked_for_early_help_knows_of_the_contact(cast: Cast, foreign: Assessment) -> None:
    with acting(cast, "ben"):
        assert not Contact.objects.exists()

    Contact.objects.update(decided_at=NOW, outcome="early-help", early_help_agency=cast.school)

    with acting(cast, "ben"):
        assert Contact.objects.exists()
    with acting(cast, "farid"):
        assert not Contact.objects.exists()


def test_nobody_signed_in_and_a_role_that_ended_see_nothing(cast: Cast, foreign: Assessment) -> None:
    with behind_the_wall():
        assert not Assessment.objects.exists()

    cast.carys.memberships.update(ended_at=NOW, ended_by=cast.esme)
    Assessment.objects.update(lead_professional=None)

    with behind_the_wall():
        set_person(cast.carys.pk, cast.health.pk)
        assert not Assessment.objects.exists()


def test_a_row_for_another_agency_is_not_written(cast: Cast, foreign: Assessment) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        acting(cast, "ben"),
    ):
        factories.assessment(cast.health)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), acting(cast, "ben"):
        factories.child(created_by_agency=cast.health)
    with acting(cast, "ben"):
        assert Assessment.objects.update(why_now="Changed") == 0
        assert Child.objects.update(forename="Changed") == 0
        assert EmergencyReview.objects.update(note="Changed") == 0
        assert Training.objects.all().delete()[0] == 0


def test_jobs_keys_and_consultations_are_those_of_the_person(cast: Cast) -> None:
    ImportJob.objects.create(user=cast.ben, agency=cast.school, kind="contacts", size=1)
    ExportJob.objects.create(user=cast.ben, agency=cast.school, kind="contacts", format="csv", roles=["lead"])
    Consultation.objects.create(
        held_on=NOW.date(), agency=cast.school, theme="behaviour", advice="Canary", recorded_by=cast.lena
    )

    for name, mine in (("ben", True), ("asha", False), ("esme", False)):
        with acting(cast, name):
            assert ImportJob.objects.exists() is ExportJob.objects.exists() is mine, name
            assert not RequestKey.objects.exists()
    for name in ("ben", "esme", "lena"):
        with acting(cast, name):
            assert Consultation.objects.exists() is (name == "lena")


def test_the_role_is_the_systems_again_after_the_request(cast: Cast) -> None:
    def who() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return cursor.fetchone()[0]

    before = who()
    with acting(cast, "ben"):
        within = who()

    assert who() == before != within
    assert within == settings.APP_ROLE
