"""Staged rows become records: new ones are inserted, those that differ updated, the rest are not touched."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from ehtrack.lib.importing.run import Counts
from ehtrack.lib.importing.staging import Params, Staging


def blanks(model: type[models.Model]) -> dict[str, Any]:
    """What a new row holds in columns that may not be null when nothing is known: the model's defaults, else ''."""
    return {
        field.column: field.get_prep_value(field.get_default())
        for field in model._meta.concrete_fields
        if field.column and not (field.null or field.primary_key or field.has_db_default() or field.generated)
    }


class Merge:
    """Fills the temporary table ``import_records``: a row per record of the file with ``id``, ``is_new``, ``changed``.

    ``rows`` is SQL that gives one row per record, called r below; the record that exists is called t.
    ``key``, ``nullable_key``, ``values``, ``on_insert``: column of the model -> SQL over r and t.
    ``kept``: columns of r to keep, as ``row_...``.
    A record of which nothing differs stays as it is, so that no trigger fires and no history is written.
    """

    def __init__(
        self,
        staging: Staging,
        model: type[models.Model],
        *,
        rows: str,
        key: Mapping[str, str],
        values: Mapping[str, str],
        nullable_key: Mapping[str, str] | None = None,
        on_insert: Mapping[str, str] | None = None,
        kept: Sequence[str] = (),
        params: Params | None = None,
    ) -> None:
        self.staging = staging
        self.model = model
        self.table = model._meta.db_table
        self.key = key
        self.nullable_key = nullable_key or {}
        self.values = values
        self.on_insert = on_insert or {}
        self._create(rows, kept, dict(params or {}))

    def _create(self, rows: str, kept: Sequence[str], params: dict[str, Any]) -> None:
        matches = [f't."{column}" = {sql}' for column, sql in self.key.items()]
        matches += [f't."{column}" IS NOT DISTINCT FROM {sql}' for column, sql in self.nullable_key.items()]
        named = {**self.key, **self.nullable_key, **self.values, **self.on_insert}
        selected = ", ".join(f'{sql} AS "{column}"' for column, sql in named.items())
        differs = " OR ".join(f't."{column}" IS DISTINCT FROM {sql}' for column, sql in self.values.items()) or "false"
        others = "".join(f', r."{name}" AS "row_{name}"' for name in kept)
        self.staging.execute("DROP TABLE IF EXISTS import_records")
        self.staging.execute(
            f"""
            CREATE TEMPORARY TABLE import_records ON COMMIT DROP AS
            SELECT coalesce(t.id, gen_random_uuid()) AS id, t.id IS NULL AS is_new,
                   t.id IS NOT NULL AND ({differs}) AS changed, {selected}{others}
            FROM ({rows}) r LEFT JOIN {self.table} t ON {" AND ".join(matches)}
            """,
            params,
        )
        self.staging.execute("ANALYZE import_records")
        self.staging.statement_done()

    def insert(self) -> None:
        given = {**self.key, **self.nullable_key, **self.values, **self.on_insert}
        unset = {column: value for column, value in blanks(self.model).items() if column not in given}
        columns = ", ".join(f'"{column}"' for column in ["id", *given, *unset])
        selected = ", ".join(["id", *(f'"{column}"' for column in given), *(f"%({column})s" for column in unset)])
        self.staging.execute(
            f"INSERT INTO {self.table} ({columns}) SELECT {selected} FROM import_records WHERE is_new", unset
        )
        self.staging.statement_done()

    def update(self) -> None:
        assigned = [f'"{column}" = r."{column}"' for column in self.values]
        if any(field.name == "version" for field in self.model._meta.concrete_fields):
            assigned.append("version = t.version + 1")
        if assigned:
            self.staging.execute(
                f"UPDATE {self.table} t SET {', '.join(assigned)} FROM import_records r WHERE r.changed AND t.id = r.id"
            )
        self.staging.statement_done()

    def counts(self) -> Counts:
        created, updated, rows = self.staging.one(
            "SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE changed), count(*) FROM import_records"
        )
        return Counts(created, updated, rows - created - updated)


class Links:
    """The children (or other parts) of each record become those in the file.

    ``wanted`` is SQL that gives (record, part) pairs, over ``import_records`` and what else the caller has made.
    """

    def __init__(
        self, staging: Staging, model: type[models.Model], *, record: str, part: str, wanted: str, params: Params
    ) -> None:
        self.staging = staging
        self.table = model._meta.db_table
        self.record = record
        self.part = part
        staging.execute("DROP TABLE IF EXISTS import_links")
        staging.execute(f"CREATE TEMPORARY TABLE import_links ON COMMIT DROP AS {wanted}", params)
        staging.execute("ANALYZE import_links")
        self._mark_changed()
        staging.statement_done()

    def _mark_changed(self) -> None:
        self.staging.execute(
            f"""
            UPDATE import_records SET changed = true WHERE NOT is_new AND NOT changed AND id IN (
                SELECT coalesce(wanted.record, present.record)
                FROM (SELECT w.record, w.part FROM import_links w JOIN import_records r
                      ON r.id = w.record AND NOT r.is_new) wanted
                FULL JOIN (SELECT l.{self.record} AS record, l.{self.part} AS part FROM {self.table} l
                           JOIN import_records r ON r.id = l.{self.record} AND NOT r.is_new) present
                ON present.record = wanted.record AND present.part = wanted.part
                WHERE wanted.record IS NULL OR present.record IS NULL
            )
            """
        )

    def apply(self) -> None:
        """After the records are written."""
        self.staging.execute(
            f"""
            DELETE FROM {self.table} l USING import_records r
            WHERE r.changed AND l.{self.record} = r.id
              AND NOT EXISTS (SELECT FROM import_links w WHERE w.record = r.id AND w.part = l.{self.part})
            """
        )
        self.staging.execute(
            f"""
            INSERT INTO {self.table} ({self.record}, {self.part})
            SELECT w.record, w.part FROM import_links w JOIN import_records r ON r.id = w.record
            WHERE r.is_new OR r.changed AND NOT EXISTS (
                SELECT FROM {self.table} l WHERE l.{self.record} = w.record AND l.{self.part} = w.part
            )
            """
        )
        self.staging.statement_done()
