"""Jobs: each with the effect of once, and a row that says how it ended."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from dashboards import jobs, tasks
from dashboards.models import JobRun, MonthCount, RatioSnapshot, Target, TargetSnapshot
from dashboards.models.job import JobState
from dashboards.services import publishing
from tests import factories

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)


def test_the_sweep_recounts_and_says_so() -> None:
    factories.assessment(factories.agency())

    tasks.sweep()
    tasks.sweep()

    assert MonthCount.objects.get().assessments == 1
    assert list(JobRun.objects.values_list("state", "detail").order_by("id")) == [
        (JobState.DONE, {"recounted": 1}),
        (JobState.DONE, {"recounted": 0}),
    ]


def test_a_month_is_published_once_as_it_stood() -> None:
    school = factories.agency()
    record = factories.assessment(school, completed_on=date(2023, 1, 31))
    factories.contact(school, received_at=datetime(2022, 12, 1, 12, tzinfo=UTC))

    publishing.publish_ratios(now=NOW)
    record.delete()
    publishing.publish_ratios(now=NOW)

    published = {row.month: (row.assessments, row.contacts) for row in RatioSnapshot.objects.filter(agency=school)}
    assert published == {date(2022, 12, 1): (0, 1), date(2023, 1, 1): (1, 1)}


def test_target_progress_is_published_for_the_partnership_and_agencies_with_a_target() -> None:
    school = factories.agency()
    factories.assessment(school, completed_on=date(2022, 12, 3))
    Target.objects.create(year="2022-23", target=40, agreed_on=date(2022, 4, 1))
    Target.objects.create(year="2022-23", target=4, agreed_on=date(2023, 1, 10), agency=school)

    publishing.publish_target_progress(now=NOW)
    publishing.publish_target_progress(now=NOW)

    rows = TargetSnapshot.objects.filter(month=date(2023, 1, 1)).order_by("target")
    assert [(row.agency, row.actual, row.target, row.complete_months) for row in rows] == [
        (school, 1, 4, 10),
        (None, 1, 40, 10),
    ]
    assert TargetSnapshot.objects.filter(month=date(2022, 12, 1)).count() == 1  # the school's was not agreed yet


def test_a_job_that_fails_says_so_and_the_next_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> int:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr("dashboards.rollup.drain", fails)
        with pytest.raises(ConnectionError):
            tasks.sweep()
    tasks.sweep()

    assert list(JobRun.objects.order_by("id").values_list("state", flat=True)) == [JobState.FAILED, JobState.DONE]


def test_a_run_that_never_ended_is_marked_failed_by_the_next() -> None:
    JobRun.objects.create(job="sweep", started_at=NOW)

    tasks.sweep()

    assert JobRun.objects.earliest("id").state == JobState.FAILED
    assert {job.key: run.state for job, run in jobs.last_runs() if run} == {"sweep": JobState.DONE}


def test_two_schedulers_start_a_job_once(second_connection: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    second_connection.execute("SELECT pg_advisory_lock(hashtext('ehtrack.job.sweep'))")  # type: ignore[attr-defined]

    tasks.sweep()

    assert not JobRun.objects.exists()
