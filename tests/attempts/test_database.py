"""What is asked of the database itself: by another person's plan, a role of one's choice, a table of one's own."""

import uuid

import pytest
from django.db import connection
from django.utils import timezone

from agencies.models import Agency, ExportJob, User
from agencies.services import memberships
from agencies.unit_of_work import behind_the_wall, set_person
from assessments.models import Assessment, Child
from ehtrack.exports.tasks import run_export
from ehtrack.imports.tasks import run_import
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_plan_that_was_prepared_for_one_person_gives_another_no_row(cast, theirs):
    """The server keeps the plan of a statement that comes again; the wall in it is asked anew."""
    seen = {"carys": [], "farid": [], "esme": []}
    with behind_the_wall(), connection.cursor() as cursor:
        for name in [*seen] * 7:
            set_person(cast.user(name).pk, cast.scope(name).agency_id)
            cursor.cursor.execute("SELECT count(*) FROM assessments_assessment", prepare=True)
            seen[name].append(cursor.cursor.fetchone()[0])

    assert seen == {"carys": [1] * 7, "farid": [0] * 7, "esme": [0] * 7}


def test_the_database_takes_nobodys_word_for_what_they_are(cast, theirs):
    """An agency that is not the person's, and a person whose account is closed."""
    with behind_the_wall():
        for person, agency in ((cast.farid, cast.health), (cast.carys, cast.refuge), (cast.grace, cast.health)):
            set_person(person.pk, agency.pk)
            assert (Assessment.objects.count(), Child.objects.count()) == (0, 0)
        User.objects.filter(pk=cast.carys.pk).update(is_active=False)
        set_person(cast.carys.pk, cast.health.pk)
        assert (Assessment.objects.count(), Child.objects.count()) == (0, 0)


def test_a_table_of_ones_own_does_not_stand_before_that_of_the_wall(cast, child, theirs):
    """The functions that look over the wall would believe that a refuge may be named."""
    Agency.objects.filter(pk=cast.health.pk).update(do_not_name=True)
    with behind_the_wall():
        set_person(cast.farid.pk, cast.refuge.pk)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE agencies_agency AS SELECT * FROM public.agencies_agency")
            cursor.execute("UPDATE pg_temp.agencies_agency SET do_not_name = false")
            cursor.execute("SELECT led_by, person FROM ehtrack_open_work(%s::uuid[])", [[child.pk]])
            told = cursor.fetchall()
            cursor.execute("DROP TABLE pg_temp.agencies_agency")

    assert told == [(None, None)]


def exports(person, agency, *roles):
    return ExportJob.objects.create(
        user=person, agency=agency, roles=roles, kind="assessments", format="csv", rows=99_999, records=9
    )


def test_a_task_for_somebody_elses_records_makes_no_file(cast, theirs):
    """Whatever stands in the job: its roles and agency are asked of the memberships as they are when it is done."""
    gone = factories.person("Gone", agency=cast.health, roles=["lead"])
    jobs = [
        exports(cast.farid, cast.health),
        exports(cast.ben, cast.health, "lead"),
        exports(gone, cast.health, "lead"),
    ]
    memberships.end(scope=cast.scope("esme"), membership=gone.memberships.get(), reason="Left", now=timezone.now())

    for job in jobs:
        run_export(str(job.pk))
        job.refresh_from_db()

        assert (job.state, job.parts.exists()) == ("failed", False)
    for stranger in (theirs.pk, uuid.uuid4()):
        run_export(str(stranger))
        run_import(str(stranger))
