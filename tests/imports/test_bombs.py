"""Workbooks that unpack to gigabytes: refused, in a process that may take little memory and time."""

import io
import subprocess
import sys
import time
import zipfile

import pytest

from tests.architecture.source import ROOT
from tests.imports.fuzz import xlsx_files as xlsx
from tests.imports.fuzz.samples import SAMPLES

MEMORY = 400 << 20  # address space, libraries and all
SECONDS = 20
PIECE = 1 << 20
READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
from ehtrack.lib.importing.problems import Refused
from ehtrack.lib.importing.reader import open_file
try:
    with open(sys.argv[2], "rb") as file:
        rows = sum(1 for _ in open_file(file, known=["reference"], required=["reference"]).rows())
    print("read", rows)
except Refused as refused:
    print("refused", refused.cure)
"""
GOOD = xlsx.good(SAMPLES[-3])
HEAD, TAIL = (part.encode() for part in GOOD[xlsx.SHEET].split("</sheetData>"))
NOISE = b"".join(b"%x " % (n * 2654435761 % (1 << 32)) for n in range(1 << 17))[:PIECE]


def with_part(path, name, pieces):
    """A workbook of which one part is written piece by piece."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for other, content in GOOD.items():
            if other != name:
                archive.writestr(other, content)
        with archive.open(name, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)


def many(piece, megabytes):
    for _ in range(megabytes):
        yield piece


def rows(cells, count):
    for line in range(9, 9 + count):
        yield b'<row r="%d">%s</row>' % (line, cells)


def texts(count):
    for _ in range(count):
        yield b"<si><t>%s</t></si>" % (b"x" * 1000) * 1000


CELL = b'<c t="inlineStr"><is><t>'
BOMBS = {
    "spaces": (xlsx.SHEET, lambda: [HEAD, *many(b" " * PIECE, 60), TAIL], "refused This workbook unpacks to more"),
    "zeros": (xlsx.SHEET, lambda: many(bytes(PIECE), 1_100), "refused This workbook unpacks to more"),
    "one cell": (
        xlsx.SHEET,
        lambda: [HEAD, b"<row>", CELL, *many(NOISE, 60), TAIL],
        "refused This workbook has a cell of more than a million",
    ),
    "one attribute": (
        xlsx.SHEET,
        lambda: [HEAD, b'<row x="', *many(NOISE, 60), TAIL],
        "refused This workbook cannot be read",
    ),
    "shared texts": (
        xlsx.SHARED,
        lambda: [f'<sst xmlns="{xlsx.MAIN}">'.encode(), *texts(30), b"</sst>"],
        "read 3",
    ),
    "cells of a row": (
        xlsx.SHEET,
        lambda: [HEAD, b"<row>", b"<c><v>1</v></c>" * 2_000_000, b"</row></sheetData>", TAIL],
        "refused This sheet has cells far to the right",
    ),
    "empty cells of a row": (
        xlsx.SHEET,
        lambda: [HEAD, b"<row>", b"<c/>" * 8_000_000, b"</row></sheetData>", TAIL],
        "refused This workbook cannot be read",
    ),
    "empty rows": (xlsx.SHEET, lambda: [HEAD, b"<row/>" * 5_000_000, b"</sheetData>", TAIL], "refused This workbook"),
    "cells far away": (
        xlsx.SHEET,
        lambda: [HEAD, b'<row r="1048576"><c r="ALK1048576"><v>1</v></c></row></sheetData>', TAIL],
        "read 4",
    ),
    "wide rows": (
        xlsx.SHEET,
        lambda: [HEAD, *rows(b'<c r="ALK9"><v>1</v></c>', 20_000), b"</sheetData>", TAIL],
        "read",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_without_end_takes_little_memory_and_time(tmp_path, name):
    part, pieces, told = BOMBS[name]
    path = tmp_path / "bomb.xlsx"
    with_part(path, part, pieces())
    started = time.monotonic()

    done = subprocess.run(
        [sys.executable, "-c", READ, str(MEMORY), path], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith(told), done.stdout + done.stderr[-500:]
    assert time.monotonic() - started < SECONDS


def test_archives_inside_an_archive_are_not_opened(tmp_path):
    inner = io.BytesIO()
    with_part(inner, xlsx.SHEET, [HEAD, b"</sheetData>", TAIL])
    path = tmp_path / "bomb.xlsx"
    with_part(path, xlsx.SHEET, [inner.getvalue()])

    done = subprocess.run(
        [sys.executable, "-c", READ, str(MEMORY), path], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.stdout.startswith("refused This workbook cannot be read")
