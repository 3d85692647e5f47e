"""Records as a workbook: its frame is made by ``ehtrack.lib.workbooks``, its rows are written straight into the sheet.

A program that makes workbooks cell by cell spends most of its time on what these rows do not need. So it makes one with
a model row that shows the style of each column, and the rows take the place of that row as the archive is copied.
"""

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import IO

from ehtrack.lib import tables, workbooks
from ehtrack.lib.calendar import LONDON
from ehtrack.lib.exporting.columns import Column, Kind
from ehtrack.lib.exporting.marks import SHEET
from ehtrack.lib.tables import restored, would_run

MOST_ROWS = 1_048_576 - 1  # Excel's own limit, less the row of headings
QUICK = 1  # of nine levels of compression: the higher ones take longer than all the rest
TOGETHER = 500  # rows handed to the archive at once

_MODELS: dict[Kind, tuple[tables.Kind, object]] = {
    "text": ("text", "="),
    "date": ("date", date(2022, 10, 3)),
    "moment": ("date", datetime(2022, 10, 3, 12, tzinfo=LONDON)),
    "count": ("count", 1),
}
_MODEL_ROW = re.compile(r'<row r="2".*?</row>')
_STYLE = re.compile(r'<c r="[A-Z]+2" s="([0-9]+)"')
_SIZE = re.compile(r"<dimension [^>]*/>")
# What cannot stand in a sheet as it is: an apostrophe of ours, blanks at an end, marks of XML, control characters.
_ODD = re.compile(r"^['\s]|\s$|[&<>\x00-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_BEGINNING = date(1899, 12, 30).toordinal()

Texts = Sequence[str | None]
Writer = Callable[[str, int], str]


class TooLarge(Exception):
    """More than a workbook can hold."""


def write(
    file: IO[bytes], *, cover: workbooks.Cover, notes: Sequence[str], columns: Sequence[Column], rows: Iterable[Texts]
) -> None:
    """``rows`` are texts as ``copying.texts`` gives them, neutralised. ``file`` must seek. Raises TooLarge."""
    with tempfile.TemporaryFile() as frame:
        workbooks.write_xlsx(frame, cover=cover, notes=notes, tables=[_model(columns)])
        with (
            zipfile.ZipFile(frame) as made,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as book,
        ):
            *others, records = sorted(made.infolist(), key=lambda entry: entry.filename.startswith("xl/worksheets/"))
            for entry in others:
                book.writestr(entry.filename, made.read(entry))
            with book.open(records.filename, "w") as sheet:
                _fill(sheet, made.read(records).decode(), columns, rows)


def _model(columns: Sequence[Column]) -> tables.Table:
    kinds = [_MODELS[column.kind] for column in columns]
    headings = [tables.Column(column.name, column.name, kind) for column, (kind, _) in zip(columns, kinds, strict=True)]
    return tables.Table(SHEET, headings, [[value for _, value in kinds]])


def _fill(sheet: IO[bytes], frame: str, columns: Sequence[Column], rows: Iterable[Texts]) -> None:
    found = _MODEL_ROW.search(frame)
    styles = _STYLE.findall(found[0]) if found else []
    if found is None or len(styles) != len(columns):
        raise AssertionError("The model row of the workbook is not where it was expected.")
    # The height is not known before the end, and the standard lets it be left out.
    sheet.write(_SIZE.sub("", frame[: found.start()]).encode())
    writers = [
        _writer(column.kind, letters(at), style) for at, (column, style) in enumerate(zip(columns, styles, strict=True))
    ]
    for piece in _pieces(writers, rows):
        try:
            sheet.write(piece.encode())
        except RuntimeError as error:  # of zipfile: past two gigabytes, which not every program reads
            raise TooLarge from error
    sheet.write(frame[found.end() :].encode())


def _pieces(writers: Sequence[Writer], rows: Iterable[Texts]) -> Iterator[str]:
    lines: list[str] = []
    number = 1
    for number, row in enumerate(rows, start=2):
        cells = [write(text, number) for write, text in zip(writers, row, strict=True) if text]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(lines) == TOGETHER:
            yield "".join(lines)
            lines.clear()
    if number > MOST_ROWS + 1:
        raise TooLarge
    yield "".join(lines)


def letters(position: int) -> str:
    """The name of a column: A for 0, AA for 26."""
    before, last = divmod(position, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def _writer(kind: Kind, column: str, style: str) -> Writer:
    if kind == "text":
        return _text_writer(column, style)
    number: Callable[[str], str] = str if kind == "count" else _moment
    return lambda text, row: f'<c r="{column}{row}" s="{style}"><v>{number(text)}</v></c>'


def _text_writer(column: str, quoted: str) -> Writer:
    odd = _ODD.search

    def write(text: str, row: int) -> str:
        if odd(text):
            return _odd_text(text, f"{column}{row}", quoted)
        return f'<c r="{column}{row}" t="inlineStr"><is><t>{text}</t></is></c>'

    return write


def _odd_text(text: str, place: str, quoted: str) -> str:
    """In a workbook a text never runs by itself; one that would when edited carries Excel's own quote prefix."""
    given = restored(text)[: workbooks.LONGEST_CELL]
    style = f' s="{quoted}"' if would_run(given) else ""
    marked = given.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    safe = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", marked)
    return f'<c r="{place}"{style} t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'


def _moment(text: str) -> str:
    """As the spreadsheet counts: days since the end of 1899. A day without a time is a whole number."""
    return str(_day(text[:10]) + _part_of_day(text[11:])) if len(text) > 10 else str(_day(text))


@lru_cache(20_000)
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - _BEGINNING


@lru_cache(100_000)
def _part_of_day(text: str) -> float:
    clock = time.fromisoformat(text)
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400
