"""Every signed version is checked each night and by a command: against its seal, and what the audit was told."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection

from dashboards import seals, tasks
from dashboards.measures import DEFINITION
from dashboards.models import JobRun, QuarterlyReturn, ReturnDraft, ReturnVersion
from dashboards.models.job import JobState
from dashboards.models.quarterly_return import LABELS
from dashboards.services import return_seals, returns
from tests import factories
from tests.cast import Cast
from tests.dashboards.sealing import ALTERED, ANSWERS, NOW, addresses, alter, as_administrator, seal_anew, signed

pytestmark = pytest.mark.usefixtures("clone")
WRONG = {
    "UPDATE dashboards_returnversion SET unrecorded = 7": "was changed after it was signed",
    "UPDATE dashboards_returnversion SET digest = repeat('0', 64)": "was changed after it was signed",
    "ALTER TABLE dashboards_returnmove DISABLE TRIGGER USER; DELETE FROM dashboards_returnmove; "
    "DELETE FROM dashboards_returnversion": "is missing: the audit says that it was signed",
}


@pytest.fixture
def row(cast: Cast) -> Iterator[QuarterlyReturn]:
    yield from signed(cast)


def test_the_command_is_content_with_what_is_as_it_was(row: QuarterlyReturn, capsys: pytest.CaptureFixture) -> None:
    call_command("verify_returns")

    assert "1 signed version is as it was signed." in capsys.readouterr().out


@pytest.mark.parametrize("statement", WRONG)
def test_the_command_names_what_was_changed(
    row: QuarterlyReturn, statement: str, capsys: pytest.CaptureFixture
) -> None:
    as_administrator(statement)

    with pytest.raises(SystemExit) as ended:
        call_command("verify_returns")

    assert ended.value.code == 1
    assert f"Version 1 of return {row.pk} {WRONG[statement]}" in capsys.readouterr().err


def test_the_command_finds_a_seal_made_anew_by_the_audit(row: QuarterlyReturn, capsys: pytest.CaptureFixture) -> None:
    seal_anew()

    with pytest.raises(SystemExit):
        call_command("verify_returns")

    assert "was changed and sealed anew" in capsys.readouterr().err


def test_the_nightly_check_finds_it_before_anybody_looks(row: QuarterlyReturn, settings: Any) -> None:
    settings.ALARM_EMAILS = ["duty@example.org"]
    alter()

    tasks.check_every_figure()

    run = JobRun.objects.get(job="check_every_figure")
    assert (run.state, run.detail["altered"]) == (JobState.ALARM, 1)
    assert len(mail.outbox) == 1


def test_one_that_is_signed_during_the_check_is_no_alarm(cast: Cast, row: QuarterlyReturn) -> None:
    """Versions and audit are read in one statement: between two, a lead signs."""
    another = factories.quarterly_return(cast.school, "2022-23 Q2")
    ReturnDraft.objects.filter(pk=another.pk).update(**ANSWERS)

    with connection.execute_wrapper(_followed_by(lambda: _sign(cast, another))):
        assert return_seals.verify() == (1, [])
    assert return_seals.verify() == (2, [])


def _followed_by(act: Callable[[], None]) -> Callable[..., Any]:
    """The first statement, and what somebody else does before the second."""
    waiting = [act]

    def wrapped(execute: Callable[..., Any], *arguments: Any) -> Any:
        found = execute(*arguments)
        if waiting:
            waiting.pop()()
        return found

    return wrapped


def _sign(cast: Cast, row: QuarterlyReturn) -> None:
    returns.submit(scope=cast.scope("ben"), quarterly_return=row, version=1, now=NOW)


def test_the_command_finds_one_that_was_signed_in_place_of_another(cast: Cast, row: QuarterlyReturn) -> None:
    """Deleted by the administrator, opened again and signed under the same number."""
    as_administrator(
        "ALTER TABLE dashboards_returnmove DISABLE TRIGGER USER",
        "ALTER TABLE dashboards_quarterlyreturn DISABLE TRIGGER USER",
        "DELETE FROM dashboards_returnmove",
        "DELETE FROM dashboards_returnversion",
        "UPDATE dashboards_quarterlyreturn SET state = 'draft'",
    )
    ReturnDraft.objects.filter(pk=row.pk).update(narrative="Another")
    _sign(cast, row)

    number, [wrong] = return_seals.verify()

    assert number == 1
    assert wrong.endswith("stands in place of another that was signed under its number and is missing")
    assert ALTERED in cast.client("ben").get(addresses(row)[0]).content.decode()


def test_every_answer_is_under_the_seal_of_the_definition_that_is_signed_now() -> None:
    """A new answer needs a new definition: what was signed before would not fit its seal any more."""
    assert set(seals.ANSWERS[DEFINITION]) == set(LABELS) == set(returns.CONTENT)


def test_the_seals_of_the_first_definition_stay_as_they_are() -> None:
    signed = ReturnVersion(
        quarterly_return_id=UUID(int=1),
        number=1,
        figures={"label": "2022-23 Q3"},
        definition="1",
        submitted_at=NOW,
        submitted_by_id=UUID(int=2),
        **ANSWERS,
    )

    assert seals.digest(signed) == "e516bc26dab4dc760318525eaa4826cbe594a3d8b5a8af934849517d128a2dbf"
