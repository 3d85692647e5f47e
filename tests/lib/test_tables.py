import csv
import io
import zipfile
from datetime import UTC, date, datetime
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehtrack.lib import tables, workbooks
from ehtrack.lib.tables import Column, Table

DANGEROUS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\ttext",
    "\rtext",
    "  =1",
    "\ufeff=1",
    "\u00a0=1",
    "\u200b=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    " \ufeff \uff1dHYPERLINK(1)",
    "-",
    "'=1",
    '=cmd|"/c calc"!A1',
]
HARMLESS = ["", "text", "a=b", "-5", "-5.25", "12", "O'Brien", "'quoted'", "4 - 5", "a@example.org"]
COLUMNS = [
    Column("name", "Name"),
    Column("n", "S&Ns", "count"),
    Column("rate", "No further action", "percent"),
    Column("ratio", "Ratio", "ratio"),
    Column("day", "Completed", "date"),
]
ROW = ["Health", 1250, Fraction(311, 500), Fraction(175, 100), date(2022, 10, 3)]


def read_csv(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_would_run_gets_an_apostrophe(text):
    assert tables.neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_cell_is_left(text):
    assert tables.neutralised(text) == text


@given(st.text())
def test_neutralising_can_be_undone_exactly(text):
    assert tables.restored(tables.neutralised(text)) == text


@given(st.text(), st.sampled_from("=+@\uff1d\uff20\uff0b\uff0d"), st.text(" \t\r\n\ufeff\u00a0\u200b", max_size=5))
def test_nothing_before_a_formula_sign_hides_it(rest, sign, blanks):
    assert tables.neutralised(blanks + sign + rest).startswith("'")


def test_a_page_shows_finished_text():
    table = Table("Figures", COLUMNS, [ROW])

    assert [cell.text for cell in next(table.body)] == ["Health", "1,250", "62%", "1.8", "3 October 2022"]
    assert [cell.numeric for cell in table.head] == [False, True, True, True, False]


def test_a_csv_shows_the_same_figures_without_commas():
    table = Table("Figures", COLUMNS, [ROW, ["=1", -3, None, "c", None]])

    rows = read_csv("".join(tables.csv_chunks(table)))

    assert rows == [
        ["Name", "S&Ns", "No further action", "Ratio", "Completed"],
        ["Health", "1250", "62%", "1.8", "2022-10-03"],
        ["'=1", "-3", "", "c", ""],
    ]


def test_a_csv_says_what_it_is_before_its_table():
    table = Table("Figures", COLUMNS[:1], [["Health"]])

    rows = read_csv("".join(tables.csv_chunks(table, about=[("As of", "31 January 2023")])))

    assert rows == [["As of", "31 January 2023"], [], ["Name"], ["Health"]]


def test_a_csv_streams_its_rows():
    def endless():
        while True:
            yield ["row"]

    chunks = tables.csv_chunks(Table("Endless", COLUMNS[:1], endless()))

    assert [next(chunks) for _ in range(3)] == ["\ufeff", '"Name"\r\n', '"row"\r\n']


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_any_text_comes_back_from_a_csv(texts):
    columns = [Column(str(index), "x") for index in range(len(texts))]

    read = read_csv("".join(tables.csv_chunks(Table("Any", columns, [texts]))))

    assert [tables.restored(text) for text in read[1]] == texts or texts == [""]


def workbook(*given_tables, notes=()):
    file = io.BytesIO()
    cover = workbooks.Cover("Quarter", [("As of", "31 January 2023")])
    workbooks.write_xlsx(file, cover=cover, notes=notes, tables=given_tables)
    return file


def test_a_workbook_has_cover_contents_notes_and_one_table_a_sheet():
    file = workbook(Table("S&Ns by group", COLUMNS, [ROW], ["internal"]), notes=["Not for publication"])

    book = openpyxl.load_workbook(file)

    assert book.sheetnames == ["Cover", "Contents", "Notes", "S&Ns by group"]
    assert [cell.value for cell in book["Cover"]["B"]] == [None, "31 January 2023"]
    assert [cell.value for cell in book["Notes"]["A"]] == ["Notes", "Not for publication", "S&Ns by group: internal"]
    assert book["Contents"]["A2"].hyperlink.location == "'S&Ns by group'!A1"
    assert [cell.value for cell in book["S&Ns by group"][2]] == [
        "Health",
        1250,
        0.62,
        1.8,
        datetime.fromisoformat("2022-10-03"),
    ]
    assert book["S&Ns by group"].freeze_panes == "A2"
    assert not any(sheet.merged_cells.ranges for sheet in book)


@pytest.mark.parametrize("text", [text for text in DANGEROUS if "\r" not in text])
def test_a_workbook_holds_no_formula(text):
    file = workbook(Table("Risky", COLUMNS[:1], [[text]]))

    cell = openpyxl.load_workbook(file)["Risky"]["A2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert b"<f>" not in b"".join(zipfile.ZipFile(file).read(name) for name in zipfile.ZipFile(file).namelist())


def test_moments_are_shown_in_local_time():
    table = Table("Times", [Column("at", "At", "date")], [[datetime(2022, 6, 30, 23, 30, tzinfo=UTC)]])

    assert next(table.body)[0].text == "1 July 2022 at 00:30"
    assert read_csv("".join(tables.csv_chunks(table)))[1] == ["2022-07-01 00:30:00"]
    assert openpyxl.load_workbook(workbook(table))["Times"]["A2"].value == datetime.fromisoformat("2022-07-01 00:30")


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("S&Ns: by [group]", [], "S&Ns by group"),
        ("Contents", ["contents"], "Contents 2"),
        ("x" * 40, ["x" * 31], "x" * 29 + " 2"),
        ("History", [], "History 2"),
        ("'/'", [], "Table"),
    ],
)
def test_sheet_names_are_ones_that_excel_accepts(title, taken, name):
    assert workbooks.sheet_name(title, taken) == name


@given(st.lists(st.text(), max_size=15))
def test_sheet_names_are_unique_and_short(titles):
    names = []
    for title in titles:
        names.append(workbooks.sheet_name(title, names))

    assert len({name.casefold() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 for name in names)
