"""Which state of the records a snapshot sees: figures counted in the same state are the same figures."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, connections, transaction

from dashboards.rollup.draining import DRAINER_LOCK

FOLD_FROM = 100  # rows; adding up fewer costs a reader nothing to speak of

# A clock of changes needs to be the same clock: not that of another database, nor one set back by a restored backup or
# begun anew by a truncated table.
STATE = """
    SELECT pg_postmaster_start_time()::text, database.oid::bigint, pg_relation_filenode('dashboards_change')::bigint,
           (SELECT coalesce(sum(changes), 0)::bigint FROM dashboards_change),
           (SELECT max(due_at) FROM assessments_contact WHERE decided_at IS NULL AND due_at < %s)
    FROM pg_database database WHERE datname = current_database()
"""
FOLD = """
    WITH taken AS (DELETE FROM dashboards_change RETURNING changes)
    INSERT INTO dashboards_change (changes) SELECT sum(changes) FROM taken
"""


@dataclass(frozen=True)
class State:
    """``records``: equal in two snapshots only if everything that figures are counted from is. ``came_due``: the last
    moment at which an undecided contact became overdue, which no change of a record tells."""

    records: tuple[str, int, int, int]
    came_due: datetime | None


def state(*, now: datetime) -> State:
    """Of the snapshot that the reporting connection sees."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(STATE, [now])
        *records, came_due = cursor.fetchone()
    return State(tuple(records), came_due)


def fold() -> int:
    """Add the journal up into one row, when it has grown; how many rows it had. Its sum stays as it is."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DRAINER_LOCK])
        cursor.execute("SELECT count(*) FROM dashboards_change")
        rows = cursor.fetchone()[0]
        if rows >= FOLD_FROM:
            cursor.execute(FOLD)
        return rows
