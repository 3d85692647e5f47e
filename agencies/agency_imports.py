"""Agencies from a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.imports import Order, audited, check_known, locality_id, lock
from agencies.models import Agency, GroupMembership, Population
from ehtrack.lib.importing import agreement, columns
from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.merge import Merge
from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Staging


@dataclass(frozen=True)
class Dated:
    """What holds of an agency from a day on. Another value than today's needs the day; a new agency's holds from the
    beginning. An empty cell without a day, or a code that is not known, is no other value.

    ``wanted`` is SQL for what stands in ``field`` of ``table``, over the value of the column in the file.
    """

    column: str
    since: str
    table: str
    field: str
    wanted: str
    another: str

    def on(self, day: str) -> str:
        """SQL over the agency a."""
        return f"""(
            SELECT known.{self.field} FROM {self.table} known
            WHERE known.agency_id = a.id AND (known.starts_on IS NULL OR known.starts_on <= {day})
            ORDER BY known.starts_on DESC NULLS LAST LIMIT 1
        )"""

    def check(self, staging: Staging, order: Order) -> None:
        wanted = self.wanted.format(value=f'r."{self.column}"')
        staging.error(
            f"""
            SELECT r.line, %(column)s, %(problem)s
            FROM import_rows r JOIN agencies_agency a ON lower(a.code) = r.code
            WHERE {f"r.{self.since} IS NULL AND" if staging.has(self.since) else ""}
                  {wanted} IS NOT NULL AND {wanted} IS DISTINCT FROM {self.on("%(today)s")}
            """,
            {"column": self.column, "problem": f"{self.another} from which it holds.", "today": order.today},
        )

    def find(self, staging: Staging) -> None:
        """Rows to add; one of them changes the agency even when nothing else differs."""
        starts = f"CASE WHEN a.is_new THEN NULL ELSE a.row_{self.since} END" if staging.has(self.since) else "NULL"
        wanted = self.wanted.format(value=f'a."row_{self.column}"')
        staging.execute(f"DROP TABLE IF EXISTS import_{self.table}")
        staging.execute(
            f"""
            CREATE TEMPORARY TABLE import_{self.table} ON COMMIT DROP AS
            SELECT a.id AS agency_id, {wanted} AS wanted, ({starts})::date AS starts_on FROM import_records a
            WHERE a.is_new AND {wanted} IS NOT NULL
               OR ({starts})::date IS NOT NULL AND {wanted} IS DISTINCT FROM {self.on(starts)}
            """
        )
        staging.execute(
            f"""
            UPDATE import_records SET changed = true
            WHERE NOT is_new AND id IN (SELECT agency_id FROM import_{self.table})
            """
        )

    def write(self, staging: Staging) -> None:
        staging.execute(
            f"""
            INSERT INTO {self.table} (agency_id, {self.field}, starts_on)
            SELECT agency_id, wanted, starts_on FROM import_{self.table}
            ON CONFLICT (agency_id, starts_on) DO UPDATE SET {self.field} = excluded.{self.field}
            """
        )


GROUP = Dated(
    "group",
    "group_from",
    GroupMembership._meta.db_table,
    "group_id",
    "(SELECT g.id FROM agencies_group g WHERE lower(g.code) = {value})",
    "This agency is in another group today. Give group_from, the first of the month",
)
CHILDREN = Dated(
    "children",
    "children_from",
    Population._meta.db_table,
    "children",
    "{value}",
    "Another number of children is known today. Give children_from, the day",
)


class AgenciesKind:
    """Key: the code. Another group than today's begins on ``group_from``; a new one holds from the beginning."""

    name = "agencies"
    key: Sequence[str] = ("code",)

    def __init__(self, order: Order) -> None:
        self.order = order
        today = order.today
        self.columns = (
            Column("code", columns.code(), required=True, means="The agency's own code, never changed"),
            Column("name", columns.text(200), required=True, means="What people call it", example="Oak Tree School"),
            Column("group", columns.known_code(), required=True, means="Code of its group", example="education"),
            Column("locality", columns.known_code(), means="Code or name of its locality", example="Central"),
            Column("active_from", columns.day(today), "date", means="The day it began"),
            Column("active_to", columns.day(), "date", means="Its last day; leave empty while it is open"),
            Column(
                "group_from",
                columns.day(today),
                "date",
                means="First of the month from which it is in this group; needed when the group changes",
                example="01/10/2022",
            ),
            Column(
                "children",
                columns.integer(1, 1_000_000),
                "integer",
                means="How many children it works with, such as pupils on roll",
                example="420",
            ),
            Column(
                "children_from",
                columns.day(today),
                "date",
                means="The day from which this number holds; needed when it changes",
            ),
        )

    def check(self, staging: Staging) -> None:
        agreement.check(staging, key=self.key)
        check_known(staging, "group", "agencies_group", "group")
        check_known(staging, "locality", "agencies_locality", "locality", by_name=True)
        self._check_dates(staging)
        for dated in self._dated(staging):
            dated.check(staging, self.order)

    def _dated(self, staging: Staging) -> list[Dated]:
        return [dated for dated in (GROUP, CHILDREN) if staging.has(dated.column)]

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
        if staging.has("group_from"):
            staging.error(
                """
                SELECT line, 'group_from', 'A group begins on the first of a month, such as '
                       || to_char(date_trunc('month', group_from), 'DD/MM/YYYY') || '.'
                FROM import_rows WHERE extract(day FROM group_from) <> 1
                """
            )

    def write(self, staging: Staging, digest: str) -> Counts:
        lock(staging, self.name)
        dated = self._dated(staging)
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
            kept=[name for one in dated for name in (one.column, one.since) if staging.has(name)],
        )
        for one in dated:
            one.find(staging)
        merge.insert()
        merge.update()
        for one in dated:
            one.write(staging)
        return audited(self.order, self.name, staging, digest, merge.counts())
