"""What is exported for publication: small numbers suppressed, said so, and remembered against the next export."""

import csv
import hashlib
import io
import re
from datetime import UTC, date, datetime

import openpyxl
import pytest
import time_machine
from django.db import DatabaseError, transaction

from agencies.models import AuditEvent
from dashboards.models import Publication, Release
from dashboards.services import export_limits
from tests import factories
from tests.cast import Cast
from tests.dashboards.publishing import FIGURES as PUBLISH
from tests.dashboards.publishing import file

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
PERIOD = {"quarter": "period", "first": "2022-04-01", "as_of": "2022-12-31"}


def body(cast: Cast, quarter: str, **more: str) -> bytes:
    response = file(cast.client("esme"), PUBLISH, {"quarter": quarter, **more})
    assert "attachment" in response["Content-Disposition"]
    return response.getvalue()


def counted(cast: Cast, quarter: str, **more: str) -> tuple[dict[str, str], dict[tuple[str, ...], str]]:
    lines = list(csv.reader(io.StringIO(body(cast, quarter, format="csv", **more).decode("utf-8-sig"))))
    split = lines.index([])
    return dict(lines[:split]), {(row[0], row[3], row[4]): row[5] for row in lines[split + 2 :]}


def organisations(cast: Cast, quarter: str) -> dict[object, list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(body(cast, quarter, format="xlsx")))
    return {row[0].value: [cell.value for cell in row[1:]] for row in book["Organisations"].iter_rows()}


@time_machine.travel(NOW)
def test_the_csv_suppresses_few_and_says_that_it_is_for_publication(year: Cast) -> None:
    about, found = counted(year, "2022-23 Q3")

    assert found["county-council", "2022-10", "assessments"] == "9"
    assert found["county-council", "2022-10", "contacts"] == "5"
    assert found["hilltop-school", "2022-12", "assessments"] == "c"
    assert found["hilltop-school", "2022-11", "assessments"] == "0"
    assert found["hilltop-school", "2022-10 to 2022-12", "ratio"] == "c"
    assert found["county-council", "2022-10 to 2022-12", "ratio"] == "1.8 S&Ns per MASH contact"
    assert about["Use"] == "For publication: small numbers are suppressed (c)."
    assert about["Definition of the figures"].startswith("version")
    assert (about["Exported by"], about["As of"]) == ("Esme Clarke", "31 December 2022")


@time_machine.travel(NOW)
def test_a_second_export_of_the_same_months_does_not_undo_the_first(year: Cast) -> None:
    """The county and all together would be the school, whose few are kept back in the file before."""
    counted(year, "2022-23 Q3")

    after = organisations(year, "2022-23 Q3")

    assert after["County Council"][:2] == [9, 5]
    assert after["Education"][:2] == ["c", "c"]
    assert after["Partnership"][:2] == ["c", "c"]


@time_machine.travel(NOW)
def test_what_was_kept_back_in_a_month_is_no_difference_of_a_later_year(year: Cast) -> None:
    """Six of October and the few of December: the period of both, less October, would tell December."""
    for day in range(1, 7):
        factories.assessment(year.school, completed_on=date(2022, 8, day), children=[factories.child()])
    counted(year, "2022-23 Q3")
    _, q2 = counted(year, "2022-23 Q2")
    assert q2["hilltop-school", "2022-08", "assessments"] == "6"

    about, whole = counted(year, **PERIOD)

    assert about["Period"] == "1 April 2022 to 31 December 2022"
    assert whole["hilltop-school", "2022-04 to 2022-12", "assessments_without_pilot"] == "c"


