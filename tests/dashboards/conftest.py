from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection


def connect() -> psycopg.Connection:
    """Another connection to the test's own database, as the application at its own work."""
    found = connection.settings_dict
    return psycopg.connect(
        host=found["HOST"],
        dbname=found["NAME"],
        user=found["USER"],
        port=found["PORT"] or None,
        options=f"-c role={settings.SYSTEM_ROLE}",
    )


@pytest.fixture
def second_connection(clone: str) -> Iterator[psycopg.Connection]:
    with connect() as other:
        yield other
