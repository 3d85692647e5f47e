"""The worker that publishes: seen meanwhile, one at a time, stopped or killed without a trace in what is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from agencies import asked_jobs
from agencies.models import AuditEvent, Membership
from dashboards import tasks
from dashboards.models import Publication, Release
from dashboards.publications import jobs
from ehtrack.celery import app
from tests import factories
from tests.cast import Cast
from tests.dashboards.publishing import FIGURES, NOW, OF_Q3, Q3, RETURNS, perform, waiting
from tests.dashboards.sealing import alter

pytestmark = pytest.mark.usefixtures("clone")


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


def test_a_publication_that_kills_every_worker_fails_after_five_and_is_left_alone(
    board: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = waiting(board)
    Publication.objects.update(recorded_at=NOW - timedelta(minutes=5))
    with monkeypatch.context() as patch:
        _when(patch, "Counting", _killed)
        for _ in range(5):
            with pytest.raises(Killed):
                tasks.sweep_publications()

    tasks.sweep_publications()
    tasks.sweep_publications()

    made.refresh_from_db()
    assert (made.state, made.fault, made.progress) == ("failed", jobs.WORK.never_ended, "")
    assert AuditEvent.objects.filter(action="publication.stopped").count() == 1
    assert Release.objects.count() == 0


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
    return jobs.WORK.fault


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
