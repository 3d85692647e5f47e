"""Promise 30: every figure equals the truth counted from the records; checked nightly, with an alarm."""

import logging

import pytest
from django.core import mail
from django.urls import reverse

from dashboards import tasks
from dashboards.models import JobRun, MonthCount
from dashboards.models.job import JobState
from ehtrack.celery import app
from tests import factories
from tests.dashboards.history import History
from tests.dashboards.test_figures import all_agree

pytestmark = pytest.mark.usefixtures("clone")


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_equals_an_independent_count(seed: int) -> None:
    """After records that come, are corrected, move, are merged, withdrawn and brought back, in an order by chance."""
    history = History(seed)
    history.set_targets()
    history.move(280)

    all_agree(history, questions=12)


def test_every_figure_is_checked_each_night() -> None:
    [schedule] = [one["schedule"] for one in app.conf.beat_schedule.values() if one["task"] == CHECK]

    assert (schedule.hour, schedule.minute, len(schedule.day_of_week)) == ({3}, {0}, 7)


CHECK = "dashboards.check_every_figure"


def a_wrong_figure() -> None:
    factories.assessment(factories.agency())
    tasks.sweep()
    MonthCount.objects.update(assessments=5)


def test_a_difference_is_an_alarm_in_the_log_by_email_and_on_the_page_of_jobs(cast, settings, caplog) -> None:
    settings.ALARM_EMAILS = ["duty@example.org"]
    a_wrong_figure()

    tasks.check_every_figure()

    run = JobRun.objects.get(job="check_every_figure")
    assert (run.state, run.detail["differences"]) == (JobState.ALARM, 1)
    assert [record.levelno for record in caplog.records if "1 buckets differ" in record.message] == [logging.ERROR]
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["duty@example.org"], "ehtrack: figures differ from their records")
    ]
    assert "Found a difference" in cast.client("esme").get(reverse("job_list")).content.decode()


def test_an_alarm_stands_also_where_no_email_goes_out(settings) -> None:
    settings.ALARM_EMAILS = ["duty@example.org"]
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    a_wrong_figure()

    tasks.check_every_figure()

    assert JobRun.objects.get(job="check_every_figure").state == JobState.ALARM


def test_without_a_difference_nobody_is_woken(settings) -> None:
    settings.ALARM_EMAILS = ["duty@example.org"]
    factories.assessment(factories.agency())
    tasks.sweep()

    tasks.check_every_figure()

    assert JobRun.objects.get(job="check_every_figure").state == JobState.DONE
    assert mail.outbox == []
