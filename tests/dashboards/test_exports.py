"""Exports of figures hold what the pages show, say what they are, and have numbers that can be counted on with."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
import time_machine

from agencies.models import AuditEvent
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("clone")
NOW = datetime(2023, 2, 14, 10, tzinfo=UTC)


@time_machine.travel(NOW)
def test_the_csv_holds_each_agency_month_and_measure_and_says_what_it_is(year: Cast) -> None:
    response = year.client("esme").get("/figures/export/?quarter=2022-23+Q3&format=csv")
    text = response.getvalue().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    split = lines.index([])
    about, head, rows = dict(lines[:split]), lines[split + 1], lines[split + 2 :]

    assert head == ["agency_code", "agency", "organisation", "month", "measure", "value"]
    assert int(about["Rows"]) == len(rows) == 6 * (3 * 6 + 5)
    assert about["As of"] == "31 December 2022"
    assert about["Exported by"] == "Esme Clarke"
    assert "not for publication" in about["Use"]
    counted = {(row[0], row[3], row[4]): row[5] for row in rows}
    assert counted["county-council", "2022-10", "assessments"] == "9"
    assert counted["hilltop-school", "2022-12", "no_further_action"] == "3"
    assert counted["harbour-refuge", "2022-12", "contacts"] == "0"
    period = "2022-10 to 2022-12"
    assert counted["hilltop-school", period, "contacts_per_assessment"] == "1.5"
    assert counted["hilltop-school", period, "ratio"] == "1.5 MASH contacts per S&N"
    assert counted["harbour-refuge", period, "contacts_per_assessment_with_pilot"] == ""
    assert AuditEvent.objects.filter(action="figures.exported", actor=year.esme).count() == 1


@time_machine.travel(NOW)
def test_the_leads_export_holds_the_own_agency_alone(year: Cast) -> None:
    response = year.client("ben").get("/figures/own/export/?quarter=2022-23+Q3&format=csv")

    text = response.getvalue().decode()

    assert "Hilltop School" in text
    assert "Oxfordshire County Council" not in text


@time_machine.travel(NOW)
def test_the_workbook_has_cover_notes_and_one_table_a_sheet_without_formulas(year: Cast) -> None:
    response = year.client("esme").get("/figures/export/?quarter=2022-23+Q3&format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))

    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert "Agencies" in book.sheetnames
    papers = [[cell.value for cell in row] for row in book.worksheets[3].iter_rows()]
    assert ["County Council", "1.8 S&Ns per MASH contact"] in papers
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@time_machine.travel(NOW)
def test_the_leads_workbook_has_the_ratio_and_numbers_that_can_be_counted_on_with(year: Cast) -> None:
    factories.assessment(year.school, completed_on=date(2022, 12, 6), pilot=factories.pilot())
    response = year.client("ben").get("/figures/own/export/?quarter=2022-23+Q3&format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))

    def found(sheet: str) -> list[list[object]]:
        return [[cell.value for cell in row] for row in book[sheet].iter_rows()][1:]

    assert found("Ratio with and without pilot") == [
        ["Hilltop School", "Without pilot", 2, 3, 1.5, "1.5 MASH contacts per S&N"],
        ["Hilltop School", "With pilot", 3, 3, 1, "1.0 S&Ns per MASH contact"],
    ]
    assert ["Target", 4, None, None] in [[cell or None for cell in row] for row in found("Progress in 2022-23")]
    assert ["No further action", 3, 3, 1] in found("MASH contacts and decisions")
    months = ["2022-10", "2022-11", "2022-12"]
    assert [row[0] for row in found("Months")] == [row[0] for row in found("TAF meetings by locality")] == months


@time_machine.travel(NOW)
@pytest.mark.parametrize("address", ["/figures/export/", "/figures/own/export/"])
def test_each_sheet_bears_the_whole_title_of_its_table(year: Cast, address: str) -> None:
    response = year.client("esme" if "own" not in address else "ben").get(f"{address}?quarter=2022-23+Q3&format=xlsx")
    contents = openpyxl.load_workbook(io.BytesIO(response.getvalue()))["Contents"]

    assert [row[0].value for row in contents.iter_rows()][1:] == [row[1].value for row in contents.iter_rows()][1:]
