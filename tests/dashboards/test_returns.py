"""Quarterly returns: when they open, when they are late, and the Board's year."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dashboards import tasks
from dashboards.counts import Counts
from dashboards.measures.returned import AgencyFigures, ReturnFigures
from dashboards.models import Basis, JobRun, QuarterlyReturn, ReturnArrangement, ReturnDraft, ReturnVersion
from dashboards.presenters import return_pages as pages
from dashboards.presenters import returns as presenter
from dashboards.services import return_reminders, returns
from ehtrack.lib.calendar import Quarter
from tests import factories
from tests.cast import Cast
from tests.dashboards.returning import NOW, Q3

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("now", "opened"),
    [
        (datetime(2022, 12, 31, 23, 59, tzinfo=UTC), []),
        (datetime(2023, 1, 1, 0, 0, tzinfo=UTC), ["2022-23 Q3"]),
        (datetime(2023, 3, 31, 22, 59, tzinfo=UTC), ["2022-23 Q3"]),
        (datetime(2023, 3, 31, 23, 0, tzinfo=UTC), ["2022-23 Q3", "2022-23 Q4"]),  # 1 April in London
    ],
)
def test_a_return_opens_on_the_first_day_after_the_quarter(cast: Cast, now: datetime, opened: list[str]) -> None:
    ReturnArrangement.objects.create(agency=cast.school, starts_on=Q3.start)

    returns.open_due(now=now)

    assert sorted(row.label for row in QuarterlyReturn.objects.all()) == opened


def test_it_opens_once_whatever_the_scheduler_does(asked: QuarterlyReturn) -> None:
    tasks.open_returns()
    tasks.open_returns()

    assert QuarterlyReturn.objects.count() == 1
    assert [run.detail for run in JobRun.objects.filter(job="open_returns")] == [{"opened": 0}] * 2


def test_no_return_is_asked_of_an_agency_that_closed_before_nor_of_one_reported_through_another(cast: Cast) -> None:
    closed = factories.agency("Closed", active_to=date(2022, 12, 30))
    for agency in (cast.school, closed):
        ReturnArrangement.objects.create(agency=agency, starts_on=Q3.start)
    ReturnArrangement.objects.create(agency=cast.refuge, through=cast.school)

    returns.open_due(now=NOW)

    assert [row.agency for row in QuarterlyReturn.objects.all()] == [cast.school]


@pytest.mark.parametrize(
    ("label", "due"),
    [
        ("2022-23 Q1", date(2022, 7, 31)),
        ("2022-23 Q3", date(2023, 1, 31)),
        ("2022-23 Q4", date(2023, 4, 30)),
    ],
)
def test_it_is_due_at_the_end_of_the_month_after_the_quarter(label: str, due: date) -> None:
    assert returns.due_on(Quarter.from_label(label)) == due


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2023, 1, 23), None),
        (date(2023, 1, 24), date(2023, 1, 24)),
        (date(2023, 1, 30), date(2023, 1, 24)),
        (date(2023, 1, 31), date(2023, 1, 31)),
        (date(2023, 2, 6), date(2023, 1, 31)),
        (date(2023, 2, 7), date(2023, 2, 7)),
        (date(2023, 2, 20), date(2023, 2, 14)),
    ],
)
def test_reminders_go_out_a_week_before_on_the_day_and_each_week_after(today: date, day: date | None) -> None:
    row = QuarterlyReturn(due_on=date(2023, 1, 31), state="draft")

    assert return_reminders.last_day(row, today=today) == day


def test_lateness_in_words(asked: QuarterlyReturn) -> None:
    told = [
        presenter.lateness(asked, None, today=date(2023, 1, 31)),
        presenter.lateness(asked, None, today=date(2023, 2, 1)),
        presenter.lateness(asked, date(2023, 1, 31), today=date(2023, 3, 1)),
        presenter.lateness(asked, date(2023, 2, 3), today=date(2023, 3, 1)),
    ]

    due = "Due 31 January 2023"
    assert told == [due, f"{due}, 1 day late", f"{due}, signed in time", f"{due}, signed 3 days late"]


def test_the_year_takes_the_same_statements_with_one_agency_and_with_twenty(year: Cast, asked: QuarterlyReturn) -> None:
    esme, url = year.client("esme"), reverse("return_year")
    esme.get(url)
    with CaptureQueriesContext(connection) as with_one:
        esme.get(url)
    for _ in range(19):
        factories.quarterly_return(factories.agency())
    with CaptureQueriesContext(connection) as with_twenty:
        answer = esme.get(url)

    assert len(with_twenty) == len(with_one)
    assert len(answer.context["list_table"].rows) == 20


def test_the_year_shows_who_is_late_alone_when_asked(year: Cast, asked: QuarterlyReturn) -> None:
    factories.quarterly_return(year.health, "2022-23 Q1", state="submitted")
    factories.quarterly_return(year.health, "2022-23 Q2")

    answer = year.client("esme").get(reverse("return_year"), {"show": "late"})

    ((name, waits, late, *_),) = answer.context["list_table"].rows
    assert name == year.health.name
    assert ("<a" in waits, "<a" in late) == (False, True)


@pytest.mark.parametrize(
    ("stated", "known", "told"),
    [
        (120, 100, "120. In ehtrack 100 are recorded, which the figures go by."),
        (120, 120, "120"),
        (120, None, "120"),
        (None, 100, presenter.UNSAID),
    ],
)
def test_another_target_than_the_one_recorded_is_said_to_be_another(
    stated: int | None, known: int | None, told: str
) -> None:
    agency = AgencyFigures("hilltop", "Hilltop School", Counts(), Counts(), target=known, trained=0)
    figures = ReturnFigures("2022-23 Q3", Basis.COMPLETED, "1", (agency,))

    rows = presenter.content_rows(ReturnVersion(target_this_year=stated), figures)

    assert {row.key: row.value for row in rows}["Target for this financial year"] == told
    before = pages.other_target(ReturnDraft(target_this_year=stated), figures)
    assert before == (f"This return says 120 for this year. {told[5:]}" if told[3:4] == "." else "")
