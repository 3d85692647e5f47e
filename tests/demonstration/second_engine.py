"""The figures counted by another engine: the published facts as CSV files, and DuckDB's own SQL over them."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from django.db import connections

EXPORTED = {
    "agencies": "SELECT id, code FROM agencies_agency",
    "memberships": """SELECT membership.agency_id, grp.code AS grp, coalesce(starts_on, '1900-01-01') AS starts_on
                      FROM agencies_groupmembership membership JOIN agencies_group grp ON grp.id = group_id""",
    "groups": "SELECT code FROM agencies_group",
    "localities": "SELECT id, name FROM agencies_locality",
    "s": "SELECT * FROM assessments_fact_assessment",
    "s_children": "SELECT * FROM assessments_fact_assessment_child",
    "c": "SELECT * FROM assessments_fact_contact",
    "c_children": "SELECT * FROM assessments_fact_contact_child",
    "plans": "SELECT * FROM assessments_fact_plan",
    "meetings": "SELECT id, assessment_id, held_on FROM assessments_fact_meeting WHERE held_on IS NOT NULL",
    "trained": "SELECT person, agency_id, completed_on FROM agencies_training",
    "met": "SELECT locality_id, held_on, held, families_discussed FROM agencies_networkmeeting",
}

# The group of the record's own day, by the last membership that began on or before it.
OWNED = """
    CREATE TABLE {name} AS
    SELECT fact.*, agencies.code AS agency, memberships.grp
    FROM {fact} fact JOIN agencies ON agencies.id = fact.agency_id
    ASOF LEFT JOIN memberships ON memberships.agency_id = fact.agency_id AND fact.{day} >= memberships.starts_on
"""

MONTHS = """
    SELECT strftime(month, '%Y-%m') AS month,
           (SELECT count(*) FROM mine WHERE date_trunc('month', completed_on) = month) AS assessments,
           (SELECT count(pilot_id) FROM mine WHERE date_trunc('month', completed_on) = month) AS pilot_assessments,
           (SELECT count(shared_on) FROM mine WHERE date_trunc('month', completed_on) = month) AS shared,
           (SELECT count(*) FROM sent WHERE date_trunc('month', received_on) = month) AS contacts
    FROM range($first, $last + INTERVAL 1 DAY, INTERVAL 1 MONTH) AS months (month)
    WHERE last_day(month) <= $last
"""

ROWS = """
    WITH s AS (SELECT {key} AS code, count(*) AS assessments, count(pilot_id) AS pilots
               FROM counted WHERE completed_on BETWEEN $first AND $last GROUP BY 1),
         c AS (SELECT {key} AS code, count(*) AS contacts, count(decided_at) AS decided,
                      count(*) FILTER (outcome = 'no-further-action') AS nothing
               FROM contacts WHERE received_on BETWEEN $first AND $last GROUP BY 1)
    SELECT code, coalesce(assessments, 0) AS assessments, coalesce(pilots, 0) AS pilot_assessments,
           coalesce(contacts, 0) AS contacts,
           (coalesce(assessments, 0) - coalesce(pilots, 0)) / nullif(coalesce(contacts, 0), 0) AS ratio,
           nothing / nullif(decided, 0) AS no_further_action_rate
    FROM {all} LEFT JOIN s USING (code) LEFT JOIN c USING (code)
"""

CONTACTS = """
    WITH period AS (SELECT * FROM sent WHERE received_on BETWEEN $first AND $last)
    SELECT count(*) AS total, count(decided_at) AS decided,
           count(*) FILTER (decided_at IS NULL AND due_at < $now::TIMESTAMPTZ) AS undecided_overdue,
           count(*) FILTER (outcome = 'no-further-action') AS no_further_action,
           count(*) FILTER (outcome = 'no-further-action') / nullif(count(decided_at), 0) AS no_further_action_rate,
           count(*) FILTER (outcome = 'no-further-action' AND id IN (
               SELECT contact_id FROM early_help WHERE completed_on BETWEEN received_on AND received_on + 90
           )) AS diverted_to_early_help,
           count(*) FILTER (id IN (
               SELECT contact_id FROM early_help
               WHERE completed_on < received_on AND completed_on >= received_on - INTERVAL 12 MONTH
           )) AS early_help_first
    FROM period
"""

ON_TIME = """
    SELECT priority, count(*) FILTER (on_time) / count(*) FROM sent
    WHERE received_on BETWEEN $first AND $last AND decided_at IS NOT NULL AND due_at IS NOT NULL GROUP BY 1
"""

PLANS = """
    WITH new AS (
        SELECT category, EXISTS (
            SELECT 1 FROM s_children JOIN s ON s.id = s_children.assessment_id
            WHERE s_children.child_id = plans.child_id
              AND s.completed_on BETWEEN started_on - INTERVAL 24 MONTH AND started_on) AS evidenced
        FROM plans WHERE started_on BETWEEN $first AND $last)
    SELECT coalesce(category, 'all'), count(*), count(*) FILTER (evidenced) FROM new
    GROUP BY GROUPING SETS ((category), ())
"""

NETWORKS = """
    SELECT strftime(month, '%Y-%m') AS month, name AS locality, count(met.held_on) AS meetings,
           CASE WHEN count(met.held_on) = count(met.families_discussed)
                THEN coalesce(sum(met.families_discussed), 0) END::BIGINT AS families
    FROM range($first, $last + INTERVAL 1 DAY, INTERVAL 1 MONTH) AS months (month) CROSS JOIN localities
    LEFT JOIN met ON met.locality_id = localities.id AND met.held AND date_trunc('month', met.held_on) = month
        AND met.held_on <= $last
    GROUP BY ALL
