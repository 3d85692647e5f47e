"""Rows of a query by COPY TO STDOUT: as pieces of CSV, or one by one as texts."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

PIECE = 1 << 20
AS_CSV = "(FORMAT csv, FORCE_QUOTE *)"

Seen = Callable[[int], None]


def count(connection: BaseDatabaseWrapper, rows: QuerySet[Any, Any]) -> int:
    sql, params = sql_of(connection, rows.order_by())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) counted", params)
        return int(cursor.fetchone()[0])


def csv_pieces(
    connection: BaseDatabaseWrapper, rows: QuerySet[Any, Any], *, seen: Seen = lambda _: None
) -> Iterator[bytes]:
    """Whole lines, about a megabyte at a time; ``seen`` is told the number of rows before each piece."""
    sql, params = sql_of(connection, rows)
    piece, number = bytearray(), 0
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT {AS_CSV}", params) as lines:
        for line in lines:
            piece += line
            number += 1
            if len(piece) >= PIECE:
                seen(number)
                yield bytes(piece)
                piece.clear()
    seen(number)
    yield bytes(piece)


def texts(connection: BaseDatabaseWrapper, rows: QuerySet[Any, Any]) -> Iterator[tuple[str | None, ...]]:
    """Each row as the server writes its values: ``2022-10-03``, ``3``, None for null."""
    sql, params = sql_of(connection, rows)
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT", params) as copy:
        yield from copy.rows()


def bunches(connection: BaseDatabaseWrapper, ids: QuerySet[Any, Any], size: int) -> Iterator[str]:
    """The values of a query of one column, so many at a time, as arrays in the server's own spelling."""
    sql, params = sql_of(connection, ids)
    numbered = f"SELECT id, (row_number() OVER () - 1) / {size:d} AS bunch FROM ({sql}) listed (id)"
    grouped = f"SELECT array_agg(id) FROM ({numbered}) numbered GROUP BY bunch"
    with connection.cursor() as cursor, cursor.copy(f"COPY ({grouped}) TO STDOUT", params) as copy:
        for row in copy.rows():
            yield str(row[0])


def sql_of(connection: BaseDatabaseWrapper, rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """A query that can find nothing becomes SQL as well, and finds nothing."""
    compiler = rows.query.get_compiler(connection=connection, elide_empty=False)
    sql, params = compiler.as_sql()
    return sql, tuple(params)
