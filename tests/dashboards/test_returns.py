"""Quarterly returns: opened, filled in, signed, judged, corrected; the same figures as everywhere else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.errors import ServiceError
from agencies.models import Agency, Role
from assessments.models import Assessment
from dashboards import tasks
from dashboards.measures import returned
from dashboards.measures.as_json import as_json
from dashboards.measures.asking import question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import JobRun, QuarterlyReturn, ReturnArrangement, ReturnReminder, ReturnVersion
from dashboards.presenters import returns as presenter
from dashboards.selectors import returns as selectors
from dashboards.services import return_arrangements, return_reminders, returns
from ehtrack.lib.calendar import Quarter
from tests import factories
from tests.cast import Cast

Q3 = Quarter.from_label("2022-23 Q3")
NOW = datetime(2023, 1, 10, 12, tzinfo=UTC)
ANSWERS = {
    "numbers": {
        "target_this_year": "1,200",
        "target_next_year": "1,300",
        "unrecorded": "1",
        "unrecorded_why": "On paper",
    },
    "narrative": {"narrative": "More of us start one.", "barriers": "Time"},
    "governance": {
        "senior_lead": "Ben Okafor",
        "senior_lead_role": "Head",
        "reported_to": "Governors",
        "reported_how_often": "quarterly",
        "resource": "Half a day a week",
    },
    "training": {"training_done": "", "training_planned": "In March"},
}


@pytest.fixture(autouse=True)
def in_january(clone: str) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def asked(year: Cast) -> QuarterlyReturn:
    """The school's return of October to December 2022, opened."""
    ReturnArrangement.objects.create(agency=year.school, starts_on=Q3.start)
    assert returns.open_due(now=NOW) == 1
    return QuarterlyReturn.objects.get()


def fill_in(client: Client, row: QuarterlyReturn) -> None:
    for section, answers in ANSWERS.items():
        url = reverse("return_section", args=[row.pk, section])
        version = client.get(url).context["form"]["version"].value()
        assert client.post(url, {**answers, "version": version}).status_code == 302, section


def sign(client: Client, row: QuarterlyReturn) -> None:
    url = reverse("return_sign", args=[row.pk])
    version = client.get(url).context["form"]["version"].value()
    assert client.post(url, {"agree": "on", "version": version}).status_code == 302


def act(client: Client, name: str, row: QuarterlyReturn, **answers: str) -> None:
    url = reverse(name, args=[row.pk])
    version = client.get(url).context["form"]["version"].value()
    response = client.post(url, {**answers, "version": version})
    assert response.status_code == 302, response.content.decode()


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


def test_its_figures_by_hand(asked: QuarterlyReturn) -> None:
    """The school's 2 S&Ns and 3 contacts; the council's 9 and 5 come in when it is reported through the school."""
    alone = _prepared(asked)
    ReturnArrangement.objects.create(agency=Agency.objects.get(name="Oxfordshire County Council"), through=asked.agency)
    both = _prepared(asked)

    assert _numbers(alone) == [(2, 3, 3, 3, "1.5 MASH contacts per S&N")]
    assert _numbers(both) == [
        (2, 3, 3, 3, "1.5 MASH contacts per S&N"),
        (9, 5, 0, 0, "1.8 S&Ns per MASH contact"),
        (11, 8, 3, 3, "1.4 S&Ns per MASH contact"),
    ]
    assert (alone.target, alone.projection, alone.gap_text) == (4, pytest.approx(2 * 12 / 9), "33% below target")


def _prepared(row: QuarterlyReturn) -> returned.ReturnFigures:
    with one_snapshot():
        return returned.prepared(selectors.covered(row), row.period, now=NOW)


def _numbers(figures: returned.ReturnFigures) -> list[tuple]:
    several = [None] if len(figures.agencies) > 1 else []
    rows = [figures.row(agency) for agency in (*figures.agencies, *several)]
    return [
        (row.assessments, row.counts.contacts, row.counts.decided, row.counts.no_further_action, row.ratio_text)
        for row in rows
    ]


