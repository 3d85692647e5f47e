"""To walk every address with the cast: its URL, the same for a record that does not exist, and what was answered."""

import re
import uuid
from typing import Any

from django.http import HttpResponseBase
from django.urls import resolve, reverse

from tests.access_arguments import ARGUMENTS
from tests.access_table import PUBLIC, TABLE
from tests.architecture.addresses import ADDRESSES
from tests.cast import Cast

BY_NAME = {address.name: address for address in ADDRESSES}
NAMES = sorted(set(BY_NAME) & set(TABLE))
GUARDED = [name for name in NAMES if name not in PUBLIC]
CLOSED = [name for name in GUARDED if TABLE[name].refused or TABLE[name].missing]
WITH_IDS = [name for name in CLOSED if BY_NAME[name].ids]

CHANGING = re.compile(rb'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|name="request_key" value="[^"]+"')


def url_of(name: str, cast: Cast) -> str:
    return reverse(name, kwargs=ARGUMENTS[name](cast) if name in ARGUMENTS else {})


def nowhere(name: str, url: str) -> str:
    """The same address with ids that nothing has."""
    elsewhere = {argument: uuid.uuid4() for argument in BY_NAME[name].ids}
    return reverse(name, kwargs={**resolve(url).kwargs, **elsewhere})


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]


def masked(response: HttpResponseBase) -> bytes:
    """The body without what differs at every answer: the nonce, the form's token and its key."""
    return CHANGING.sub(b"", body(response))


def answered(response: HttpResponseBase) -> tuple[Any, ...]:
    """All that a browser gets: the status, the headers but for the nonce in one of them, and the body."""
    headers = {name: value for name, value in response.items() if name != "Content-Security-Policy"}
    return response.status_code, headers, masked(response)
