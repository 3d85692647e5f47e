"""The seal of a signed return is checked on its pages and before an export. What somebody changed past the program is
not shown, not exported, and an alarm."""

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import AuditEvent
from agencies.unit_of_work import behind_the_wall, set_person
from dashboards.models import Publication, QuarterlyReturn, ReturnArrangement, ReturnDraft
from dashboards.services import returns
from tests.cast import Cast
from tests.dashboards.documents import lines
from tests.dashboards.publishing import RETURNS, asked
from tests.dashboards.sealing import ALTERED, NOW, WAYS, addresses, alter, as_administrator, seal_anew, signed

pytestmark = pytest.mark.usefixtures("clone")
YEAR = {"year": "2022-23", "quarter": "3"}


@pytest.fixture
def row(cast: Cast) -> Iterator[QuarterlyReturn]:
    yield from signed(cast)


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


@pytest.mark.parametrize("change", WAYS)
def test_what_was_changed_is_not_shown_and_an_error_says_so(
    cast: Cast, row: QuarterlyReturn, change: Callable[[], None]
) -> None:
    change()

    for player in ("ben", "esme"):
        for address in addresses(row):
            answer = cast.client(player).get(address)
            page = answer.content.decode()
            assert answer.status_code == 200
            assert 'role="alert"' in page
            assert ALTERED in page
            assert "All is well" not in page
            assert "Unchanged since it was signed" not in page


@pytest.mark.parametrize(
    ("format", "change"), [("csv", alter), ("xlsx", alter), ("docx", alter), ("pdf", alter), ("csv", seal_anew)]
)
def test_what_was_changed_is_in_no_export_and_no_publication(
    cast: Cast, row: QuarterlyReturn, format: str, change: Callable[[], None]
) -> None:
    change()
    esme = cast.client("esme")

    answers = [
        cast.client("ben").get(f"{addresses(row)[1]}export/{format}/"),
        esme.get("/returns/export/", {**YEAR, "format": format}),
        esme.get("/returns/export/", {"year": "2022-23", "quarter": "", "format": format}),
        asked(esme, RETURNS, {**YEAR, "format": format}),
    ]

    for answer in answers:
        assert answer.status_code == 409
        assert ALTERED in answer.content.decode()
    assert not AuditEvent.objects.filter(action__in=("return.exported", "returns.exported")).exists()
    assert not Publication.objects.exists()


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


@pytest.mark.parametrize("change", WAYS)
def test_what_was_changed_is_not_accepted_but_can_be_sent_back_to_be_signed_again(
    cast: Cast, row: QuarterlyReturn, change: Callable[[], None]
) -> None:
    change()
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


@pytest.mark.parametrize("change", [None, *WAYS])
def test_the_next_return_begins_with_what_was_signed_and_with_nothing_that_was_changed(
    cast: Cast, row: QuarterlyReturn, change: Callable[[], None] | None
) -> None:
    ReturnArrangement.objects.create(agency=cast.school, starts_on=date(2022, 10, 1))
    if change:
        change()

    returns.open_due(now=datetime(2023, 4, 1, 9, tzinfo=UTC))

    draft = ReturnDraft.objects.get(quarterly_return__quarter=4)
    assert (draft.senior_lead, draft.target_this_year) == (("", None) if change else ("As we said", 4))


def test_the_audit_tells_whoever_signs_the_seals_of_a_return_and_nothing_else(cast: Cast, row: QuarterlyReturn) -> None:
    """Also of what another signed, of which a person reads no row of the audit."""
    with behind_the_wall(), connection.cursor() as cursor:
        set_person(cast.esme.pk, cast.council.pk)
        assert not AuditEvent.objects.filter(action="return.submitted").exists()
        cursor.execute("SELECT * FROM ehtrack_seals_of_returns(%s)", [[row.pk]])
        assert cursor.fetchall() == [(row.pk, 1, row.versions.get().digest)]
        cursor.execute("SELECT * FROM ehtrack_seals_of_returns(%s)", [[row.agency_id]])
        assert cursor.fetchall() == []


def test_a_page_asks_for_the_seals_of_all_its_versions_at_once(cast: Cast, row: QuarterlyReturn) -> None:
    ben, client = cast.scope("ben"), cast.client("ben")
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as statements:
            client.get(addresses(row)[0])
        asked.append(sum("ehtrack_seals_of_returns" in one["sql"] for one in statements))
        now = QuarterlyReturn.objects.get(pk=row.pk)
        returns.reopen(scope=ben, quarterly_return=now, version=now.version, reason="One more.", now=NOW)
        draft = ReturnDraft.objects.get(pk=row.pk)
        returns.submit(scope=ben, quarterly_return=now, version=draft.version, now=NOW)

    assert asked == [1, 1]
