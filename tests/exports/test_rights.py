"""A role taken away ends what waits, what runs and what is being downloaded."""

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.models import AuditEvent, ExportPart, Membership, Role
from agencies.snapshots import snapshot
from ehtrack.exports import jobs, making
from ehtrack.lib.exporting import copying
from tests import factories
from tests.exports.conftest import asked, elsewhere, perform


def end_membership(cast, name):
    Membership.objects.filter(user=cast.user(name)).update(ended_at=timezone.now(), ended_by=cast.esme)


def test_a_role_taken_away_ends_what_waits(waiting, cast):
    end_membership(cast, "lena")

    job = perform(waiting)

    assert (job.state, job.fault) == ("failed", jobs.NO_LONGER)
    assert not ExportPart.objects.exists()
    assert not AuditEvent.objects.filter(action="assessments.exported").exists()


def test_a_role_taken_away_ends_what_runs(waiting, cast, monkeypatch):
    monkeypatch.setattr(making, "EVERY", 0)
    monkeypatch.setattr(copying, "PIECE", 1000)
    pieces = []

    def keep(job, made):
        for piece in made:
            pieces.append(piece)
            if len(pieces) == 3:
                elsewhere(lambda: end_membership(cast, "lena"))

    monkeypatch.setattr(jobs, "_keep", keep)

    job = perform(waiting)

    assert (job.state, job.fault) == ("failed", jobs.NO_LONGER)
    assert len(pieces) == 3


def test_a_role_taken_away_after_the_last_row_leaves_no_file(waiting, cast, monkeypatch):
    keep = jobs._keep

    def then_end(job, pieces):
        keep(job, pieces)
        elsewhere(lambda: end_membership(cast, "lena"))

    monkeypatch.setattr(jobs, "_keep", then_end)

    job = perform(waiting)

    assert (job.state, ExportPart.objects.count()) == ("failed", 0)


def test_a_role_taken_away_ends_a_download_in_the_middle(waiting, cast, monkeypatch):
    monkeypatch.setattr(copying, "PIECE", 1000)
    job = perform(waiting)

    with transaction.atomic():
        body = jobs.parts(job)
        assert next(body)
        elsewhere(lambda: end_membership(cast, "lena"))
        with pytest.raises(jobs.NoLonger):
            next(body)


def test_a_second_role_taken_away_closes_what_it_opened(cast, waiting):
    with transaction.atomic():
        factories.membership(cast.lena, cast.lcss, Role.LEAD)
    job = asked(cast)
    Membership.objects.filter(user=cast.lena, role="lcss").update(ended_at=timezone.now(), ended_by=cast.esme)

    assert perform(job).fault == jobs.NO_LONGER


def test_what_an_export_reads_is_behind_the_wall_in_a_task_too(clone, cast):
    factories.assessment(cast.health)
    mine = factories.assessment(cast.school)
    scope = cast.scope("ben")

    with snapshot(scope.user_id, scope.agency_id) as reading, reading.cursor() as cursor:
        cursor.execute("SELECT id FROM assessments_assessment")
        seen = [row[0] for row in cursor.fetchall()]

    assert seen == [mine.pk]
