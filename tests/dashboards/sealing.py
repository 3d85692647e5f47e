"""Signing a return, and changing what was signed past the program."""

from collections.abc import Iterator
from datetime import UTC, datetime

import time_machine
from django.db import connections

from dashboards import seals
from dashboards.models import QuarterlyReturn, ReturnDraft, ReturnVersion
from dashboards.services import returns
from tests import factories
from tests.cast import Cast

NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
ANSWERS = dict.fromkeys(returns.NEEDED, "As we said") | {
    "target_this_year": 4,
    "unrecorded": 0,
    "reported_how_often": "not",
}
ALTERED = "is not as it was signed: its seal does not fit"


def signed(cast: Cast) -> Iterator[QuarterlyReturn]:
    """The school's return, signed; and the time stands still."""
    made = factories.quarterly_return(cast.school)
    ReturnDraft.objects.filter(pk=made.pk).update(**ANSWERS)
    with time_machine.travel(NOW, tick=False):
        returns.submit(scope=cast.scope("ben"), quarterly_return=made, version=1, now=NOW)
        yield QuarterlyReturn.objects.get(pk=made.pk)


def addresses(row: QuarterlyReturn) -> tuple[str, str]:
    return f"/returns/{row.pk}/", f"/returns/{row.pk}/versions/1/"


def as_administrator(*statements: str) -> None:
    """What whoever runs the server can do: take the triggers away, and change what was signed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE dashboards_returnversion DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def alter() -> None:
    as_administrator("UPDATE dashboards_returnversion SET narrative = 'All is well'")


def seal_anew() -> None:
    """Change it, and make its seal fit: the audit alone knows better."""
    changed = ReturnVersion.objects.get()
    changed.narrative, changed.senior_lead = "All is well", "Nobody"
    changed.digest = seals.digest(changed)
    as_administrator(
        "UPDATE dashboards_returnversion SET narrative = 'All is well', senior_lead = 'Nobody', "
        f"digest = '{changed.digest}'"
    )


WAYS = [alter, seal_anew]
