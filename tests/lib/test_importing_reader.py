import io
import zipfile
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehtrack.lib.importing import sheets
from ehtrack.lib.importing.problems import Refused
from ehtrack.lib.importing.reader import open_file

KNOWN = ["reference", "received_at", "child_reference"]


def opened(content, required=("reference",)):
    data = content if isinstance(content, bytes) else content.encode()
    return open_file(io.BytesIO(data), known=KNOWN, required=required)


def cells(content):
    return [(row.line, list(row.cells)) for row in opened(content).rows()]


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file


@pytest.mark.parametrize(
    "data",
    [
        "reference,child_reference\nA1,Zoë\n".encode(),
        "\ufeffreference,child_reference\r\nA1,Zoë\r\n".encode(),
        "reference,child_reference\nA1,Zoë\n".encode("cp1252"),
        "reference;child_reference\nA1;Zoë\n".encode(),
        "reference\tchild_reference\rA1\tZoë\r".encode(),
        "child_reference,reference\nZoë,A1\n".encode(),
        " Child Reference , REFERENCE\nZoë,A1\n".encode(),
        '"Child-Reference","reference"\n"Zoë","A1"'.encode(),
        "reference\tchild_reference\nA1\tZoë\n".encode("utf-16"),
        "colour,reference,child_reference\nred,A1,Zoë\n".encode(),
        "problem,reference,child_reference\nwrong,A1,Zoë\n".encode(),
        "a,b;reference;child_reference\n1;A1;Zoë\n".encode(),
    ],
)
def test_every_way_to_save_the_same_rows_reads_the_same(data):
    assert cells(data) == [(2, ["A1", "Zoë"])]


def test_unknown_columns_are_named_and_a_problem_column_is_not():
    reader = opened("reference,Colour,problem,Shoe size\nA1,red,,38\n")

    assert [remark.column for remark in reader.remarks] == ["Colour", "Shoe size"]


def test_lines_are_those_of_the_file_also_over_blank_rows_and_long_cells():
    content = '\n\nreference,child_reference\nA1,"two\nlines"\n\n,,\nA2,x\n'

    assert cells(content) == [(4, ["A1", "two\nlines"]), (8, ["A2", "x"])]


def test_short_rows_are_filled_up_and_long_ones_are_faults():
    rows = list(opened("reference,child_reference\nA1\nA2,x,,\nA3,x,y\n").rows())

    assert [(list(row.cells), bool(row.fault)) for row in rows] == [
        (["A1", ""], False),
        (["A2", "x"], False),
        (["A3", "x"], True),
    ]


@pytest.mark.parametrize("bad", ['"A1"x,y', '"A1,y', "A\x001,y"])
def test_a_broken_row_is_a_fault_of_its_line_and_not_of_the_file(bad):
    rows = list(opened(f"reference,child_reference\nA0,x\n{bad}\n").rows())

    assert [(row.line, bool(row.fault)) for row in rows] == [(2, False), (3, True)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"child_reference\nA1\n", "Add the column reference"),
        (b"reference,Reference\nA1,A2\n", "there twice"),
        (b"\xd0\xcf\x11\xe0 old excel", "old or password-protected"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (b"\xef\xbb\xbfreference\n\xff\n", "not text"),
        (b"reference\n\x81\n", "not text"),
        (b"x" * 1_100_000, "more than a million"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, said):
    with pytest.raises(Refused, match=said):
        list(opened(content).rows())


def test_a_missing_column_is_named():
    with pytest.raises(Refused) as refused:
        opened("colour\nred\n", required=["reference", "received_at"])

    assert refused.value.column == "reference, received_at"


def test_a_workbook_gives_text_as_a_csv_would():
    file = workbook(
        [
            ["Reference", "Received at", "child reference"],
            ["A1", datetime.fromisoformat("2022-10-03 14:05"), 1001],
            ["A2", datetime.fromisoformat("2022-10-03"), 1001.5],
            [],
            ["A3", "03/10/2022 14:05", True],
        ]
    )

    assert cells(file.getvalue()) == [
        (2, ["A1", "2022-10-03 14:05:00", "1001"]),
        (3, ["A2", "2022-10-03 00:00:00", "1001.5"]),
        (5, ["A3", "03/10/2022 14:05", "yes"]),
    ]


def test_a_date_cell_without_a_time_stays_a_date():
    book = openpyxl.Workbook()
    book.active.append(["reference", "received at"])
    book.active.append(["A1", datetime.fromisoformat("2022-10-03").date()])
    file = io.BytesIO()
    book.save(file)

    assert cells(file.getvalue()) == [(2, ["A1", "2022-10-03"])]


def test_a_workbook_that_counts_days_from_1904_reads_the_same():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["reference", "received at"])
    book.active.append(["A1", datetime.fromisoformat("2022-10-03 14:05")])
    file = io.BytesIO()
    book.save(file)

    assert cells(file.getvalue()) == [(2, ["A1", "2022-10-03 14:05:00"])]


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.SMALL + 1))

    with pytest.raises(Refused, match="unpacks to more"):
        opened(file.getvalue())


def test_a_workbook_damaged_anywhere_is_refused_and_never_an_error():
    whole = workbook([["reference"], *[[f"A{n}"] for n in range(200)]]).getvalue()
    refusals = 0
    for place in range(0, len(whole), 61):
        damaged = whole[:place] + b"\xff\x00\xff" + whole[place + 3 :]
        try:
            list(opened(damaged).rows())
        except Refused:
            refusals += 1

    assert refusals


def test_a_workbook_of_a_zip_version_that_nobody_reads_is_refused():
    whole = workbook([["reference"], ["A1"]]).getvalue()
    entry = whole.index(b"PK\x01\x02")

    with pytest.raises(Refused):
        opened(whole[: entry + 6] + b"\xff" + whole[entry + 7 :])


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    try:
        rows = list(opened(b"reference,child_reference\n" + data).rows())
    except Refused:
        return
    assert all(len(row.cells) == 2 for row in rows)


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(data):
    try:
        list(opened(data).rows())
    except Refused:
        return
