"""The first sheet of an XLSX workbook as rows of text, with a guard against workbooks that unpack without end.

Our own reader, because a library either takes ten times as long (openpyxl: a Python object for every cell) or keeps the
sheet in memory, and all the empty cells up to the last one with it (calamine: two cells far apart end the process).
"""

import errno
import tempfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from ehtrack.lib.exporting.marks import COVER, SHEET
from ehtrack.lib.importing.problems import Refused
from ehtrack.lib.importing.sheet_numbers import NumberTexts
from ehtrack.lib.importing.sheet_rows import SheetRows
from ehtrack.lib.importing.texts import RawRow
from ehtrack.lib.importing.workbooks import Sheet, Workbook
from ehtrack.lib.importing.xml_parts import UNREADABLE, pieces

MOST_UNPACKED = 1 << 31
SMALL = 32 << 20
HIGHEST_RATIO = 150
TOO_LARGE = "This workbook unpacks to more than can be right. Save the sheet as CSV and send that."
LEFT_OUT = "This sheet was left out: only the first sheet of a workbook is read."


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


def _records_first(sheets: list[Sheet]) -> list[Sheet]:
    """In a workbook that ehtrack exported the rows come after a cover."""
    ours = sheets[0].name == COVER
    return sorted(sheets, key=lambda sheet: ours and sheet.name != SHEET)


class SheetSource:
    """Rows of the first sheet that people see, numbered as the spreadsheet numbers them."""

    def __init__(self, file: BinaryIO) -> None:
        guard(file)
        self.file = file
        self.share = 0.0
        self.left_out: list[str] = []

    def share_read(self) -> float:
        return self.share

    def rows(self) -> Iterator[RawRow]:
        # A damaged workbook can fail in almost any way: all of it means the same to the sender. A full disk does not.
        try:
            yield from self._parsed()
        except (Refused, MemoryError):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
                raise
            raise Refused(UNREADABLE) from error

    def _parsed(self) -> Iterator[RawRow]:
        self.file.seek(0)
        with zipfile.ZipFile(self.file) as archive, tempfile.TemporaryFile() as texts:
            book = Workbook(archive)
            sheet, *others = _records_first(book.shown_sheets())
            self.left_out = [other.name for other in others]
            numbers = NumberTexts(book.formats(), from_1904=book.from_1904)
            found = SheetRows(book.shared_texts(texts), numbers)
            size = max(book.size(sheet.path), 1)
            for done in pieces(book.open(sheet.path), found.start, found.end, found.text):
                self.share = done / size
                yield from found.rows
                found.rows.clear()
