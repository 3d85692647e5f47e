"""A file as rows of the columns that were declared, whatever their order, letter case and spelling of spaces."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from ehtrack.lib.exporting.marks import MARK
from ehtrack.lib.importing.problems import FaultyCell, Problem, Refused, shortened
from ehtrack.lib.importing.sheets import LEFT_OUT, SheetSource
from ehtrack.lib.importing.texts import BrokenRow, RawRow, TextSource
from ehtrack.lib.tables import restored

PROBLEM = "problem"
LINES_OF_AN_EXPORT = 20
MOST_NAMED = 10
NO_NAMES = " If these are no column names, this is not a CSV or XLSX file of records, or its first rows must go."
NOT_A_TABLE = (
    "This is neither a CSV nor an XLSX file. In your spreadsheet, save it as “CSV UTF-8” or XLSX and send that."
)
FIRST = 1_000
OTHER_FORMATS = (
    b"%pdf",
    b"{\\rtf",
    b"<!doctype",
    b"<html",
    b"<?xml",
    b"\x89png",
    b"\xff\xd8\xff",
    b"gif8",
    b"\x1f\x8b",
)
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


UNSEEN = re.compile("[\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


def normalised(heading: str) -> str:
    """In lower case with underscores, without marks that nobody sees: systems put them at the start of a file."""
    return re.sub(r"[\s_-]+", "_", UNSEEN.sub("", heading)).lower().strip("_")


@dataclass(frozen=True)
class Row:
    """One line: its cells in the order of ``Reader.columns``, or what is wrong with the line as a whole."""

    line: int
    cells: Sequence[str]
    fault: str = ""


class Reader:
    """A file whose header has been read. ``columns`` are the known ones that it holds, in the declared order;
    ``remarks`` tell what of the file is left out."""

    def __init__(self, source: TextSource | SheetSource, known: Sequence[str], required: Sequence[str]) -> None:
        self.source = source
        self.known = known
        self.headings: list[str] = []
        self.columns: list[str] = []
        self.remarks: list[Problem] = []
        self._places: list[int] = []
        self._raw = iter(source.rows())
        self.was_exported = False
        self._read_header(self._first(required), required)

    @property
    def was_rejected(self) -> bool:
        """The file is one that ehtrack wrote itself, with a problem column: its cells are neutralised."""
        return PROBLEM in map(normalised, self.headings)

    def rows(self) -> Iterator[Row]:
        """Once only: the file is read as it comes."""
        for row, _ in self.rows_as_given():
            yield row

    def rows_as_given(self) -> Iterator[tuple[Row, list[str]]]:
        """Each row with its cells as they stand in the file, under ``headings``."""
        width, places, restore = len(self.headings), self._places, self.was_rejected or self.was_exported
        for item in self._raw:
            if isinstance(item, BrokenRow):
                yield Row(item.line, [""] * len(places), item.cure), []
                continue
            line, cells = item
            if not any(map(str.strip, cells)):
                continue
            fault = _fault(cells, width)
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            if restore:
                cells = [cell if type(cell) is FaultyCell else restored(cell) for cell in cells]
            yield Row(line, [cells[place] for place in places], fault), cells

    def _first(self, required: Sequence[str]) -> RawRow | BrokenRow | None:
        """The first row; in a CSV that ehtrack exported, the one after the lines that say what it is."""
        item = next(self._raw, None)
        self.was_exported = isinstance(item, tuple) and item[1][:1] == [MARK]
        if not self.was_exported:
            return item
        following = (row for row in islice(self._raw, LINES_OF_AN_EXPORT) if isinstance(row, tuple))
        return next((row for row in following if set(required) <= set(map(normalised, row[1]))), item)

    def _read_header(self, item: RawRow | BrokenRow | None, required: Sequence[str]) -> None:
        if item is None:
            raise Refused("This file is empty. The first row must hold the column names.")
        if isinstance(item, BrokenRow):
            raise Refused(f"The first row cannot be read. {item.cure}")
        self.headings = item[1]
        names = [normalised(heading) for heading in self.headings]
        self.columns = [name for name in self.known if name in names]
        self._places = [names.index(name) for name in self.columns]
        self.remarks = [
            Problem(None, heading, "", "This column is not known and was left out.")
            for heading, name in zip(self.headings, names, strict=True)
            if self._odd(name)
        ] + [Problem(None, sheet, "", LEFT_OUT) for sheet in self.source.left_out]
        self._refuse_wrong_header(names, required)

    def _odd(self, name: str) -> bool:
        return bool(name) and name not in self.known and name != PROBLEM

    def _refuse_wrong_header(self, names: list[str], required: Sequence[str]) -> None:
        missing = [name for name in required if name not in names]
        if missing:
            listed = ", ".join(missing)
            what = f"Add the column {listed}" if len(missing) == 1 else f"Add the columns {listed}"
            unknown = [
                shortened(heading) for heading, name in zip(self.headings, names, strict=True) if self._odd(name)
            ]
            told = f" Not known in such a file: {', '.join(unknown[:MOST_NAMED])}." if unknown else ""
            if not self.columns:
                told += NO_NAMES
            raise Refused(f"{what}: required, and not in the first row of this file.{told}", column=listed)
        twice = [name for name in self.columns if names.count(name) > 1]
        if twice:
            raise Refused(f"The column {twice[0]} is there twice. Keep one of them.", column=twice[0])


def _fault(cells: list[str], width: int) -> str:
    if len(cells) > width and any(cells[width:]):
        return f"This row has {len(cells)} cells, the header {width}. Put text with a separator in quotation marks."
    if UNSTORABLE.search("".join(cells)):
        return "This row holds a character that cannot be stored (NUL). Type the cell again."
    return ""


def _is_another_format(start: bytes) -> bool:
    """A document, a picture, a page: by its own mark, or by bytes that no text holds."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    return start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(OTHER_FORMATS) or len(NO_TEXT.findall(start)) > 3


def open_file(file: BinaryIO, *, known: Sequence[str], required: Sequence[str]) -> Reader:
    """A reader for a CSV or XLSX file that can seek; the kind of file is told by its first bytes, not its name."""
    file.seek(0)
    start = file.read(4)
    if start == OLD_EXCEL:
        raise Refused("This is an old or password-protected Excel file. Save it as XLSX or CSV without a password.")
    if start[:2] != b"PK" and _is_another_format(start + file.read(FIRST)):
        raise Refused(NOT_A_TABLE)
    source: TextSource | SheetSource
    if start.startswith(b"PK"):
        source = SheetSource(file)
    else:
        source = TextSource(file, lambda cells: len({normalised(cell) for cell in cells} & set(known)))
    return Reader(source, known, required)
