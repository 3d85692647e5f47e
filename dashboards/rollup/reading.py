from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connections

from dashboards.counts import NAMES, Counts
from dashboards.rollup.sql import COLUMNS, FACT_COUNTS, GROUP_SPANS, MONTH_END
from ehtrack.lib.calendar import Month, complete_months

KEYS = {"month": "bucket.month", "agency": "bucket.agency_id", "group": "span.group_id"}

READ = """
    WITH dirty AS (
        SELECT DISTINCT agency_id, month FROM dashboards_dirtymonth
        WHERE month BETWEEN %(first_month)s AND %(last_month)s AND {of_agency}
    ),
    from_facts AS (
        SELECT agency_id, month, month AS first_day, {month_end} AS last_day FROM dirty
        UNION ALL
        SELECT agency_id, part.month, part.first_day, part.last_day
        FROM (SELECT id AS agency_id FROM agencies_agency) agency
        CROSS JOIN unnest(%(part_months)s::date[], %(part_firsts)s::date[], %(part_lasts)s::date[])
            AS part (month, first_day, last_day)
        WHERE {of_agency}
    ),
    bucket AS (
        SELECT agency_id, month, {columns} FROM dashboards_monthcount clean
        WHERE {of_agency} AND month BETWEEN %(first_month)s AND %(last_month)s AND NOT EXISTS (
            SELECT 1 FROM dirty WHERE dirty.agency_id = clean.agency_id AND dirty.month = clean.month)
        UNION ALL
        SELECT bucket.agency_id, bucket.month, {columns} FROM from_facts bucket {fact_counts}
    )
    SELECT {keys}, {sums}
    FROM bucket {in_group}
    GROUP BY {keys}
"""
OF_AGENCY = "agency_id = %(agency)s"
IN_GROUP = f"""
    LEFT JOIN ({GROUP_SPANS}) span ON span.agency_id = bucket.agency_id
        AND bucket.month >= span.starts_on AND bucket.month < span.ends_before
    WHERE (%(group)s::uuid IS NULL OR span.group_id = %(group)s)
"""


@dataclass(frozen=True, slots=True)
class Sums:
    """The counts of one month, agency or group; what was not asked for is None."""

    counts: Counts
    month: Month | None = None
    agency: UUID | None = None
    group: UUID | None = None


def sums(
    first: date, last: date, *, by: tuple[str, ...], agency: UUID | None = None, group: UUID | None = None
) -> list[Sums]:
    """Counts of the records dated from ``first`` to ``last``, both included, summed by month, agency and/or group.

    One statement: rollup for clean months, facts for dirty ones and for months that the days cut. A group's sum holds
    the records that agencies had while they were in it. What has no record has no row.
    """
    months = complete_months(first, last)
    parts = list(_cut_months(first, last))
    parameters = {
        "first_month": months[0].first if months else None,
        "last_month": months[-1].first if months else None,
        "part_months": [Month.of(start).first for start, _ in parts],
        "part_firsts": [start for start, _ in parts],
        "part_lasts": [end for _, end in parts],
        "agency": agency,
        "group": group,
    }
    with connections["reporting"].cursor() as cursor:
        cursor.execute(_statement(by, agency, group), parameters)
        return [_row(by, row) for row in cursor.fetchall() if any(row[len(by) :])]


def _statement(by: tuple[str, ...], agency: UUID | None, group: UUID | None) -> str:
    """Groups are joined only where they are asked for: most figures are of all agencies, or of one."""
    return READ.format(
        month_end=MONTH_END,
        columns=COLUMNS,
        fact_counts=FACT_COUNTS,
        of_agency=OF_AGENCY if agency else "true",
        in_group=IN_GROUP if group or "group" in by else "",
        keys=", ".join(KEYS[key] for key in by),
        sums=", ".join(f"sum(bucket.{name})::bigint" for name in NAMES),
    )


def _row(by: tuple[str, ...], row: tuple) -> Sums:
    keys = dict(zip(by, row, strict=False))
    if "month" in keys:
        keys["month"] = Month.of(keys["month"])
    return Sums(counts=Counts(*row[len(by) :]), **keys)


def _cut_months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The parts of months at the ends of the days asked for."""
    if first > last:
        return
    if Month.of(first) == Month.of(last):
        if (first, last) != (Month.of(first).first, Month.of(first).last):
            yield first, last
        return
    if first.day != 1:
        yield first, Month.of(first).last
    if last != Month.of(last).last:
        yield Month.of(last).first, last