def test_its_figures_are_those_of_the_measures(asked: QuarterlyReturn) -> None:
    school, figures = asked.agency, _prepared(asked)
    for first, counts in ((Q3.start, figures.quarter), (Q3.year.start, figures.year)):
        with one_snapshot():
            told = as_json(Figures(question(today=NOW.date(), as_of=Q3.end, first=first, agency=school), now=NOW))
        assert counts.assessments == told["assessments"]
        assert counts.shared == told["assessments_shared"]
        assert counts.contacts == told["contacts"]["total"]
        assert counts.decided == told["contacts"]["decided"]
    assert figures.gap_text == told["target"]["gap_text"]
    assert float(figures.projection or 0) == told["target"]["projection"]["straight_line"]


def test_a_quarter_from_opening_to_accepted_with_one_sent_back_and_one_corrected(
    year: Cast, asked: QuarterlyReturn
) -> None:
    ben, esme = year.client("ben"), year.client("esme")

    fill_in(ben, asked)
    sign(ben, asked)
    act(esme, "return_send_back", asked, reason="Say why one is not recorded.")
    sign(ben, asked)
    act(esme, "return_accept", asked)
    act(ben, "return_reopen", asked, reason="The target was mistyped.")
    sign(ben, asked)
    act(esme, "return_accept", asked)

    signed = list(ReturnVersion.objects.values_list("number", "target_this_year", "correcting"))
    assert signed == [(1, 1200, ""), (2, 1200, "Say why one is not recorded."), (3, 1200, "The target was mistyped.")]
    assert list(asked.moves.order_by("recorded_at").values_list("move", flat=True)) == [
        *("open", "submit", "send-back", "submit", "accept", "reopen", "submit", "accept")
    ]


def test_a_draft_is_kept_as_far_as_it_has_come_and_is_read_by_nobody_else(year: Cast, asked: QuarterlyReturn) -> None:
    url = reverse("return_section", args=[asked.pk, "narrative"])

    year.client("ben").post(url, {"narrative": "Not finished", "version": 1})

    here = reverse("return_detail", args=[asked.pk])
    assert b"Not finished" in year.client("ben").get(url).content
    assert b"Not finished" not in year.client("esme").get(here).content


def test_it_is_not_signed_before_it_is_complete(year: Cast, asked: QuarterlyReturn) -> None:
    ben = year.client("ben")
    response = ben.post(reverse("return_sign", args=[asked.pk]), {"agree": "on", "version": 1})

    assert b"Before you sign, fill in the target of this year" in response.content
    assert not ReturnVersion.objects.exists()


def test_wrong_answers_get_an_error_beside_the_field_and_keep_what_was_typed(
    year: Cast, asked: QuarterlyReturn
) -> None:
    url = reverse("return_section", args=[asked.pk, "numbers"])

    response = year.client("ben").post(url, {"target_this_year": "many", "unrecorded": "2", "version": 1})

    form = response.context["form"]
    assert form.errors["target_this_year"] == ["Target for this financial year must be a whole number"]
    assert form.errors["unrecorded_why"] == ["Enter why these S&Ns are not recorded in ehtrack"]
    assert b'value="many"' in response.content


def test_two_people_in_one_return_never_overwrite_each_other_unseen(year: Cast, asked: QuarterlyReturn) -> None:
    ben, url = year.client("ben"), reverse("return_section", args=[asked.pk, "narrative"])
    ben.post(url, {"narrative": "Mine", "version": 1})

    answer = ben.post(url, {"narrative": "Another's", "version": 1})

    assert answer.status_code == 409
    assert b"Mine" in answer.content
    assert b"Another&#x27;s" in answer.content


def test_where_script_runs_it_is_saved_while_it_is_typed(year: Cast, asked: QuarterlyReturn) -> None:
    ben, url = year.client("ben"), reverse("return_section", args=[asked.pk, "narrative"])

    kept = ben.post(url, {"narrative": "One", "version": 1}, headers={"hx-request": "true"})
    again = ben.post(url, {"narrative": "Two", "version": 1}, headers={"hx-request": "true"})

    assert b"Draft saved at" in kept.content
    assert b'value="2"' in kept.content
    assert b"Not saved: someone else changed this return" in again.content
    assert selectors.draft(asked).narrative == "One"


