"""Exported returns: the same figures to the last digit in every format, what each export is, and nothing that runs."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

import docx
import pytest
import time_machine
from django.utils.html import strip_tags

from agencies.models import AuditEvent
from dashboards.models import QuarterlyReturn, ReturnArrangement, ReturnDraft
from dashboards.services import export_limits, returns
from tests import factories
from tests.cast import Cast
from tests.dashboards.documents import Rows, lines, pdf_text, sheets, word_tables

pytestmark = pytest.mark.usefixtures("clone")
SIGNED_AT = datetime(2023, 1, 20, 9, 30, tzinfo=UTC)
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)
DUE = "Due 31 January 2023"
HOSTILE = '=1+1 #sys.inputs $x$ *b* _u_ <l> @ref `c` \\ "q" & [x]'
CONTENT = {
    "target_this_year": 1250,
    "target_next_year": 2500,
    "unrecorded": 3,
    "unrecorded_why": "@SUM(A1)",
    "narrative": f"{HOSTILE}\nWell done 🙂",
    "barriers": "-2+3",
    "senior_lead": "+44 Ada",
    "senior_lead_role": "Head",
    "reported_to": "Governors",
    "reported_how_often": "quarterly",
}
FORMATS = ("csv", "xlsx", "docx", "pdf")


@pytest.fixture
def signed(year: Cast) -> Iterator[Cast]:
    """Two agencies make a return of 2022-23 Q3, the refuge is reported through the school; the council's is a draft.
    After the school signed, one more S&N of December came to be known."""
    for agency in (year.school, year.council):
        ReturnArrangement.objects.create(agency=agency, starts_on=date(2022, 10, 1))
    ReturnArrangement.objects.create(agency=year.refuge, through=year.school)
    factories.assessment(year.refuge, completed_on=date(2022, 11, 2), shared_on=None, pilot=factories.pilot())
    with time_machine.travel(SIGNED_AT, tick=False):
        returns.open_due(now=SIGNED_AT)
        sign(year, "ben", of(year.school))
    factories.assessment(year.school, completed_on=date(2022, 12, 20))
    with time_machine.travel(NOW, tick=False):
        yield year


def of(agency: Any) -> QuarterlyReturn:
    return QuarterlyReturn.objects.get(agency=agency)


def sign(cast: Cast, player: str, row: QuarterlyReturn, **more: Any) -> None:
    scope, draft = cast.scope(player), ReturnDraft.objects.get(quarterly_return=row)
    returns.save(scope=scope, quarterly_return=row, version=draft.version, content={**CONTENT, **more}, now=SIGNED_AT)
    returns.submit(scope=scope, quarterly_return=row, version=draft.version + 1, now=SIGNED_AT)


def address(row: QuarterlyReturn, format: str, number: int = 1) -> str:
    return f"/returns/{row.pk}/versions/{number}/export/{format}/"


def fetched(cast: Cast, player: str, url: str) -> bytes:
    response = cast.client(player).get(url)
    assert response.status_code == 200
    return response.getvalue()


def page(cast: Cast, row: QuarterlyReturn) -> str:
    return str(cast.client("ben").get(f"/returns/{row.pk}/versions/1/").content.decode())


def words(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def page_rows(html: str) -> Rows:
    """The rows of the tables on a page, without their heads."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.DOTALL)
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t", row, re.DOTALL)] for row in rows if "<td" in row
    ]


def measures(content: bytes) -> dict[tuple[str, str, str], tuple[str, str]]:
    rows = lines(content)[1]
    return {(row["agency_code"], row["period"], row["measure"]): (row["value"], row["restated"]) for row in rows}


def test_page_and_every_format_show_the_same_figures_to_the_last_digit(signed: Cast) -> None:
    row = of(signed.school)
    shown = [line for line in page_rows(page(signed, row)) if len(line) == 8][:3]
    found = {format: fetched(signed, "ben", address(row, format)) for format in FORMATS}

    assert shown == [
        ["Hilltop School", "2", "0", "2", "3", "3", "3", "1.5 MASH contacts per S&N"],
        ["Harbour Refuge", "1", "1", "0", "0", "0", "0", "No activity"],
        ["All", "3", "1", "2", "3", "3", "3", "1.5 MASH contacts per S&N"],
    ]
    assert word_tables(found["docx"])["Figures of the quarter"][1:] == shown
    text = pdf_text(found["pdf"])
    assert all(" ".join(line) in text for line in shown)
    numbers = [[line[0], *map(int, line[1:-1]), line[-1]] for line in shown]
    assert sheets(found["xlsx"])["Figures of the quarter"][1:] == numbers
    counted, span = measures(found["csv"]), "2022-10 to 2022-12"
    names = ["assessments", "pilot_assessments", "shared", "contacts", "decided", "no_further_action", "ratio"]
    for code, line in (("hilltop-school", shown[0]), ("harbour-refuge", shown[1])):
        assert [counted[code, span, name][0] for name in names] == line[1:]


