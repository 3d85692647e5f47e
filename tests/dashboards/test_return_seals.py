"""The seal of a signed return is checked: on its pages, before an export, each night, and by a command. What somebody
changed past the program is not shown, not exported, and an alarm."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connections

from agencies.models import AuditEvent
from dashboards import tasks
from dashboards.models import JobRun, QuarterlyReturn, Release, ReturnDraft, ReturnVersion
from dashboards.models.job import JobState
from dashboards.services import returns
from tests import factories
from tests.cast import Cast
from tests.dashboards.documents import lines

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
ANSWERS = dict.fromkeys(returns.NEEDED, "As we said") | {
    "target_this_year": 4,
    "unrecorded": 0,
    "reported_how_often": "not",
}
ALTERED = "is not as it was signed: its seal does not fit"
YEAR = {"year": "2022-23", "quarter": "3"}


@pytest.fixture
def row(cast: Cast) -> Iterator[QuarterlyReturn]:
    """The school's return, signed."""
    made = factories.quarterly_return(cast.school)
    ReturnDraft.objects.filter(pk=made.pk).update(**ANSWERS)
    with time_machine.travel(NOW, tick=False):
        returns.submit(scope=cast.scope("ben"), quarterly_return=made, version=1, now=NOW)
        yield QuarterlyReturn.objects.get(pk=made.pk)


def as_administrator(*statements: str) -> None:
    """What whoever runs the server can do: take the triggers away, and change what was signed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE dashboards_returnversion DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def alter() -> None:
    as_administrator("UPDATE dashboards_returnversion SET narrative = 'All is well'")


def addresses(row: QuarterlyReturn) -> tuple[str, str]:
    return f"/returns/{row.pk}/", f"/returns/{row.pk}/versions/1/"


def test_pages_and_exports_say_that_the_seal_was_checked_and_fits(cast: Cast, row: QuarterlyReturn) -> None:
    ben, esme = cast.client("ben"), cast.client("esme")

    for address in addresses(row):
        page = ben.get(address).content.decode()
        assert "Unchanged since it was signed" in page
        assert ALTERED not in page
    own = lines(b"".join(ben.get(f"{addresses(row)[1]}export/csv/")))[0]
    quarter = lines(b"".join(esme.get("/returns/export/", {**YEAR, "format": "csv"})))[0]
    assert (own["Seal checked"], own["Seal"]) == ("Unchanged since it was signed", row.versions.get().digest)
    assert quarter["Seals checked"] == "Unchanged since they were signed"
    assert not AuditEvent.objects.filter(action="return.seal_broken").exists()


def test_what_was_changed_is_not_shown_and_an_error_says_so(cast: Cast, row: QuarterlyReturn) -> None:
    alter()

    for player in ("ben", "esme"):
        for address in addresses(row):
            answer = cast.client(player).get(address)
            page = answer.content.decode()
            assert answer.status_code == 200
            assert 'role="alert"' in page
            assert ALTERED in page
            assert "All is well" not in page


@pytest.mark.parametrize("format", ["csv", "xlsx", "docx", "pdf"])
def test_what_was_changed_is_in_no_export_and_no_publication(cast: Cast, row: QuarterlyReturn, format: str) -> None:
    alter()
    esme = cast.client("esme")

    answers = [
        cast.client("ben").get(f"{addresses(row)[1]}export/{format}/"),
        esme.get("/returns/export/", {**YEAR, "format": format}),
        esme.get("/returns/export/", {"year": "2022-23", "quarter": "", "format": format}),
        esme.post("/returns/publish/", {**YEAR, "format": format}),
    ]

    for answer in answers:
        assert answer.status_code == 409
        assert ALTERED in answer.content.decode()
    assert not AuditEvent.objects.filter(action__in=("return.exported", "returns.exported")).exists()
    assert not Release.objects.exists()


def test_who_meets_it_is_on_record_once_with_an_alarm_in_the_log_and_by_email(
    cast: Cast, row: QuarterlyReturn, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ALARM_EMAILS = ["duty@example.org"]
    seal = row.versions.get().digest
    alter()

    for address in (*addresses(row), *addresses(row)):
        cast.client("ben").get(address)

    event = AuditEvent.objects.get(action="return.seal_broken")
    assert (event.actor, event.subject_ids, event.detail["version"]) == (cast.ben, [row.pk], 1)
    assert event.detail["seal"] == seal != event.detail["digest"]
    assert [record.levelno for record in caplog.records if str(row.pk) in record.getMessage()] == [logging.ERROR]
    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["duty@example.org"], "ehtrack: signed returns were changed")
    ]


def test_what_was_changed_is_not_accepted_but_can_be_sent_back_to_be_signed_again(
    cast: Cast, row: QuarterlyReturn
) -> None:
    alter()
    esme, version = cast.client("esme"), {"version": row.version}

    assert "/accept/" not in esme.get(addresses(row)[0]).content.decode()
    assert "is not as it was signed. Send it back" in esme.post(f"/returns/{row.pk}/accept/", version).content.decode()
    assert esme.post(f"/returns/{row.pk}/send-back/", {**version, "reason": "Sign it again"}).status_code == 302


def test_the_correction_of_what_was_changed_is_shown_without_it(cast: Cast, row: QuarterlyReturn) -> None:
    """Of the correction alone the seal fits. What it corrected cannot be compared."""
    ben = cast.scope("ben")
    returns.reopen(scope=ben, quarterly_return=row, version=row.version, reason="One more.", now=NOW)
    draft = ReturnDraft.objects.get(pk=row.pk)
    returns.submit(scope=ben, quarterly_return=row, version=draft.version, now=NOW)
    as_administrator("UPDATE dashboards_returnversion SET figures = '{}' WHERE number = 1")
    client = cast.client("ben")

    latest = client.get(f"/returns/{row.pk}/versions/2/").content.decode()
    assert ALTERED not in latest
    assert "Unchanged since it was signed" in latest
    assert ALTERED in client.get(addresses(row)[0]).content.decode()
    assert client.get(f"/returns/{row.pk}/versions/2/export/csv/").status_code == 200
    assert client.get(f"/returns/{row.pk}/versions/1/export/csv/").status_code == 409


WRONG = {
    "UPDATE dashboards_returnversion SET unrecorded = 7": "was changed after it was signed",
    "UPDATE dashboards_returnversion SET digest = repeat('0', 64)": "was changed after it was signed",
    "ALTER TABLE dashboards_returnmove DISABLE TRIGGER USER; DELETE FROM dashboards_returnmove; "
    "DELETE FROM dashboards_returnversion": "is missing: the audit says that it was signed",
}


def test_the_command_is_content_with_what_is_as_it_was(row: QuarterlyReturn, capsys: pytest.CaptureFixture) -> None:
    call_command("verify_returns")

    assert "1 signed versions are as they were signed" in capsys.readouterr().out


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
    changed = ReturnVersion.objects.get()
    changed.narrative = "All is well"
    as_administrator(
        f"UPDATE dashboards_returnversion SET narrative = 'All is well', digest = '{returns.digest(changed)}'"
    )

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
