"""Publishes as a person and a worker do: the form is sent as its page asks for it, the job is done, the file opened."""

import uuid
from datetime import UTC, datetime
from typing import Any

from django.test import Client
from django.urls import resolve
from django.utils import timezone

from dashboards.models import Publication
from dashboards.publications import jobs

FIGURES, RETURNS = "/figures/publish/", "/returns/publish/"
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
Q3 = {"quarter": "2022-23 Q3", "format": "csv"}
OF_Q3 = {"year": "2022-23", "quarter": "3", "agency": "", "format": "csv"}


def asked(client: Client, address: str, chosen: dict[str, Any]) -> Any:
    """The answer to the form, sent again from the page that tells what is signed, where it leads there."""
    answer = client.post(address, {**chosen, "request_key": uuid.uuid4()})
    if answer.status_code == 302 and answer.url.startswith(address):
        told = client.get(answer.url).context["form"].initial["told"]
        answer = client.post(address, {**chosen, "told": told, "request_key": uuid.uuid4()})
    return answer


def publication(client: Client, address: str, chosen: dict[str, Any]) -> Publication:
    answer = asked(client, address, chosen)
    assert answer.status_code == 302
    return perform(resolve(answer.url).kwargs["publication"])


def perform(key: uuid.UUID) -> Publication:
    jobs.perform(key, now=timezone.now())
    return Publication.objects.get(pk=key)


def file(client: Client, address: str, chosen: dict[str, Any]) -> Any:
    """The file as it is downloaded."""
    made = publication(client, address, chosen)
    assert made.state == "done", made.fault
    return client.get(f"/publications/{made.pk}/file/")


def waiting(board: Any, address: str = FIGURES, chosen: dict[str, str] = Q3) -> Publication:
    assert asked(board, address, chosen).status_code == 302
    return Publication.objects.latest("recorded_at")


def shown(board: Any, made: Publication) -> str:
    return board.get(f"/publications/{made.pk}/").content.decode()
