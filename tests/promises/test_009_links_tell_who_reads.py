"""9. The link between a child and an S&N says who may read it, and never anything but what its S&N says."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, OperationalError, ProgrammingError

from assessments.models import Assessment, AssessmentChild
from tests import factories
from tests.cast import Cast
from tests.dashboards.conftest import connect
from tests.promises.test_008_second_wall import acting

ASKED = "SELECT {}.agency_id, {}.lcss_reads, {}.mash_reads FROM assessments_assessmentchild link {} ORDER BY link.id"
RECORD = "JOIN assessments_assessment record ON record.id = link.assessment_id"


def said(by: str, join: str = "") -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(ASKED.format(by, by, by, join))
        return cursor.fetchall()


def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def change(record: Assessment, **values: object) -> None:
    Assessment.objects.filter(pk=record.pk).update(**values)


@pytest.mark.django_db
def test_a_link_follows_its_assessment_whatever_changes(cast: Cast) -> None:
    draft = factories.assessment(cast.health, children=[factories.child()], status="draft")
    factories.assessment(cast.health, children=[factories.child()], shared_on=None, consent="no")
    told = [[(cast.health.pk, False, False)] * 2]

    for values in (
        {"status": "completed", "completed_on": date(2022, 10, 10), "consent": "yes"},
        {"shared_on": date(2022, 10, 11)},
        {"consent": "no", "sharing_reason": "At risk of harm"},
        {"agency": cast.school},
        {"consent": "yes", "shared_on": None},
        {"consent": ""},
    ):
        change(draft, **values)
        told.append(said("link"))
        assert said("link") == said("record", RECORD)

    assert [rows[0][1:] for rows in told] == [
        (False, False),
        (False, True),
        (True, True),
        (False, True),
        (False, True),
        (False, True),
        (False, False),
    ]
    assert [rows[0][0] for rows in told] == [cast.health.pk] * 4 + [cast.school.pk] * 3


@pytest.mark.django_db
def test_nobody_writes_into_a_link_what_its_assessment_does_not_say(cast: Cast) -> None:
    factories.assessment(cast.health, children=[factories.child()], shared_on=None, consent="no")

    for values in ("lcss_reads = true", "mash_reads = true", f"agency_id = '{cast.school.pk}'"):
        with pytest.raises(IntegrityError, match="assessment_child_readers"), transaction.atomic():
            execute(f"UPDATE assessments_assessmentchild SET {values}; SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db
def test_a_link_moved_to_another_assessment_says_what_that_one_does(cast: Cast) -> None:
    kept = factories.assessment(cast.health, children=[factories.child()], shared_on=None, consent="no")
    told = factories.assessment(cast.school)

    AssessmentChild.objects.filter(assessment=kept).update(assessment=told)

    assert said("link") == said("record", RECORD) == [(cast.school.pk, True, True)]


@pytest.mark.django_db
def test_nobody_links_a_child_to_an_assessment_that_they_do_not_reach(cast: Cast) -> None:
    record = factories.assessment(cast.health, shared_on=None, consent="no")
    child = factories.child(created_by_agency=cast.school)

    with acting(cast, "ben"), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        AssessmentChild.objects.create(assessment=record, child=child)


@pytest.fixture
def other(clone: str) -> Iterator[psycopg.Connection]:
    with connect() as connection:
        yield connection


def test_a_child_is_not_linked_while_who_reads_the_assessment_changes(other: psycopg.Connection) -> None:
    record, child = factories.assessment(factories.agency()), factories.child()
    other.execute("UPDATE assessments_assessment SET shared_on = NULL, consent = 'no' WHERE id = %s", [record.pk])
    execute("SET lock_timeout = '100ms'")

    with pytest.raises(OperationalError, match="lock timeout"):
        AssessmentChild.objects.create(assessment=record, child=child)
    other.commit()
    AssessmentChild.objects.create(assessment=record, child=child)

    assert said("link") == said("record", RECORD) == [(record.agency_id, False, False)]
