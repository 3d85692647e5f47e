"""Rows that tell of one record must not contradict each other."""

from collections.abc import Sequence

from ehtrack.lib.importing.staging import Staging


def check(staging: Staging, *, key: Sequence[str], apart_from: Sequence[str] = ()) -> None:
    """Report each cell that differs from the first row of the same key, but for the columns of ``apart_from``."""
    compared = [name for name in staging.names if name not in {*key, *apart_from}]
    keys = ", ".join(f'"{name}"' for name in key)
    repeated = staging.one(
        f"SELECT EXISTS (SELECT FROM import_rows WHERE NOT bad GROUP BY {keys} HAVING count(*) > 1)"
    )[0]
    if not (compared and repeated):
        return
    values = ", ".join(f"""('{name}', r."{name}" IS DISTINCT FROM f."{name}", f."{name}"::text)""" for name in compared)
    same = " AND ".join(f'r."{name}" IS NOT DISTINCT FROM f."{name}"' for name in key)
    staging.error(
        f"""
        WITH repeated AS (
            SELECT {keys} FROM import_rows WHERE NOT bad GROUP BY {keys} HAVING count(*) > 1
        ), firsts AS (
            SELECT DISTINCT ON ({keys}) r.* FROM import_rows r JOIN repeated f ON {same}
            WHERE NOT r.bad ORDER BY {keys}, r.line
        )
        SELECT r.line, v.name,
               'Line ' || f.line || ' has ' || coalesce('“' || left(v.first, 60) || '”', 'nothing')
               || ' here for the same record. Make them agree.'
        FROM import_rows r JOIN firsts f ON {same} AND r.line > f.line
        CROSS JOIN LATERAL (VALUES {values}) AS v (name, differs, first)
        WHERE NOT r.bad AND v.differs
        """
    )
