"""What every kind of file asks of agencies."""

from dataclasses import dataclass
from datetime import date, datetime

from agencies.scope import Scope
from agencies.services import audit
from ehtrack.lib.calendar import local_day
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging

AGENCY = "Code of the agency"
REFERENCE = "What your own system calls it: sent again, it updates this record"
ROWS = "For several children give a row for each, with the same reference"
CHILD = "What your own system calls the child. One not known yet is added without a name"


@dataclass(frozen=True)
class Order:
    """Who imports and when. ``source`` keeps references of different systems apart; ``own_agency`` is the code of the
    only agency whose rows are accepted, empty when those of every agency are."""

    source: str
    now: datetime
    scope: Scope | None = None
    own_agency: str = ""

    @property
    def today(self) -> date:
        return local_day(self.now)


def lock(staging: Staging, name: str) -> None:
    """One import of a kind and source at a time, until the end of the transaction."""
    staging.one("SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))", {"name": f"import {name}"})


def audited(order: Order, kind: str, staging: Staging, digest: str, counts: Counts) -> Counts:
    """One audit row for a file: its digest and counts, nothing of what it holds."""
    detail = {"source": order.source, "digest": digest, "rows": staging.rows, **vars(counts)}
    audit.record(scope=order.scope, action=f"import.{kind}", subject_type=kind, detail=detail)
    return counts


def check_known(staging: Staging, column: str, table: str, what: str, *, by_name: bool = False) -> None:
    """Codes that stand in the table, in any letter case; where people know the name better, that too."""
    if not staging.has(column):
        return
    named = f'OR lower(t.name) = f."{column}"' if by_name else ""
    staging.error(
        f"""
        SELECT r.line, '{column}', 'There is no {what} with this code. Check it, or add the {what} first.'
        FROM import_rows r JOIN (
            SELECT DISTINCT "{column}" FROM import_rows f WHERE "{column}" IS NOT NULL
            AND NOT EXISTS (SELECT FROM {table} t WHERE lower(t.code) = f."{column}" {named})
        ) unknown USING ("{column}")
        """
    )


def check_agency(staging: Staging, column: str, own_agency: str = "") -> None:
    check_known(staging, column, "agencies_agency", "agency")
    if own_agency:
        staging.error(
            f"""
            SELECT line, '{column}', 'You can import rows of your own agency only: ' || %(own)s || '.'
            FROM import_rows WHERE {column} <> lower(%(own)s)
            """,
            {"own": own_agency},
        )


def check_agency_dates(staging: Staging, column: str, dated: str, day: str) -> None:
    """``day`` is SQL over r: the record's own date, reported at the column ``dated``."""
    held = f"FROM import_rows r JOIN agencies_agency a ON lower(a.code) = r.{column}"
    staging.error(
        f"""
        SELECT r.line, '{dated}', 'This agency closed on ' || to_char(a.active_to, 'DD/MM/YYYY')
               || '. Check the date and the agency.'
        {held} WHERE {day} > a.active_to
        """
    )
    staging.warn(
        f"""
        SELECT r.line, '{dated}', 'This agency began on ' || to_char(a.active_from, 'DD/MM/YYYY')
               || '. The row counts all the same.'
        {held} WHERE {day} < a.active_from
        """
    )


def locality_id(value: str) -> str:
    """SQL for the locality that a text stands for, by code or name."""
    return f"(SELECT l.id FROM agencies_locality l WHERE lower(l.code) = {value} OR lower(l.name) = {value} LIMIT 1)"
