"""Workbooks made of the lines of a sample, part by part, so that any part can be damaged."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from ehtrack.lib.importing.sheet_rows import MOST_COLUMNS
from tests.imports.fuzz.cases import Case, read, refused
from tests.imports.fuzz.samples import Line, Sample

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET, SHARED, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
BOOK_RELATIONS = "xl/_rels/workbook.xml.rels"
FORMATS = {"general": 0, "day": 1, "moment": 2, "five digits": 3, "length of time": 4}

Parts = dict[str, str]


class Xml(str):
    """A cell given as XML; ``{at}`` is where it stands."""


def number(value: object, style: str = "general") -> Xml:
    return Xml(f'<c r="{{at}}" s="{FORMATS[style]}"><v>{value}</v></c>')


def serial(text: str, *, from_1904: bool = False) -> float:
    """The number of a day or a time."""
    epoch = datetime.fromisoformat("1904-01-01" if from_1904 else "1899-12-30")
    return (datetime.fromisoformat(text) - epoch).total_seconds() / 86_400


def dated(sample: Sample, text: str, *, from_1904: bool = False) -> Xml:
    return number(serial(text, from_1904=from_1904), "moment" if sample.with_time else "day")


def letters(place: int) -> str:
    found = ""
    while place >= 0:
        found, place = chr(65 + place % 26) + found, place // 26 - 1
    return found


def sheet(rows: Iterable[Sequence[str]], *, after: str = "") -> str:
    lines = []
    for line, row in enumerate(rows, start=1):
        cells = "".join(_cell(cell, f"{letters(place)}{line}") for place, cell in enumerate(row))
        lines.append(f'<row r="{line}">{cells}</row>')
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{after}</worksheet>'


def _cell(cell: str, at: str) -> str:
    if isinstance(cell, Xml):
        return cell.replace("{at}", at)
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>' if cell else ""


def parts(sheet_xml: str, *, others: Sequence[str] = (), states: Sequence[str] = (), properties: str = "") -> Parts:
    """A workbook of this sheet and ``others`` after it. ``states``: visible or hidden, for each."""
    sheets = [sheet_xml, *others]
    numbers = range(1, len(sheets) + 1)
    shown = [*states, *["visible"] * len(sheets)]
    listed = "".join(f'<sheet name="Sheet {n}" sheetId="{n}" state="{shown[n - 1]}" r:id="rId{n}"/>' for n in numbers)
    relations = [_relation(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    relations += [_relation("rId98", "styles", "styles.xml"), _relation("rId99", "sharedStrings", "sharedStrings.xml")]
    book = f"<workbookPr {properties}/><sheets>{listed}</sheets>"
    return {
        "_rels/.rels": _relations([_relation("rId1", "officeDocument", BOOK)]),
        BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}</workbook>',
        BOOK_RELATIONS: _relations(relations),
        STYLES: f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/>'
        '<numFmt numFmtId="165" formatCode="00000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="46"/>'
        "</cellXfs></styleSheet>",
        SHARED: f'<sst xmlns="{MAIN}"/>',
        **{f"xl/worksheets/sheet{n}.xml": content for n, content in zip(numbers, sheets, strict=True)},
    }


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _relations(relations: Sequence[str]) -> str:
    return f'<Relationships xmlns="{PACKAGE}">{"".join(relations)}</Relationships>'


def archive(files: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def rows_of(lines: Iterable[Line]) -> list[list[str]]:
    lines = list(lines)
    return [list(lines[0]), *(list(line.values()) for line in lines)]


def good(sample: Sample) -> Parts:
    return parts(sheet(rows_of(sample.lines)))


def with_cell(sample: Sample, column: str, cell: str) -> bytes:
    """The workbook with another cell in the first line."""
    return archive(parts(sheet(rows_of(sample.changed(**{column: cell})))))


def same_rows(sample: Sample, files: Mapping[str, str | bytes]) -> Case:
    return read(archive(files), sample.lines)


def unreadable(files: Mapping[str, str | bytes]) -> Case:
    return refused(archive(files), None, "", "workbook cannot be read")


LAST_COLUMN = letters(MOST_COLUMNS - 1)
