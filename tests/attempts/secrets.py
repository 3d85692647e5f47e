"""What must not be told of another agency's child, and who asks."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.access_walk import masked

BORN = date(2015, 5, 1)
SECRETS = (b"Quentin", b"Vanderzee", b"9434765919", b"12 Harbour Lane", b"Riverside words")
ASK = {"forename": "Quentin", "surname": "Vanderzee", "date_of_birth": "2015-05-01", "reason": "I have to know"}


def reads(client: Client, *records: Model) -> list[int]:
    """The statuses of the pages of records."""
    names = [f"{type(one).__name__.lower()}_detail" for one in records]
    return [client.get(reverse(name, args=[one.pk])).status_code for name, one in zip(names, records, strict=True)]


def leaked(response: HttpResponse) -> list[Any]:
    return [secret for secret in SECRETS if secret in masked(response)]
