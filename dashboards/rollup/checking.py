from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from dashboards.counts import NAMES
from dashboards.rollup.sql import COLUMNS, FACT_COUNTS, MONTH_END

# Every bucket that has a fact or a rollup row and is not waiting in the queue: recounted and compared in one statement.
COMPARE = f"""
    WITH known AS (
        SELECT agency_id, month FROM dashboards_monthcount
        UNION SELECT agency_id, date_trunc('month', completed_on::timestamp)::date FROM assessments_fact_assessment
        UNION SELECT agency_id, date_trunc('month', received_on::timestamp)::date FROM assessments_fact_contact
        EXCEPT SELECT agency_id, month FROM dashboards_dirtymonth
    ),
    truth AS (
        SELECT bucket.agency_id, bucket.month, {COLUMNS}
        FROM (SELECT agency_id, month, month AS first_day, {MONTH_END} AS last_day FROM known) bucket {FACT_COUNTS}
    )
    SELECT truth.agency_id, truth.month,
           ARRAY[{", ".join(f"coalesce(kept.{name}, 0)" for name in NAMES)}]::bigint[] AS kept,
           ARRAY[{", ".join(f"truth.{name}" for name in NAMES)}]::bigint[] AS counted
    FROM truth LEFT JOIN dashboards_monthcount kept USING (agency_id, month)
    WHERE ({", ".join(f"coalesce(kept.{name}, 0)" for name in NAMES)})
        IS DISTINCT FROM ({", ".join(f"truth.{name}" for name in NAMES)})
    ORDER BY truth.month, truth.agency_id
"""


@dataclass(frozen=True)
class Difference:
    """A bucket whose rollup is not what its facts give. There is none, unless something wrote behind the triggers."""

    agency: UUID
    month: date
    kept: list[int]
    counted: list[int]


def check() -> list[Difference]:
    """Recount every clean bucket from the facts and compare, in one snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(COMPARE)
        return [Difference(*row) for row in cursor.fetchall()]
