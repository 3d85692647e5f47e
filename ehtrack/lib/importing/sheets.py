"""The first sheet of an XLSX workbook as rows of text, with a guard against workbooks that unpack without end."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

import openpyxl

from ehtrack.lib.importing.problems import Refused
from ehtrack.lib.importing.texts import RawRow

MOST_UNPACKED = 1 << 31
SMALL = 32 << 20
HIGHEST_RATIO = 150
UNREADABLE = (
    "This workbook cannot be read. Open it in your spreadsheet program, save it as XLSX or CSV and send it again."
)
TOO_LARGE = "This workbook unpacks to more than can be right. Save the sheet as CSV and send that."
HALF_SECOND = timedelta(microseconds=500_000)


def guard(file: BinaryIO) -> None:
    """Refuse by what the archive says of itself; zipfile never unpacks more than that."""
    try:
        file.seek(0)
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise Refused(UNREADABLE) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > HIGHEST_RATIO * max(packed, 1)):
        raise Refused(TOO_LARGE)


class SheetSource:
    """Rows of the first sheet, numbered as the spreadsheet numbers them."""

    def __init__(self, file: BinaryIO) -> None:
        guard(file)
        self.file = file
        self.done = 0
        self.height = 0

    def share_read(self) -> float:
        return min(self.done / self.height, 1.0) if self.height else 0.0

    def rows(self) -> Iterator[RawRow]:
        # openpyxl raises almost anything on a damaged workbook: all of it means the same to the sender.
        try:
            yield from self._parsed()
        except GeneratorExit:
            raise
        except Exception as error:
            raise Refused(UNREADABLE) from error

    def _parsed(self) -> Iterator[RawRow]:
        self.file.seek(0)
        book = openpyxl.load_workbook(self.file, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            self.height = sheet.max_row or 0
            sheet.reset_dimensions()
            for self.done, row in enumerate(sheet.rows, start=1):
                cells = [text_of(cell) for cell in row]
                if any(cells):
                    yield self.done, cells
        finally:
            book.close()


def text_of(cell) -> str:
    """A cell as it would stand in a CSV: 2022-10-03, 2022-10-03 14:05:00, 1001 for 1001.0, yes for TRUE."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return _moment_text(value + HALF_SECOND, cell.number_format)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _moment_text(value: datetime, number_format: str) -> str:
    """Excel keeps dates and times in one number; at midnight only the format tells which was meant."""
    has_time = value.time().replace(microsecond=0) != time.min or re.search("h", number_format or "", re.IGNORECASE)
    return f"{value:%Y-%m-%d %H:%M:%S}" if has_time else f"{value:%Y-%m-%d}"
