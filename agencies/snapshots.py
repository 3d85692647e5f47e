"""One state of the records to read at leisure, by a connection of its own that can only read."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def snapshot(user_id: UUID, agency_id: UUID) -> Iterator[BaseDatabaseWrapper]:
    """What is committed by now, behind the wall of this person acting for this agency, in a task too; what others write
    meanwhile is not seen."""
    connection = connections.create_connection("default")
    try:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(
                "SELECT ehtrack_enter(%s, %s), set_config('role', %s, true)",
                [user_id, agency_id, settings.APP_ROLE],
            )
        yield connection
    finally:
        connection.close()