def test_targets_the_declared_gap_and_the_projection_are_those_of_the_page(signed: Cast) -> None:
    row = of(signed.school)
    told = words(page(signed, row))
    book = sheets(fetched(signed, "ben", address(row, "xlsx")))
    word = word_tables(fetched(signed, "ben", address(row, "docx")))

    assert "Target for 2022-23 in ehtrack 4, of 1 of 2 agencies" in told  # the refuge has none: no gap is told
    assert "The year at this pace 4 People trained" in told
    assert word["Targets and projection"][1] == ["1,250", "2,500", "4", "3", "4", "Not known", "0"]
    assert book["Targets and projection"][1] == [1250, 2500, 4, 3, 4, "Not known", 0]
    assert "Completed in all 6 Gap 50% of all are not recorded here" in told
    assert word["Recorded and declared"][1] == ["3", "3", "6", "50%"]
    assert book["Recorded and declared"][1] == [3, 3, 6, 0.5]


def test_what_changed_since_stands_beside_what_was_signed(signed: Cast) -> None:
    row = of(signed.school)
    counted = measures(fetched(signed, "ben", address(row, "csv")))
    restated = sheets(fetched(signed, "ben", address(row, "xlsx")))["Restated"][1:]

    assert counted["hilltop-school", "2022-12", "assessments"] == ("2", "3")
    assert counted["hilltop-school", "2022-10", "assessments"] == ("0", "0")
    assert counted["hilltop-school", "2022-10 to 2022-12", "assessments"] == ("2", "3")
    assert counted["hilltop-school", "2022-04 to 2022-12", "ratio"] == (
        "1.5 MASH contacts per S&N",
        "1.0 S&Ns per MASH contact",
    )
    assert ["Hilltop School", "S&Ns completed, the quarter", 2, 3] in restated
    assert ["Hilltop School", "S&Ns completed, the year so far", 2, 3] in restated
    assert "S&Ns completed, the quarter 2 3" in pdf_text(fetched(signed, "ben", address(row, "pdf")))


def test_each_format_says_what_it_is_and_the_csv_counts_its_rows(signed: Cast) -> None:
    row = of(signed.school)
    version = row.versions.get()
    found = {format: fetched(signed, "ben", address(row, format)) for format in FORMATS}
    about, rows = lines(found["csv"])

    assert about["Seal"] == version.digest
    assert about["State"] == "Submitted"
    assert (about["Signed by"], about["Signed at"]) == ("Ben Okafor", "20 January 2023 at 09:30")
    assert (about["As of"], about["Exported by"]) == ("31 December 2022", "Ben Okafor")
    assert about["Definition of the figures"] == f"version {version.definition}"
    assert about["Exported at"] == "14 February 2023 at 10:00"
    assert "not for publication" in about["Use"]
    assert int(about["Rows"]) == len(rows) == 2 * (3 * 6 + 2 * 9 + 2) + 13
    cover = {line[0]: line[1] for line in sheets(found["xlsx"])["Cover"]}
    word = dict(word_tables(found["docx"])["What this document is"])
    for facts in (cover, word):
        assert about.items() - {("Rows", about["Rows"])} <= facts.items()
    text = pdf_text(found["pdf"])
    assert all(" ".join(f"{what} {value}".split()) in text for what, value in about.items() if what != "Rows")
    exported = AuditEvent.objects.filter(action="return.exported", actor=signed.ben, subject_ids=[row.pk])
    assert sorted(event.detail["format"] for event in exported) == sorted(FORMATS)


