"""Seals audit rows in batches, never while they are written: a page must not wait for the one before it.

An id is given before its transaction commits, so a lower id can appear after a higher one. Rows are sealed up to a
bound: an id noted together with a transaction's number, once every transaction of this database up to that number has
ended.
"""

from datetime import datetime

from django.db import connection, transaction

from agencies import seal_text
from agencies.models import AuditEvent, AuditSeal, SealBound
from ehtrack.lib.postgres.locks import one_after_another

BATCH = 1000  # rows in one seal

# Whoever has a number holds a lock on it until the end, and its id came after the number: no lock, no late row. Those
# of other databases of the server add nothing here; one whose process cannot be told may be of this one.
# A number that this server has not reached yet was noted before the data was restored here: nobody works there now.
SETTLED = """
SELECT last_id FROM agencies_sealbound
WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    OR NOT EXISTS (
        SELECT FROM pg_locks LEFT JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted
            AND (datname = current_database() OR datname IS NULL)
            AND age(transactionid) >= age((transaction % 4294967296)::text::xid)
    )
"""


def seal(*, now: datetime) -> int:
    """Seal what can no longer be joined by a late commit; how many rows. Not within a transaction: it would wait for
    itself."""
    sealed = _seal_up_to(_settled(), now)
    if _settled() is not None or not SealBound.objects.exists():
        _note_bound()
        sealed += _seal_up_to(_settled(), now)
    return sealed


def _settled() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
        row = cursor.fetchone()
    return row[0] if row else None


@transaction.atomic
def _note_bound() -> None:
    """First the id, then the number: whoever has an id up to this one has a lower number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM agencies_auditevent_id_seq")
        last_id = cursor.fetchone()[0]
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        number = cursor.fetchone()[0]
    SealBound.objects.update_or_create(pk=1, defaults={"last_id": last_id, "transaction": number})


def _seal_up_to(bound: int | None, now: datetime) -> int:
    sealed = 0
    while bound is not None and (rows := _seal_batch(bound, now)):
        sealed += rows
    return sealed


@transaction.atomic
def _seal_batch(bound: int, now: datetime) -> int:
    one_after_another("seal the audit")
    last = AuditSeal.objects.defer("marks").order_by("-id").first()
    first_id, previous = (last.last_id + 1, last.digest) if last else (1, "")
    waiting = AuditEvent.objects.filter(id__gte=first_id, id__lte=bound).order_by("id")
    rows = list(waiting.values_list(*seal_text.COLUMNS)[:BATCH])
    if not rows:
        return 0
    digests = [seal_text.row_digest(row) for row in rows]
    last_id = rows[-1][0]
    AuditSeal.objects.create(
        first_id=first_id,
        last_id=last_id,
        rows=len(rows),
        marks=b"".join(seal_text.mark(row[0], digest) for row, digest in zip(rows, digests, strict=True)),
        previous=previous,
        digest=seal_text.seal_digest(previous, first_id, last_id, len(rows), now, digests),
        sealed_at=now,
    )
    return len(rows)
