from django.db import connection, transaction

from dashboards.rollup.sql import COLUMNS, FACT_COUNTS, MONTH_END

DRAINER_LOCK = 7_311_402_001  # one drainer at a time; any number that nothing else uses

TAKE = """
    DELETE FROM dashboards_dirtymonth WHERE (agency_id, month) IN (
        SELECT DISTINCT agency_id, month FROM dashboards_dirtymonth LIMIT %(most)s)
    RETURNING agency_id, month
"""

CLEAR = """
    DELETE FROM dashboards_monthcount WHERE (agency_id, month) IN (
        SELECT * FROM unnest(%(agencies)s::uuid[], %(months)s::date[]))
"""

RECOUNT = f"""
    INSERT INTO dashboards_monthcount (agency_id, month, {COLUMNS})
    SELECT bucket.agency_id, bucket.month, {COLUMNS}
    FROM (SELECT agency_id, month, month AS first_day, {MONTH_END} AS last_day
          FROM unnest(%(agencies)s::uuid[], %(months)s::date[]) AS dirty (agency_id, month)) bucket
    {FACT_COUNTS}
    WHERE assessments + contacts > 0
"""


def drain(*, most: int = 1000) -> int:
    """Recount every dirty month; return how many were recounted. Harmless when run twice, late or beside another."""
    recounted = 0
    while batch := _drain_batch(most):
        recounted += batch
    return recounted


def _drain_batch(most: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        # In a statement of its own, before the recount: the next statement's snapshot then sees all that the drainer
        # before us committed. Taken inside the recount, it would wait with an old snapshot and write old counts.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DRAINER_LOCK])
        cursor.execute(TAKE, {"most": most})
        buckets = sorted(set(cursor.fetchall()))
        if buckets:
            parameters = {"agencies": [agency for agency, _ in buckets], "months": [month for _, month in buckets]}
            cursor.execute(CLEAR, parameters)
            cursor.execute(RECOUNT, parameters)
    return len(buckets)