def test_what_agencies_type_is_shown_as_it_is_and_never_runs(signed: Cast) -> None:
    row = of(signed.school)
    counted = measures(fetched(signed, "ben", address(row, "csv")))
    own = "hilltop-school", "2022-10 to 2022-12"

    assert counted[*own, "narrative"][0] == f"'{HOSTILE}\nWell done 🙂"
    assert [counted[*own, name][0] for name in ("unrecorded_why", "barriers", "senior_lead")] == [
        "'@SUM(A1)",
        "'-2+3",
        "'+44 Ada",
    ]
    answers = dict(sheets(fetched(signed, "ben", address(row, "xlsx")))["Answers"])
    assert answers["What happened in the quarter"] == CONTENT["narrative"]
    word = docx.Document(io.BytesIO(fetched(signed, "ben", address(row, "docx"))))
    assert {HOSTILE, "Well done 🙂", "@SUM(A1)", "-2+3"} <= {one.text for one in word.paragraphs}
    text = pdf_text(fetched(signed, "ben", address(row, "pdf")))
    assert f"{HOSTILE} Well done [slightly smiling face]" in text


@pytest.mark.parametrize("format", FORMATS)
def test_the_quarter_holds_every_return_with_its_state_and_the_sums(signed: Cast, format: str) -> None:
    late = factories.agency("Zebra Academy")
    factories.quarterly_return(late, due_on=date(2023, 1, 31))
    content = fetched(signed, "esme", f"/returns/export/?year=2022-23&quarter=3&format={format}")

    if format == "csv":
        about, rows = lines(content)
        assert about["Returns"] == "3 asked for, 1 signed"
        assert {row["return_of"] for row in rows} == {"hilltop-school"}
    elif format == "xlsx":
        found = sheets(content)
        assert ["Zebra Academy", "2022-23 Q3", "Draft", f"{DUE}, 14 days late", None, None, None] in found[
            "States of returns"
        ]
        assert ["All", None, 3, 1, 2, 3, 3, 3, 1.5, "1.5 MASH contacts per S&N"] in found["2022-23 Q3, as signed"]
    elif format == "docx":
        states = word_tables(content)["States of returns"]
        assert ["Oxfordshire County Council", "2022-23 Q3", "Draft", f"{DUE}, 14 days late", "", "", ""] in states
    else:
        assert f"Hilltop School 2022-23 Q3 Submitted {DUE}, signed in time 1 Ben Okafor" in pdf_text(content)


def test_the_year_adds_up_the_signed_quarters(signed: Cast) -> None:
    book = sheets(fetched(signed, "esme", "/returns/export/?year=2022-23&quarter=&format=xlsx"))

    assert book["S&Ns by quarter, as signed"] == [
        ["Agency", "2022-23 Q3", "All"],
        ["Hilltop School", 2, 2],
        ["Harbour Refuge", 1, 1],
        ["All", 3, 3],
    ]
    assert book["Signed quarters added up"][-1][:8] == ["All", None, 3, 1, 2, 3, 3, 3]
    assert ["Late, among the drafts", 1] in book["Returns by state"]
    assert AuditEvent.objects.filter(action="returns.exported", detail__year="2022-23").count() == 1


@pytest.mark.parametrize("format", FORMATS)
def test_a_year_without_returns_is_exported_as_such(signed: Cast, format: str) -> None:
    assert fetched(signed, "esme", f"/returns/export/?year=2019-20&quarter=&format={format}")


def test_a_leads_export_holds_nothing_of_another_agency_and_theirs_is_not_found(signed: Cast) -> None:
    own = fetched(signed, "ben", address(of(signed.school), "csv")).decode()
    other = factories.return_version(of(signed.council), by=signed.esme)

    assert signed.council.name not in own
    assert signed.health.name not in own
    assert signed.client("ben").get(address(other.quarterly_return, "csv")).status_code == 404
    assert signed.client("ben").get("/returns/export/?year=2022-23&format=csv").status_code == 403
    assert signed.client("ben").get(address(of(signed.school), "csv", number=2)).status_code == 404
    assert signed.client("ben").get(address(of(signed.school), "doc")).status_code == 404


def test_more_exports_than_the_most_of_an_hour_are_refused_and_none_is_on_record(
    signed: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_limits, "MOST_AN_HOUR", 1)
    url = address(of(signed.school), "csv")
    fetched(signed, "ben", url)

    assert signed.client("ben").get(url).status_code == 429
    fetched(signed, "esme", "/returns/export/?year=2022-23&quarter=3&format=csv")
    refused = signed.client("esme").get("/returns/export/?year=2022-23&quarter=3&format=csv")
    assert refused.status_code == 429
    assert "Wait before you export more" in refused.content.decode()
    assert AuditEvent.objects.filter(action__in=("return.exported", "returns.exported")).count() == 2
