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
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(model._meta.db_table), names)
    written = 0
    with connection.cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            target.write_row((*row, *tail))
            written += 1
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
