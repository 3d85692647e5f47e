"""Publishing is a job with a page: asked for once, kept for good, found again."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent
from dashboards.models import Publication, QuarterlyReturn, Release
from tests import factories
from tests.cast import Cast
from tests.dashboards.publishing import FIGURES, OF_Q3, Q3, RETURNS, publication, shown, waiting

pytestmark = pytest.mark.usefixtures("clone")
LIST = "/publications/"


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
