"""Publishing is a job with a page: asked for once, done by a worker as if in one moment, kept for good, found again."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import AuditEvent, Membership
from dashboards import tasks
from dashboards.models import Publication, QuarterlyReturn, Release
from dashboards.publications import jobs
from ehtrack.celery import app
from tests import factories
from tests.cast import Cast
from tests.dashboards.publishing import FIGURES, RETURNS, asked, perform, publication
from tests.dashboards.sealing import alter

pytestmark = pytest.mark.usefixtures("clone")
LIST = "/publications/"
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
Q3 = {"quarter": "2022-23 Q3", "format": "csv"}
OF_Q3 = {"year": "2022-23", "quarter": "3", "agency": "", "format": "csv"}


@pytest.fixture
def board(year: Cast) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False):
        yield year.client("esme")


def waiting(board: Any, address: str = FIGURES, chosen: dict[str, str] = Q3) -> Publication:
    assert asked(board, address, chosen).status_code == 302
    return Publication.objects.latest("recorded_at")


def shown(board: Any, made: Publication) -> str:
    return board.get(f"/publications/{made.pk}/").content.decode()


def test_a_form_sent_twice_leads_to_one_publication_which_waits_for_a_worker(board: Any) -> None:
    sent = {**Q3, "request_key": uuid.uuid4()}

    first, second = board.post(FIGURES, sent), board.post(FIGURES, sent)

    made = Publication.objects.get()
    assert first.url == second.url == f"/publications/{made.pk}/"
    assert (made.state, made.content, Release.objects.count()) == ("waiting", None, 0)
    assert AuditEvent.objects.filter(action="publication.asked").count() == 1
    page = shown(board, made)
    assert "Waiting to start" in page
    assert 'hx-trigger="every 1s"' in page
    assert "Look again" in page
    assert board.get(f"/publications/{made.pk}/file/").status_code == 404


def test_a_form_sent_again_with_another_choice_leads_to_itself_and_not_to_the_publication_before(board: Any) -> None:
    key = uuid.uuid4()
    board.post(FIGURES, {**Q3, "request_key": key})

    answer = board.post(FIGURES, {**Q3, "quarter": "2022-23 Q2", "request_key": key})

    form = board.get(answer.url).context["form"]
    assert (form["quarter"].value(), form["request_key"].value() == key) == ("2022-23 Q2", False)
    assert Publication.objects.count() == 1


def test_each_step_is_seen_meanwhile_and_nothing_of_the_release(board: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "REPORT_EVERY", 0)
    made, seen, other = waiting(board), [], connections.create_connection("default")
    report = asked_jobs.Reporter.__call__

    def looking(self: Any, **values: Any) -> None:
        report(self, **values)
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT state, progress, (SELECT count(*) FROM dashboards_release) FROM dashboards_publication"
            )
            seen.append(cursor.fetchone())

    monkeypatch.setattr(asked_jobs.Reporter, "__call__", looking)
    done = perform(made.pk)
    other.close()

    assert {(state, releases) for state, _, releases in seen} == {("running", 0)}
    steps = [told for _, told, _ in seen]
    assert [*steps[:2], steps[-1]] == ["Counting", "Reading what was published before", "Writing the file"]
    assert steps[2].startswith("Keeping back small numbers: 0 of ")
    assert len(set(steps)) == len(steps)
    assert (done.state, done.progress, Release.objects.count()) == ("done", "", 1)


def test_one_waits_for_another_without_a_worker_and_is_done_after_it(board: Any) -> None:
    first, second, other = waiting(board), waiting(board), connections.create_connection("default")
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('publications', 0))")
    tasks.run_publication(str(second.pk))
    assert set(Publication.objects.values_list("state", flat=True)) == {"waiting"}
    other.rollback()  # closed alone, the server may hold the lock for a moment
    other.close()

    tasks.run_publication(str(first.pk))

    assert set(Publication.objects.values_list("state", flat=True)) == {"done"}


def test_the_page_of_a_done_one_tells_what_was_kept_back_and_when_the_same_was_told_before(board: Any) -> None:
    first, second = (publication(board, FIGURES, Q3) for _ in range(2))

    verb = "is" if first.kept_back == 1 else "are"
    assert first.release == second.release
    assert f"{first.kept_back} of {first.counts} counts {verb} kept back" in shown(board, first)
    assert "published before" not in shown(board, first)
    assert "The same numbers were published before, on " in shown(board, second)
    assert f"/publications/{second.pk}/file/" in shown(board, second)


def test_the_file_is_the_same_each_time_and_each_time_is_on_record(board: Any, year: Cast) -> None:
    made = publication(board, FIGURES, Q3)
    factories.contact(year.council, received_at=datetime(2022, 11, 2, 12, tzinfo=UTC))

    answers = [board.get(f"/publications/{made.pk}/file/") for _ in range(2)]

    assert {answer.getvalue() for answer in answers} == {bytes(made.content)}
    assert answers[0]["Content-Disposition"] == f'attachment; filename="{made.file_name}"'
    told = AuditEvent.objects.filter(action="publication.downloaded", subject_ids=[made.pk], actor=year.esme)
    assert [event.detail["sha256"] for event in told] == [made.sha256] * 2


def test_nobody_changes_or_deletes_what_is_over_or_what_was_asked(board: Any) -> None:
    made, other = publication(board, FIGURES, Q3), waiting(board)
    of_made, of_other = (Publication.objects.filter(pk=one.pk) for one in (made, other))

    for change in (
        lambda: of_made.update(content=b"else"),
        lambda: of_made.update(state="waiting", finished_at=None, content=None),
        lambda: of_other.update(label="2021-22 Q3"),
        of_made.delete,
        of_other.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize("step", ["Counting", "Reading what was published before", "Keeping back", "Writing"])
def test_a_worker_killed_at_any_step_has_published_nothing_and_another_does_it_once(
    board: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    made = waiting(board)
    with monkeypatch.context() as patch:
        _when(patch, step, _killed)
        with pytest.raises(Killed):
            jobs.perform(made.pk, now=NOW)
    published = AuditEvent.objects.filter(action="figures.published")
    assert (Release.objects.count(), published.count()) == (0, 0)
    later = waiting(board)
    Publication.objects.update(recorded_at=NOW - timedelta(minutes=5))

    assert asked_jobs.unfinished(Publication, now=NOW) == [later.pk, made.pk], "what killed a worker comes last"
    tasks.sweep_publications()

    assert set(Publication.objects.values_list("state", "told_before")) == {("done", True), ("done", False)}
    assert (Release.objects.count(), published.count()) == (1, 2)


class Killed(BaseException):
    """What no worker catches."""


def _killed() -> None:
    raise Killed


def _when(patch: pytest.MonkeyPatch, step: str, happens: Callable[[], object]) -> None:
    """As soon as the page would tell of this step."""
    report = asked_jobs.Reporter.__call__

    def reporting(self: Any, **values: Any) -> None:
        report(self, **values)
        if values["progress"].startswith(step):
            happens()

    patch.setattr(asked_jobs.Reporter, "__call__", reporting)


def test_a_role_that_ends_while_the_worker_counts_stops_it(
    board: Any, year: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, other = waiting(board), connections.create_connection("default")

    def role_ends() -> None:
        with other.cursor() as cursor:
            cursor.execute("UPDATE agencies_membership SET ended_at = now() WHERE user_id = %s", [year.esme.pk])

    _when(monkeypatch, "Writing", role_ends)
    done = perform(made.pk)
    other.close()

    assert (done.state, done.fault, Release.objects.count()) == ("failed", jobs.NO_LONGER, 0)


def test_a_return_that_is_signed_meanwhile_is_not_published_before_the_page_told_of_it(board: Any, year: Cast) -> None:
    factories.return_version(factories.quarterly_return(year.school), by=year.ben)
    made = waiting(board, RETURNS, OF_Q3)
    factories.return_version(factories.quarterly_return(year.council), by=year.ben)

    done = perform(made.pk)

    assert (done.state, Release.objects.count()) == ("failed", 0)
    assert "What is signed has changed since the page told of it" in done.fault


def _fault(year: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("dashboards.files.figures.write_xlsx", lambda *more, **named: 1 / 0)
    return jobs.FAULT


def _role_taken_away(year: Cast, monkeypatch: pytest.MonkeyPatch) -> str:
    Membership.objects.filter(user=year.esme).update(ended_at=timezone.now())
    Membership.objects.create(user=year.esme, agency=year.council, role="lead")
    return jobs.NO_LONGER


@pytest.mark.parametrize("happen", [_fault, _role_taken_away])
def test_what_was_stopped_says_why_told_nothing_and_leads_back_to_the_form(
    board: Any, year: Cast, monkeypatch: pytest.MonkeyPatch, happen: Callable[..., str]
) -> None:
    made = waiting(board, FIGURES, {**Q3, "format": "xlsx", "basis": "shared"})
    why = happen(year, monkeypatch)

    done = perform(made.pk)

    assert (done.state, done.fault, done.content, Release.objects.count()) == ("failed", why, None, 0)
    assert AuditEvent.objects.get(action="publication.stopped").subject_ids == [made.pk]
    if happen is _fault:
        page = board.get(f"/publications/{made.pk}/").context["shown"]
        form = board.get(page.again_url).context["form"]
        assert page.outcome == [why]
        assert [form[name].value() for name in ("quarter", "format", "basis")] == [
            Q3["quarter"],
            "xlsx",
            "shared",
        ]
        assert str(form["request_key"].value()) not in done.query


def test_a_return_that_is_altered_meanwhile_is_not_published_and_that_stays_on_record(board: Any, year: Cast) -> None:
    factories.return_version(factories.quarterly_return(year.school), by=year.ben)
    made = waiting(board, RETURNS, OF_Q3)
    alter()

    done = perform(made.pk)

    assert (done.state, Release.objects.count()) == ("failed", 0)
    assert "is not as it was signed" in done.fault
    assert AuditEvent.objects.filter(action="return.seal_broken").count() == 1


def test_before_returns_are_published_it_is_said_how_many_are_signed_and_which_went_back(
    board: Any, year: Cast
) -> None:
    for agency in (year.school, year.council, year.health):
        made = factories.quarterly_return(agency)
        if agency != year.health:
            factories.return_version(made, by=year.ben)
    QuarterlyReturn.objects.filter(agency=year.school).update(state="sent-back")

    plain = board.get(RETURNS).content.decode()
    answer = board.post(RETURNS, {**OF_Q3, "request_key": uuid.uuid4()}, follow=True)
    told = answer.content.decode()

    assert "What is signed" not in plain
    assert "Choose a period first" in plain
    assert not Publication.objects.exists(), "nothing before it was told"
    assert answer.redirect_chain[0][0].startswith(f"{RETURNS}?year=2022-23&quarter=3")
    assert "2 of 3 returns are signed." in told
    assert "published as it was signed last: Hilltop School, 2022-23 Q3, version 1" in told
    assert f"<li>{year.health.name}, 2022-23 Q3</li>" in told
    assert publication(board, RETURNS, OF_Q3).state == "done"


def test_the_list_is_paged_with_the_newest_first_and_the_same_number_of_queries(board: Any, year: Cast) -> None:
    assert "Nothing has been published here yet" in board.get(LIST).content.decode()
    factories.publication(year.council, by=year.esme, label="the first")
    few = asked_of_the_database(board)
    for _ in range(20):
        factories.publication(year.council, by=year.esme)
    publication(board, FIGURES, Q3)

    many = asked_of_the_database(board)

    assert len(many) == len(few)
    assert not any('"lines"' in sql or '"content"' in sql for sql in many)
    assert "the first" not in board.get(LIST).content.decode()
    assert "the first" in board.get(f"{LIST}?page=2").content.decode()


def asked_of_the_database(board: Any) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        board.get(LIST)
    return [query["sql"] for query in queries]


def test_a_publication_whose_worker_died_is_done_by_the_sweep_once(board: Any) -> None:
    made = waiting(board)
    Publication.objects.update(state="running", progress="Counting", recorded_at=NOW - timedelta(minutes=5))

    tasks.sweep_publications()
    tasks.run_publication(str(made.pk))

    made.refresh_from_db()
    assert (made.state, made.progress, Release.objects.count()) == ("done", "", 1)
    assert AuditEvent.objects.filter(action="figures.published").count() == 1
    app.loader.import_default_modules()
    assert "dashboards.sweep_publications" in {entry["task"] for entry in app.conf.beat_schedule.values()}
