"""Agencies from a file, and what every kind of file asks of agencies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import Agency, GroupMembership
from agencies.scope import Scope
from agencies.services import audit
from ehtrack.lib.calendar import local_day
from ehtrack.lib.importing import agreement, columns
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.merge import Merge
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging


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


GROUP_ON = """(
    SELECT m.group_id FROM agencies_groupmembership m
    WHERE m.agency_id = a.id AND (m.starts_on IS NULL OR m.starts_on <= {day})
    ORDER BY m.starts_on DESC NULLS LAST LIMIT 1
)"""


class AgenciesKind:
    """Key: the code. Another group than today's begins on ``group_from``; a new agency is in its group since ever."""

    name = "agencies"
    key: Sequence[str] = ("code",)

    def __init__(self, order: Order) -> None:
        self.order = order
        today = order.today
        self.columns = (
            Column("code", columns.code(), required=True),
            Column("name", columns.text(200), required=True),
            Column("group", columns.known_code(), required=True),
            Column("locality", columns.known_code()),
            Column("active_from", columns.day(today), "date"),
            Column("active_to", columns.day(), "date"),
            Column("group_from", columns.day(today), "date"),
        )

    def check(self, staging: Staging) -> None:
        agreement.check(staging, key=self.key)
        check_known(staging, "group", "agencies_group", "group")
        check_known(staging, "locality", "agencies_locality", "locality", by_name=True)
        self._check_dates(staging)
        self._check_group(staging)

    def _check_dates(self, staging: Staging) -> None:
        start = "r.active_from" if staging.has("active_from") else "a.active_from"
        end = "r.active_to" if staging.has("active_to") else "a.active_to"
        staging.error(
            f"""
            SELECT r.line, '{"active_to" if staging.has("active_to") else "active_from"}',
                   'An agency closes on or after the day that it begins. Check both dates.'
            FROM import_rows r LEFT JOIN agencies_agency a ON lower(a.code) = r.code WHERE {end} < {start}
            """
        )

    def _check_group(self, staging: Staging) -> None:
        if staging.has("group_from"):
            staging.error(
                """
                SELECT line, 'group_from', 'A group begins on the first of a month, such as '
                       || to_char(date_trunc('month', group_from), 'DD/MM/YYYY') || '.'
                FROM import_rows WHERE extract(day FROM group_from) <> 1
                """
            )
        staging.error(
            f"""
            SELECT r.line, 'group', 'This agency is in another group today. Give group_from, the first of the month '
                   || 'from which the new group holds.'
            FROM import_rows r JOIN agencies_agency a ON lower(a.code) = r.code
            JOIN agencies_group g ON lower(g.code) = r."group"
            WHERE {"r.group_from IS NULL AND" if staging.has("group_from") else ""}
                  g.id IS DISTINCT FROM {GROUP_ON.format(day="%(today)s")}
            """,
            {"today": self.order.today},
        )

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, self.name)
        values = {"name": "r.name"}
        values |= {name: f"r.{name}" for name in ("active_from", "active_to") if staging.has(name)}
        if staging.has("locality"):
            values["locality_id"] = locality_id("r.locality")
        merge = Merge(
            staging,
            Agency,
            rows="SELECT DISTINCT ON (code) * FROM import_rows ORDER BY code, line",
            key={"code": "coalesce((SELECT a.code FROM agencies_agency a WHERE lower(a.code) = r.code), r.code)"},
            values=values,
            kept=["group", *(["group_from"] if staging.has("group_from") else [])],
        )
        self._find_moves(staging)
        merge.insert()
        merge.update()
        self._write_moves(staging)
        return audited(self.order, self.name, staging, digest, merge.counts())

    def _find_moves(self, staging: Staging) -> None:
        """Memberships to add; moving to another group changes the agency even when nothing else differs."""
        starts = "CASE WHEN a.is_new THEN NULL ELSE a.row_group_from END" if staging.has("group_from") else "NULL"
        staging.execute("DROP TABLE IF EXISTS import_moves")
        staging.execute(
            f"""
            CREATE TEMPORARY TABLE import_moves ON COMMIT DROP AS
            SELECT a.id AS agency_id, g.id AS group_id, ({starts})::date AS starts_on
            FROM import_records a JOIN agencies_group g ON lower(g.code) = a.row_group
            WHERE a.is_new OR ({starts})::date IS NOT NULL
                AND g.id IS DISTINCT FROM {GROUP_ON.format(day=starts)}
            """
        )
        staging.execute(
            "UPDATE import_records SET changed = true WHERE NOT is_new AND id IN (SELECT agency_id FROM import_moves)"
        )

    def _write_moves(self, staging: Staging) -> None:
        staging.execute(
            f"""
            INSERT INTO {GroupMembership._meta.db_table} (agency_id, group_id, starts_on)
            SELECT agency_id, group_id, starts_on FROM import_moves
            ON CONFLICT (agency_id, starts_on) DO UPDATE SET group_id = excluded.group_id
            """
        )
