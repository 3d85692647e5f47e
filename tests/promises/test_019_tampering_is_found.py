"""19. Tampering by an owner is found: a hash chain over committed rows, and a command that names what broke."""

import time
from datetime import datetime, timedelta, timezone
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone as clock

from agencies import seal_text
from agencies.models import AuditEvent, AuditSeal, SealBound
from agencies.selectors.seals import verify
from agencies.services import audit, seals
from dashboards.models import JobRun
from dashboards.tasks import seal_audit
from tests.promises.sealing import PATIENCE, seal

ADD = "insert into agencies_auditevent (action, subject_type, subject_ids, reason, detail)"
VALUES = "values ('late', '', '{}', '', '{}')"


@pytest.fixture
def chain(clone, monkeypatch):
    """Twelve rows in four seals of three, and two that are not sealed yet; their ids."""
    monkeypatch.setattr(seals, "BATCH", 3)
    for number in range(12):
        audit.record(scope=None, action=f"read.{number:02}", detail={"half": 0.5, "of": [number]})
    seal(12)
    for number in range(2):
        audit.record(scope=None, action=f"tail.{number}")
    return list(AuditEvent.objects.order_by("id").values_list("id", flat=True))


def as_owner(*statements):
    """What somebody with the owner's rights can do to hide something."""
    with connections["owner"].cursor() as cursor:
        for table in ("agencies_auditevent", "agencies_auditseal"):
            cursor.execute(f"alter table {table} disable trigger user")
        for statement in statements:
            cursor.execute(statement)


def test_an_untouched_chain_is_whole_and_tells_its_tail(chain):
    found = verify()

    assert (found.broken, found.seals, found.rows, found.unsealed) == ("", 4, 12, 2)
    assert found.head == AuditSeal.objects.latest("id").digest