def test_what_changed_since_it_was_signed_is_restated_beside_it(year: Cast, asked: QuarterlyReturn) -> None:
    ben = year.client("ben")
    fill_in(ben, asked)
    sign(ben, asked)

    Assessment.objects.filter(agency=year.school).first().delete()  # type: ignore[union-attr]

    version = ReturnVersion.objects.get()
    found = presenter.differences(returned.ReturnFigures.from_json(version.figures), _prepared(asked))
    assert [(row.measure, row.before, row.after) for row in found] == [
        ("S&Ns completed, the quarter", 2, 1),
        ("S&Ns shared with the council, the quarter", 2, 1),
        ("S&Ns completed, the year so far", 2, 1),
        ("S&Ns shared with the council, the year so far", 2, 1),
    ]
    assert b"Restated" in ben.get(reverse("return_detail", args=[asked.pk])).content


def test_the_next_return_begins_with_what_seldom_changes(year: Cast, asked: QuarterlyReturn) -> None:
    fill_in(year.client("ben"), asked)
    sign(year.client("ben"), asked)

    returns.open_due(now=datetime(2023, 4, 1, 12, tzinfo=UTC))
    returns.open_due(now=datetime(2023, 7, 1, 12, tzinfo=UTC))

    drafts = [selectors.draft(row) for row in QuarterlyReturn.objects.order_by("year", "quarter")[1:]]
    assert [(one.senior_lead, one.target_this_year, one.target_next_year, one.narrative) for one in drafts] == [
        ("Ben Okafor", 1200, 1300, ""),
        ("Ben Okafor", 1300, None, ""),
    ]


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
    assert return_reminders.last_day(date(2023, 1, 31), today=today) == day


def test_a_reminder_goes_once_to_each_lead_and_not_for_what_is_signed(year: Cast, asked: QuarterlyReturn) -> None:
    late = datetime(2023, 2, 7, 8, tzinfo=UTC)
    sent = [return_reminders.remind(now=late), return_reminders.remind(now=late)]
    with time_machine.travel(late, tick=False):
        fill_in(year.client("ben"), asked)
        sign(year.client("ben"), asked)
    sent.append(return_reminders.remind(now=datetime(2023, 2, 14, 8, tzinfo=UTC)))

    assert sent == [1, 0, 0]
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"]]
    assert "late: it was due on 31 January 2023" in mail.outbox[0].body
    assert ReturnReminder.objects.count() == 1


def test_lateness_in_words(asked: QuarterlyReturn) -> None:
    told = [
        presenter.lateness(asked, None, today=date(2023, 1, 31)),
        presenter.lateness(asked, None, today=date(2023, 2, 1)),
        presenter.lateness(asked, date(2023, 1, 31), today=date(2023, 3, 1)),
        presenter.lateness(asked, date(2023, 2, 3), today=date(2023, 3, 1)),
    ]

    assert told == ["due 31 January 2023", "1 day late", "signed in time", "signed 3 days late"]


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
    factories.quarterly_return(year.health, "2022-23 Q2")

    answer = year.client("esme").get(reverse("return_year"), {"show": "late"})

    assert [row[0] for row in answer.context["list_table"].rows] == [year.health.name]


def test_an_organisation_is_reported_through_one_agency_but_not_in_a_chain(cast: Cast) -> None:
    scope = cast.scope("esme")
    schools = selectors.agencies_meant(None, factories.group("education"), today=NOW.date())
    return_arrangements.arrange(scope=scope, agencies=[cast.council], how="own", starts_on=Q3.start)

    assert return_arrangements.arrange(scope=scope, agencies=schools, how="through", through=cast.council) == len(
        schools
    )
    with pytest.raises(ServiceError, match="Other agencies are reported through it"):
        return_arrangements.arrange(scope=scope, agencies=[cast.council], how="none")
    with pytest.raises(ServiceError, match="does not make its own return"):
        return_arrangements.arrange(scope=scope, agencies=[cast.health], how="through", through=cast.school)


def test_a_lead_of_another_agency_finds_no_such_return(year: Cast, asked: QuarterlyReturn) -> None:
    factories.person("Hana", agency=year.health, roles=[Role.LEAD], email="hana@example.org")
    client = Client()
    client.force_login(year.health.memberships.get(user__email="hana@example.org").user)

    for name in ("return_detail", "return_sign", "return_reopen"):
        assert client.get(reverse(name, args=[asked.pk])).status_code == 404
    assert client.get(reverse("return_detail", args=[uuid4()])).status_code == 404
