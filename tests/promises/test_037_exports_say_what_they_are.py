"""37. An export says what it is: rows, filters, as-of, who and when. Each is on record, and limited in number."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from agencies.models import AuditEvent
from dashboards.services import export_limits
from tests import factories

NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
FIGURES = ("figures.exported", {"Whose", "Period", "Basis", "Counted at"})
ADDRESSES = {
    "ben /figures/own/export/?quarter=2022-23+Q3&format=csv": FIGURES,
    "esme /figures/export/?quarter=2022-23+Q3&format=csv": FIGURES,
    "ben /returns/{}/versions/1/export/csv/": ("return.exported", {"Whose", "Filters", "Exported at", "Seal"}),
    "esme /returns/export/?year=2022-23&quarter=3&format=csv": ("returns.exported", {"Filters", "Exported at"}),
    "esme /returns/export/?year=2022-23&quarter=&format=csv": ("returns.exported", {"Filters", "Exported at"}),
}


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("asked", ADDRESSES)
def test_an_export_says_what_it_is_is_on_record_and_cannot_be_asked_for_without_end(cast, clone, monkeypatch, asked):
    monkeypatch.setattr(export_limits, "MOST_AN_HOUR", 1)
    signed = factories.return_version(factories.quarterly_return(cast.school), by=cast.ben)
    player, address = asked.format(signed.quarterly_return_id).split(" ")
    action, told = ADDRESSES[asked]
    client = cast.client(player)

    content = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    refused = client.get(address)

    lines = list(csv.reader(io.StringIO(content)))
    about, rows = dict(lines[: lines.index([])]), lines[lines.index([]) + 2 :]
    assert about.keys() >= told | {"What", "As of", "Definition of the figures", "Exported by", "Use", "Rows"}
    assert int(about["Rows"]) == len(rows) > 0
    assert (about["Exported by"], about["As of"]) == (cast.user(player).name, "31 December 2022")
    assert about["Counted at" if "Counted at" in told else "Exported at"] == "14 February 2023 at 10:00"
    assert not refused.streaming, "a page says that it is too many"
    assert AuditEvent.objects.filter(action=action, actor=cast.user(player)).count() == 1


@pytest.mark.django_db
def test_the_limit_ends_with_the_hour(cast, monkeypatch):
    monkeypatch.setattr(export_limits, "MOST_AN_HOUR", 1)
    told = {"scope": cast.scope("ben"), "subject_type": "agency", "subject_ids": [], "detail": {}}
    export_limits.record(action="figures.exported", now=timezone.now(), **told)

    with pytest.raises(export_limits.TooManyExports):
        export_limits.record(action="return.exported", now=timezone.now() + timedelta(minutes=59), **told)
    export_limits.record(action="return.exported", now=timezone.now() + timedelta(minutes=61), **told)