"""


TAFS = """
    WITH held AS (SELECT assessment_id, min(held_on) AS first_on, max(held_on) AS last_on
                  FROM meetings WHERE held_on <= $last GROUP BY 1),
         known AS (SELECT everyone.*, first_on, last_on, coalesce(closed_on > $last, true) AS unclosed
                   FROM everyone LEFT JOIN held ON held.assessment_id = everyone.id WHERE completed_on <= $last),
         due AS (FROM known WHERE needs_taf AND completed_on BETWEEN $first AND $last - 42)
    SELECT (SELECT count(*) FROM known WHERE unclosed AND (needs_taf OR first_on IS NOT NULL)) AS open,
           (SELECT count(*) FROM known WHERE unclosed AND (needs_taf OR first_on IS NOT NULL)
                AND $last - coalesce(last_on, completed_on) > 56) AS overdue_review,
           (SELECT count(*) FROM due) AS due_first,
           (SELECT count(*) FROM due WHERE first_on - completed_on <= 42) AS first_in_time,
           (SELECT count(*) FROM meetings SEMI JOIN everyone ON everyone.id = meetings.assessment_id
            WHERE held_on BETWEEN $first AND $last) AS meetings
"""


class SecondEngine:
    def __init__(self, directory: Path) -> None:
        self.engine = duckdb.connect()
        self.engine.execute("SET TimeZone = 'UTC'")
        for name, select in EXPORTED.items():
            _export(select, directory / f"{name}.csv")
            self.engine.execute(f"CREATE TABLE {name} AS FROM read_csv('{directory / name}.csv', nullstr = '')")
        for name, fact, day in (("all_s", "s", "completed_on"), ("contacts", "c", "received_on")):
            self.engine.execute(OWNED.format(name=name, fact=fact, day=day))
        self.engine.execute(OWNED.format(name="all_trained", fact="trained", day="completed_on"))
        self.engine.execute("""
            CREATE TABLE early_help AS SELECT contact_id, completed_on
            FROM c_children JOIN s_children USING (child_id) JOIN s ON s.id = s_children.assessment_id""")

    def figures(
        self, *, first: date, last: date, basis: str, now: str, agency: str | None = None, group: str | None = None
    ) -> dict[str, Any]:
        """``first`` to ``last``, both whole months' ends, of one financial year."""
        self._choose(basis, agency, group)
        days = {"first": first, "last": last}
        contacts = self._rows(CONTACTS, {**days, "now": now})[0]
        trained = "FROM {} WHERE completed_on BETWEEN $first AND $last"
        return {
            "assessments": self._one("SELECT count(*) FROM mine WHERE completed_on BETWEEN $first AND $last", days),
            "assessments_shared": self._one(
                "SELECT count(shared_on) FROM mine WHERE completed_on BETWEEN $first AND $last", days
            ),
            "children": self._one(
                "SELECT count(DISTINCT child_id) FROM mine JOIN s_children ON assessment_id = mine.id "
                "WHERE completed_on BETWEEN $first AND $last",
                days,
            ),
            "contacts": {**contacts, "on_time": dict(self._fetch(ON_TIME, days))},
            "groups": self._ratio_rows("grp", "groups", days),
            "agencies": self._ratio_rows("agency", "agencies", days),
            "months": self._rows(MONTHS, days),
            "plans": {
                category: {"new": new, "with_prior_assessment": evidenced, "rate": evidenced / new}
                for category, new, evidenced in self._fetch(PLANS, days)
            },
            "training": {
                "people": self._one(f"SELECT count(DISTINCT person) {trained.format('my_trained')}", days),
                "attendances": self._one(f"SELECT count(*) {trained.format('my_trained')}", days),
                "by_group": dict(
                    self._fetch(f"SELECT grp, count(DISTINCT person) {trained.format('my_trained')} GROUP BY 1", days)
                ),
            },
            "networks": self._rows(NETWORKS, days),
            "taf": self._rows(TAFS, days)[0],
        }

    def _choose(self, basis: str, agency: str | None, group: str | None) -> None:
        wanted = {"agency": agency, "grp": group}
        mine = " AND ".join(f"{key} = '{value}'" for key, value in wanted.items() if value) or "true"
        shared = "shared_on IS NOT NULL" if basis == "shared" else "true"
        for name, chosen in (
            ("counted", f"all_s WHERE {shared}"),
            ("everyone", f"all_s WHERE {mine}"),
            ("mine", f"all_s WHERE {shared} AND {mine}"),
            ("sent", f"contacts WHERE {mine}"),
            ("my_trained", f"all_trained WHERE {mine}"),
        ):
            self.engine.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {chosen}")

    def _ratio_rows(self, key: str, everyone: str, days: dict[str, date]) -> list[dict[str, Any]]:
        return self._rows(ROWS.format(key=key, all=everyone), days)

    def _fetch(self, statement: str, parameters: dict[str, Any]) -> list[tuple]:
        return self.engine.execute(statement, parameters).fetchall()

    def _one(self, statement: str, parameters: dict[str, Any]) -> Any:
        return self._fetch(statement, parameters)[0][0]

    def _rows(self, statement: str, parameters: dict[str, Any]) -> list[dict[str, Any]]:
        found = self.engine.execute(statement, parameters)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _export(select: str, path: Path) -> None:
    with (
        path.open("wb") as file,
        connections["reporting"].cursor() as cursor,
        cursor.connection.cursor() as raw,
        raw.copy(f"COPY ({select}) TO STDOUT (FORMAT csv, HEADER)") as copy,
    ):
        file.writelines(copy)
