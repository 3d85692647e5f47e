"""What stands in every table, as a digest each: to see that a request changed nothing."""

from functools import cache

from django.db import connection

REFUSAL = "WHERE action <> 'refused'"  # that somebody was refused is to be on record, and nothing else


@cache
def _statement() -> str:
    parts = [
        f"SELECT '{table}', count(*), md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) FROM {table} t "
        f"{REFUSAL if table == 'agencies_auditevent' else ''}"
        for table in sorted(connection.introspection.table_names())
    ]
    return " UNION ALL ".join(parts)


def digests() -> dict[str, tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_statement())
        return {table: (rows, digest) for table, rows, digest in cursor.fetchall()}


def changed(before: dict[str, tuple[int, str]]) -> set[str]:
    """The tables that are not as they were."""
    now = digests()
    return {table for table in now if now[table] != before[table]}
