"""Rows into tables by COPY, as the application's role and within the caller's transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write the rows; return how many. Columns not named get what the model gives a new record."""
    constants = _defaults(model, set(columns))
    names = sql.SQL(", ").join(map(sql.Identifier, [*columns, *constants]))
    tail = tuple(constants.values())
    table = sql.Identifier(model._meta.db_table)
    written = 0
    with connection.cursor() as cursor:
        # By way of a table without policies: COPY does not write where row level security is.
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE loading ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0").format(names, table)
        )
        with cursor.copy(sql.SQL("COPY loading ({}) FROM STDIN").format(names)) as target:
            for row in rows:
                target.write_row((*row, *tail))
                written += 1
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM loading").format(table, names, names))
        cursor.execute("DROP TABLE loading")
    return written


def _defaults(model: type[models.Model], given: set[str]) -> dict[str, Any]:
    """Django keeps defaults to itself: a column that the database cannot fill gets them here."""
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in given
        and not field.generated
        and not field.has_db_default()
        and not isinstance(field, models.AutoField)
        and not field.null
    }
