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
    firsts = "".join(f', "{name}", first_value("{name}") OVER rows AS "first_{name}"' for name in compared)
    values = ", ".join(
        f"""('{name}', "{name}" IS DISTINCT FROM "first_{name}", "first_{name}"::text)""" for name in compared
    )
    staging.error(
        f"""
        SELECT line, v.name, 'Line ' || first_line || ' has ' || coalesce('“' || left(v.first, 60) || '”', 'nothing')
               || ' here for the same record. Make them agree.'
        FROM (
            SELECT line, first_value(line) OVER rows AS first_line {firsts}
            FROM import_rows WHERE NOT bad WINDOW rows AS (PARTITION BY {keys} ORDER BY line)
        ) r CROSS JOIN LATERAL (VALUES {values}) AS v (name, differs, first)
        WHERE line > first_line AND v.differs
        """
    )
