"""36. No export runs in a spreadsheet, whatever was typed; negative numbers stay numbers.

What makes a formula is written down here once more, so that the test does not ask the code that it tests.
"""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
import time_machine

from ehtrack.lib.tables import Column, Table, write_csv
from ehtrack.lib.workbooks import Cover, write_xlsx
from tests import factories

FIRST = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
SKIPPED = " \u00a0\ufeff\u200b\u3000'"
TYPED = [f"{before}{first}1+1" for before in ("", *SKIPPED, "  \ufeff ") for first in FIRST]
NUMBERS = {"-5", "-5.5", "5"}


def runs(cell):
    """Would a spreadsheet that opens a CSV take this cell for a formula?"""
    return cell not in NUMBERS and cell.lstrip(SKIPPED.replace("'", ""))[:1] in tuple(FIRST)


def cells_of_csv(content):
    return [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]


def cells_of_xlsx(content):
    return [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]


def test_no_cell_of_a_table_runs_whatever_its_title_head_notes_and_texts():
    columns = [Column(text, text) for text in TYPED] + [Column("n", "n", "count")]
    table = Table(TYPED[0], columns, [[*TYPED, -5], [*reversed(TYPED), 5]], notes=TYPED)
    facts = [(text, text) for text in TYPED]
    file, book = io.StringIO(newline=""), io.BytesIO()
    write_csv(file, table, about=facts)
    write_xlsx(book, cover=Cover(TYPED[0], facts), notes=TYPED, tables=[table])

    cells = cells_of_csv(file.getvalue().removeprefix("\ufeff"))
    assert [cell for cell in cells if runs(cell)] == []
    assert "-5" in cells
    written = cells_of_xlsx(book.getvalue())
    assert [cell for cell in written if cell.data_type == "f"] == []
    assert [cell.value for cell in written if cell.data_type == "s" and runs(cell.value) and not cell.quotePrefix] == []
    assert -5 in [cell.value for cell in written]


@pytest.fixture
def addresses(cast, clone):
    """Exports of an agency whose name is a formula, and of a return in which every answer is one."""
    cast.school.name = "=HYPERLINK(1)"
    cast.school.save()
    answers = {
        "narrative": "@SUM(1)",
        "barriers": "\t=1",
        "senior_lead": "+1",
        "resource": "-1+2",
        "reported_to": " =1",
    }
    signed = factories.return_version(factories.quarterly_return(cast.school), by=cast.ben, **answers)
    return [
        ("ben", "/figures/own/export/?quarter=2022-23+Q3&format={}"),
        ("esme", "/figures/export/?quarter=2022-23+Q3&format={}"),
        ("ben", f"/returns/{signed.quarterly_return_id}/versions/1/export/{{}}/"),
        ("esme", "/returns/export/?year=2022-23&quarter=3&format={}"),
        ("esme", "/returns/export/?year=2022-23&quarter=&format={}"),
    ]


@time_machine.travel(datetime(2023, 2, 14, 10, tzinfo=UTC))
def test_no_cell_of_an_export_of_figures_or_returns_runs(cast, addresses):
    for player, address in addresses:
        client = cast.client(player)
        found = {form: b"".join(client.get(address.format(form)).streaming_content) for form in ("csv", "xlsx")}
        cells = cells_of_csv(found["csv"].decode("utf-8-sig"))

        assert [cell for cell in cells if runs(cell)] == []
        assert "'=HYPERLINK(1)" in cells
        assert [cell for cell in cells_of_xlsx(found["xlsx"]) if cell.data_type == "f"] == []
