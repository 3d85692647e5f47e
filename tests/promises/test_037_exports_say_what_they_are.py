"""37. An export says what it is: rows, filters, as-of, who and when. Each is on record, and limited in number."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import QueryDict
from django.urls import resolve
from django.utils import timezone

from agencies.models import AuditEvent
from dashboards.services import export_limits
from tests import factories
from tests.dashboards import publishing
from tests.dashboards.documents import lines, pdf_text, sheets, word_tables

NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
ALWAYS = {"What", "As of", "Definition of the figures", "Exported by", "Use", "Rows"}
FIGURES = ("figures.exported", {"Whose", "Period", "Basis", "Counted at"}, ("csv", "xlsx"))
DOCUMENTS = ("csv", "xlsx", "docx", "pdf")
RETURNS = ("returns.exported", {"Filters", "Exported at"}, DOCUMENTS)
ADDRESSES = {
    "ben /figures/own/export/?quarter=2022-23+Q3&format={}": FIGURES,
    "esme /figures/export/?quarter=2022-23+Q3&format={}": FIGURES,
    "esme /figures/publish/?quarter=2022-23+Q3&format={}": FIGURES,
    "ben /returns/{key}/versions/1/export/{}/": (
        "return.exported",
        {"Whose", "Filters", "Exported at", "Seal"},
        DOCUMENTS,
    ),
    "esme /returns/export/?year=2022-23&quarter=3&format={}": RETURNS,
    "esme /returns/export/?year=2022-23&quarter=&format={}": RETURNS,
    "esme /returns/publish/?year=2022-23&quarter=3&format={}": RETURNS,
    "esme /returns/publish/?year=2022-23&quarter=&format={}": RETURNS,
    "esme /returns/publish/?year=2022-23&quarter=3&agency=hilltop-school&format={}": RETURNS,
}


def told_by_csv(content):
    about, rows = lines(content)
    return about, len(rows)


def told_by_xlsx(content):
    book = sheets(content)
    tables = [rows for name, rows in book.items() if name not in ("Cover", "Contents", "Notes")]
    return dict(row[:2] for row in book["Cover"]), sum(len(rows) - 1 for rows in tables)


def told_by_docx(content):
    about, *tables = word_tables(content).values()
    return dict(about), sum(len(rows) - 1 for rows in tables)


TOLD = {"csv": told_by_csv, "xlsx": told_by_xlsx, "docx": told_by_docx}


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("asked", ADDRESSES)
def test_an_export_says_what_it_is_is_on_record_and_cannot_be_asked_for_without_end(cast, clone, monkeypatch, asked):
    action, facts, formats = ADDRESSES[asked]
    monkeypatch.setattr(export_limits, "MOST_AN_HOUR", len(formats))
    signed = factories.return_version(factories.quarterly_return(cast.school), by=cast.ben)
    player, address = asked.split(" ")
    client = cast.client(player)
    written = {format: address.format(format, key=signed.quarterly_return_id) for format in formats}
    found = {format: b"".join(fetched(client, url).streaming_content) for format, url in written.items()}

    for format, told in TOLD.items():
        if format not in found:
            continue
        about, rows = told(found[format])
        assert about.keys() >= facts | ALWAYS
        assert int(about["Rows"]) == rows > 0
        assert (about["Exported by"], about["As of"]) == (cast.user(player).name, "31 December 2022")
        assert about["Counted at" if "Counted at" in facts else "Exported at"] == "14 February 2023 at 10:00"
        assert about["Use"].startswith("For publication" if "publish" in asked else "Internal, not for")
    if "pdf" in found:
        text = pdf_text(found["pdf"])
        assert all(" ".join(f"{what} {value}".split()) in text for what, value in word_facts(found["docx"]))

    refused = fetched(client, written["csv"])
    assert (refused.status_code, refused.streaming) == (429, False), "a page says that it is too many"
    asked_for = "publication.asked" if "publish" in asked else action
    assert AuditEvent.objects.filter(action=asked_for, actor=cast.user(player)).count() == len(formats)


def fetched(client, url):
    """What is published is asked for by posting, and done by a worker."""
    path, _, query = url.partition("?")
    if "publish" not in path:
        return client.get(url)
    answer = publishing.asked(client, path, QueryDict(query).dict())
    if answer.status_code != 302:
        return answer
    made = publishing.perform(resolve(answer.url).kwargs["publication"])
    return client.get(f"/publications/{made.pk}/file/")


def word_facts(content):
    """Those of the document, which the PDF says too."""
    return next(iter(word_tables(content).values()))[1:]


@pytest.mark.django_db
def test_the_limit_ends_with_the_hour(cast, monkeypatch):
    monkeypatch.setattr(export_limits, "MOST_AN_HOUR", 1)
    told = {"scope": cast.scope("ben"), "subject_type": "agency", "subject_ids": [], "detail": {}}
    export_limits.record(action="figures.exported", now=timezone.now(), **told)

    with pytest.raises(export_limits.TooManyExports):
        export_limits.record(action="return.exported", now=timezone.now() + timedelta(minutes=59), **told)
    export_limits.record(action="return.exported", now=timezone.now() + timedelta(minutes=61), **told)
