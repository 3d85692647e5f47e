"""Every address, by everybody in the cast: who gets 200, 403 and 404. The expectations are in tests/access_table.py."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from tests.access_arguments import ARGUMENTS
from tests.access_table import COUNTED, PUBLIC, TABLE
from tests.architecture.addresses import ADDRESSES
from tests.cast import PLAYERS

BY_NAME = {address.name: address for address in ADDRESSES}
NAMES = sorted(set(BY_NAME) & set(TABLE))
GUARDED = [name for name in NAMES if name not in PUBLIC]
CLOSED = [name for name in GUARDED if TABLE[name].refused or TABLE[name].missing]
WITH_IDS = [name for name in CLOSED if BY_NAME[name].ids]

# A page that takes POST only answers GET with 405 to those whom it lets in.
STATUSES = {"ok": {200, 302, 405}, "refused": {403}, "missing": {404}}
CHANGES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
MAY_CHANGE = {"agencies_auditevent", "agencies_session"}


@pytest.fixture
def everybody(request, name):
    """The cast; committed where a page counts, as the reporting role has a connection of its own."""
    if name in COUNTED:
        request.getfixturevalue("clone")
    return request.getfixturevalue("cast")


def url_of(name, cast):
    return reverse(name, kwargs=ARGUMENTS[name](cast) if name in ARGUMENTS else {})


def test_every_address_is_in_the_table_and_no_other():
    assert sorted(TABLE) == sorted(BY_NAME)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_the_table_speaks_of_the_whole_cast(name):
    assert sorted(TABLE[name].expected()) == sorted(PLAYERS)


@pytest.mark.parametrize("name", NAMES)
def test_each_of_the_cast_gets_what_the_table_says(everybody, name):
    url = url_of(name, everybody)

    got = {player: everybody.client(player).get(url).status_code for player in PLAYERS}

    wrong = {p: got[p] for p, word in TABLE[name].expected().items() if got[p] not in STATUSES[word]}
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_signed_out_only_the_public_addresses_answer(everybody, name):
    url = url_of(name, everybody)

    response = Client().get(url)

    if name in PUBLIC:
        assert BY_NAME[name].rule.public
        assert not response.headers.get("Location", "").startswith(f"{reverse('account_login')}?")
    else:
        assert response.headers["Location"].startswith(f"{reverse('account_login')}?next=")


@pytest.mark.parametrize("name", CLOSED)
def test_a_refused_post_changes_nothing(everybody, name):
    url, expected = url_of(name, everybody), TABLE[name].expected()

    for player in [player for player, word in expected.items() if word != "ok"]:
        client = everybody.client(player)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.post(url, {"name": "changed", "reason": "changed"})

        changed = {m.group(2) for query in queries if (m := CHANGES.match(query["sql"]))}
        assert response.status_code in STATUSES[expected[player]], player
        assert changed <= MAY_CHANGE, player


@pytest.mark.parametrize("name", WITH_IDS)
def test_what_is_not_yours_looks_like_what_does_not_exist(everybody, name):
    url, expected = url_of(name, everybody), TABLE[name].expected()
    match = resolve(url)
    elsewhere = {argument: uuid.uuid4() for argument in BY_NAME[name].ids}
    nowhere = reverse(name, kwargs={**match.kwargs, **elsewhere})

    for player in [player for player, word in expected.items() if word == "missing"]:
        client = everybody.client(player)
        assert masked(client.get(url)) == masked(client.get(nowhere)), player


def masked(response):
    """The body without what differs at every answer: the nonce and the form's token."""
    return re.sub(rb'(nonce|value)="[^"]{16,}"', b"", response.content)
