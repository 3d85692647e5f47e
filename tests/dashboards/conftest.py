from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection


def connect() -> psycopg.Connection:
    """Another connection to the test's own database, as the application's role."""
    settings = connection.settings_dict
    return psycopg.connect(
        host=settings["HOST"], dbname=settings["NAME"], user=settings["USER"], port=settings["PORT"] or None
    )


@pytest.fixture
def second_connection(clone: str) -> Iterator[psycopg.Connection]:
    with connect() as other:
        yield other
