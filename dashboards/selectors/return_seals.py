"""Signed versions beside the seals that the audit was told of when they were signed."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import connection

from dashboards import seals
from dashboards.models import ReturnVersion

Key = tuple[UUID, int]  # a return, and the number of a version of it


def wrong(versions: Collection[ReturnVersion]) -> dict[UUID, str]:
    """What is wrong with those of the versions that are not as they were signed, in words. One statement for all."""
    told = _told({version.quarterly_return_id for version in versions})
    found = {
        version.pk: seals.wrong(version, told[version.quarterly_return_id, version.number]) for version in versions
    }
    return {key: why for key, why in found.items() if why}


def is_whole(version: ReturnVersion) -> bool:
    """Is it as it was signed?"""
    return not wrong([version])


def _told(returns: Collection[UUID]) -> dict[Key, set[str]]:
    """By the database's own function: a person reads no audit of others, and of these the seals alone."""
    told: dict[Key, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ehtrack_seals_of_returns(%s::uuid[])", [list(returns)])
        for key, number, digest in cursor.fetchall():
            told[key, number].add(digest)
    return told


EVERY = """
SELECT version.*, told.return_id AS told_return, told.number AS told_number, told.digests AS told_digests
FROM (
    SELECT subject_ids[1] AS return_id, (detail ->> 'version')::integer AS number,
        array_agg(DISTINCT detail ->> 'digest') AS digests
    FROM agencies_auditevent WHERE action = 'return.submitted' AND subject_type = 'return' GROUP BY 1, 2
) told
FULL JOIN dashboards_returnversion version
    ON version.quarterly_return_id = told.return_id AND version.number = told.number
ORDER BY version.submitted_at, version.id, told.return_id, told.number
"""


def every() -> Iterator[tuple[Key, ReturnVersion | None, list[str]]]:
    """All versions that there are, or that the audit tells of, with the seals it was told. For the system.

    In one statement: between two, somebody signs.
    """
    for row in ReturnVersion.objects.raw(EVERY):
        told = vars(row)
        if row.pk is None:
            yield (told["told_return"], told["told_number"]), None, told["told_digests"]
        else:
            yield (row.quarterly_return_id, row.number), row, told["told_digests"] or []