TAMPERING = {
    "changed": ("update agencies_auditevent set reason = 'x' where id = {5}", "Row {5} was changed after seal 2"),
    "actor hidden": (
        "update agencies_auditevent set detail = '{{\"half\": 0.5}}' where id = {0}",
        "Row {0} was changed after seal 1",
    ),
    "deleted": ("delete from agencies_auditevent where id = {4}", "Row {4} is missing: it is in seal 2"),
    "last of a seal deleted": ("delete from agencies_auditevent where id = {5}", "Row {5} is missing: it is in seal 2"),
    "all of a seal deleted": ("delete from agencies_auditevent where id between {3} and {5}", "Row {3} is missing"),
    "put in before": (
        "insert into agencies_auditevent (id, action, subject_type, subject_ids, reason, detail) "
        "values (0, 'x', '', '{{}}', '', '{{}}')",
        "Row 0 was put in",
    ),
    "renumbered": ("update agencies_auditevent set id = 0 - id where id = {7}", "Row -8 was put in"),
    "seal's marks changed": ("update agencies_auditseal set marks = '\\x' where id = 2", "Row {3} was put in"),
    "seal's digest changed": ("update agencies_auditseal set digest = md5('') where id = 2", "Seal 2 was changed"),
    "seal's time changed": (
        "update agencies_auditseal set sealed_at = sealed_at - interval '1 day' where id = 4",
        "Seal 4 was changed",
    ),
    "seal's number of rows changed": ("update agencies_auditseal set rows = 2 where id = 3", "Seal 3 was changed"),
    "first seal removed": ("delete from agencies_auditseal where id = 1", "Seal 2 does not follow"),
    "seal in the middle removed": ("delete from agencies_auditseal where id = 3", "Seal 4 does not follow"),
    "seals exchanged": (
        "update agencies_auditseal set id = case id when 2 then 3 else 2 end + 100 where id in (2, 3)",
        "does not follow",
    ),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found_and_named(chain, how):
    statement, told = TAMPERING[how]

    as_owner(statement.format(*chain))

    assert told.format(*chain) in verify().broken
    assert verify().broken


def test_a_row_put_into_a_gap_is_found(chain):
    gap = gap_before_next_row()
    seal(3)

    as_owner(f"{ADD.replace('(action', '(id, action')} {VALUES.replace('(', f'({gap}, ', 1)}")

    assert verify().broken == f"Row {gap} was put in after seal 5 was made"


def gap_before_next_row():
    """An id that was given to a transaction that was rolled back."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select nextval('agencies_auditevent_id_seq')")
        gap = cursor.fetchone()[0]
    audit.record(scope=None, action="after.gap")
    return gap


def test_a_seal_made_anew_breaks_the_link_to_the_next(chain):
    seal = AuditSeal.objects.get(pk=2)
    as_owner(f"update agencies_auditevent set reason = 'x' where id = {chain[4]}")
    rows = AuditEvent.objects.filter(id__range=(seal.first_id, seal.last_id)).order_by("id")
    digests = [seal_text.row_digest(row) for row in rows.values_list(*seal_text.COLUMNS)]
    marks = b"".join(map(seal_text.mark, rows.values_list("id", flat=True), digests)).hex()
    digest = seal_text.seal_digest(seal.previous, seal.first_id, seal.last_id, 3, seal.sealed_at, digests)
    as_owner(f"update agencies_auditseal set marks = '\\x{marks}', digest = '{digest}' where id = 2")

    assert verify().broken == "Seal 3 does not follow the one before it: a seal was removed or changed"


def test_seals_taken_off_the_end_are_found_by_a_digest_noted_elsewhere(chain):
    noted = verify().head
    as_owner("delete from agencies_auditseal where id = 4")

    assert verify(expected_head=noted).broken.startswith("No seal has the expected digest")


def test_the_command_ends_with_one_when_something_was_changed(chain, capsys):
    call_command("verify_audit")
    as_owner(f"update agencies_auditevent set action = 'other' where id = {chain[0]}")

    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")

    told = capsys.readouterr()
    assert ended.value.code == 1
    assert "12 rows in 4 seals are as they were sealed.\n2 rows are not sealed yet." in told.out
    assert told.err == f"Row {chain[0]} was changed after seal 1 was made.\n"


def test_a_lower_id_that_commits_later_is_sealed_not_skipped(clone):
    with beside() as slow:
        slow.execute(f"{ADD} {VALUES}")
        audit.record(scope=None, action="quick")
        seals.seal(now=clock.now())
        assert AuditSeal.objects.count() == 0
        slow.commit()
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == ["late", "quick"]

    seal(2)

    assert (verify().broken, verify().rows, verify().unsealed) == ("", 2, 0)


def test_a_steady_stream_of_open_transactions_does_not_keep_the_seal_waiting(clone):
    """The bound stays until those before it have ended, whoever came after."""
    with beside() as first, beside() as second:
        first.execute(f"{ADD} {VALUES}")
        seals.seal(now=clock.now())
        second.execute(f"{ADD} {VALUES}")
        first.commit()

        seal(1)
        second.commit()

    seal(1)


def test_other_databases_of_the_server_keep_no_seal_waiting(clone):
    audit.record(scope=None, action="child.read")

    with beside("postgres") as elsewhere:
        elsewhere.execute("select pg_current_xact_id()")

        seal(1)


def test_no_id_is_given_to_a_transaction_without_a_number(clone):
    """Otherwise it could look as if nobody were working, and the id were skipped."""
    with beside() as slow:
        slow.execute("select next_audit_id()")
        number = slow.execute("select pg_current_xact_id_if_assigned()").fetchone()[0]

        assert number is not None


def test_sealing_goes_on_where_the_data_was_restored_to_another_server(clone):
    """Its transactions are numbered from the beginning: the noted number may be far ahead."""
    audit.record(scope=None, action="before")
    SealBound.objects.create(last_id=10**6, transaction=10**12)

    seal(1)


def test_the_job_seals_and_says_how_many(clone):
    audit.record(scope=None, action="child.read")

    ends = time.monotonic() + PATIENCE
    while not AuditSeal.objects.exists() and time.monotonic() < ends:
        seal_audit()

    assert JobRun.objects.order_by("-id")[0].detail == {"sealed": 1}


def test_the_digest_of_a_row_stays_what_it_is():
    """Seals of years ago are checked by it: whoever changes it breaks them all."""
    at = datetime(2026, 7, 1, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=1)))
    row = (7, at, UUID(int=1), None, "child.read", "child", [UUID(int=2)], "naïve", {"b": 1, "a": [0.1, None]})

    digest = seal_text.row_digest(row).hex()

    assert digest == "f3daefc8d051634da5a8db0cd3c3374d482be3a62422f89b52427b5fe7d60f5b"


def beside(database=None):
    """Another connection of the application's role."""
    entry = settings.DATABASES["default"]
    return psycopg.connect(host=entry["HOST"], user=entry["USER"], dbname=database or entry["NAME"])