@time_machine.travel(NOW)
def test_a_release_is_remembered_with_who_what_and_each_figure_and_never_changed(year: Cast) -> None:
    counted(year, "2022-23 Q3")

    release = Release.objects.get()
    assert (release.released_by_id, release.first, release.last) == (
        year.esme.pk,
        date(2022, 10, 1),
        date(2022, 12, 31),
    )
    assert release.asked == {"label": "2022-23 Q3", "format": "csv", "basis": "completed", "whose": ""}
    school = str(year.school.pk)
    assert ["assessments", school, "", "2022-12", "2022-12", 2, False] in release.cells
    made = Publication.objects.get()
    assert (made.release, made.told_before) == (release, False)
    assert (made.counts, made.kept_back) == (len(release.cells), sum(not cell[-1] for cell in release.cells))
    assert AuditEvent.objects.get(action="publication.asked").subject_ids == [made.pk]
    told = AuditEvent.objects.get(action="figures.published").detail
    assert (told["release"], told["sha256"]) == (str(release.pk), hashlib.sha256(bytes(made.content)).hexdigest())
    for change in (lambda: Release.objects.update(cells=[]), lambda: release.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@time_machine.travel(NOW)
def test_days_that_cut_a_month_are_not_published(year: Cast) -> None:
    chosen = {"quarter": "period", "first": "2022-10-01", "as_of": "2022-12-15", "format": "csv", "basis": "shared"}
    response = year.client("esme").post(PUBLISH, chosen)

    page = response.content.decode()
    assert "publication is of whole months" in page
    assert re.search(r'<option value="shared" selected>', page), "what was chosen is still chosen"
    assert re.search(r'value="csv"[^>]* checked', page)
    assert {name: response.context["form"][name].value() for name in chosen} == chosen
    assert not Release.objects.exists()


def test_who_publishes_chooses_the_period_and_the_file_says_what_it_is(year: Cast) -> None:
    esme = year.client("esme")

    answer = esme.post(PUBLISH, {"quarter": "", "format": "csv"})
    sent = file(esme, PUBLISH, {"quarter": "2022-23 Q3", "format": "csv"})
    shown = esme.get(f"{PUBLISH}?first=2022-10-01&as_of=2022-12-31").content.decode()

    assert "Choose a period" in answer.content.decode()
    assert 'value="period" selected' in shown
    assert sent["Content-Disposition"].endswith('partnership-2022-23-Q3-publication.csv"')
    assert Release.objects.count() == 1


@time_machine.travel(NOW)
def test_of_an_organisation_that_is_not_there_nothing_is_published_and_not_the_whole(year: Cast) -> None:
    chosen = {"quarter": "2022-23 Q3", "format": "csv", "group": "nowhere"}

    assert "There is no such organisation" in year.client("esme").post(PUBLISH, chosen).content.decode()
    assert not Release.objects.exists()


@time_machine.travel(NOW)
def test_the_address_of_before_leads_to_the_page_that_says_what_publishing_does(year: Cast) -> None:
    query = "quarter=2022-23+Q3&format=csv&agency=hilltop-school"
    esme = year.client("esme")

    response = esme.get(f"/figures/export/?use=publication&{query}", follow=True)

    assert response.redirect_chain[0][0].startswith(f"{PUBLISH}?")
    page = response.content.decode()
    assert "remembers for ever" in page
    assert "The figures of Hilltop School" in page
    assert {"format": "csv", "quarter": "2022-23 Q3"}.items() <= response.context["form"].initial.items()
    assert not Release.objects.exists()
    assert not AuditEvent.objects.filter(action="publication.asked").exists()


@time_machine.travel(NOW)
@pytest.mark.parametrize("address", [PUBLISH, "/returns/publish/"])
def test_who_comes_from_elsewhere_publishes_nothing(year: Cast, address: str) -> None:
    esme = year.client("esme")
    esme.handler.enforce_csrf_checks = True

    answer = esme.post(address, {"quarter": "2022-23 Q3", "format": "csv", "year": "2022-23"})

    assert answer.status_code == 403
    assert not Release.objects.exists()


@time_machine.travel(NOW)
def test_who_sends_the_form_twice_publishes_once_and_another_count_is_another_release(year: Cast) -> None:
    _, first = counted(year, "2022-23 Q3")
    _, second = counted(year, "2022-23 Q3")

    assert first == second
    assert Release.objects.count() == 1
    assert AuditEvent.objects.filter(action="figures.published").count() == 2
    assert [one.told_before for one in Publication.objects.order_by("recorded_at")] == [False, True]

    factories.contact(year.council, received_at=datetime(2022, 11, 2, 12, tzinfo=UTC))
    counted(year, "2022-23 Q3")
    assert Release.objects.count() == 2


@time_machine.travel(NOW)
def test_a_lead_publishes_nothing_and_exports_are_limited(year: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ben = year.client("ben")
    monkeypatch.setattr(export_limits, "MOST_AN_HOUR", 1)
    own = "/figures/own/export/?use=publication&quarter=2022-23+Q3&format=csv"

    assert "not for publication" in b"".join(ben.get(own).streaming_content).decode()
    assert not Release.objects.exists()
    assert "Wait before you export more" in ben.get(own).content.decode()
