"""14. A record that is hidden is asked for by the same queries as one that does not exist, and so takes as long."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.access_table import TABLE
from tests.access_walk import BY_NAME, WITH_IDS, nowhere, url_of

HIDDEN = [name for name in WITH_IDS if "missing" in TABLE[name].expected().values() and BY_NAME[name].ids]
VALUES = re.compile(r"'[^']*'|\b\d+\b|\bs\d+_x\d+")


def asked(client, url: str) -> list[str]:
    """The statements of a request, without the values in them."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 404
    return [VALUES.sub("?", query["sql"]) for query in queries.captured_queries]


@pytest.mark.parametrize("name", HIDDEN)
def test_the_same_queries_for_a_hidden_record_as_for_none(name, everybody):
    url = url_of(name, everybody)
    player = next(player for player, word in TABLE[name].expected().items() if word == "missing")
    client = everybody.client(player)
    asked(client, nowhere(name, url))  # the first of a session writes down when it was seen

    hidden, absent = asked(client, url), asked(client, nowhere(name, url))

    assert hidden == absent
