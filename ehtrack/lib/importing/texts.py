"""CSV files as councils, schools and Excel write them: UTF-8 or Windows-1252, comma, semicolon or tab."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from ehtrack.lib.importing.problems import Refused

CHUNK = 1 << 20
DELIMITERS = ",;\t"
LONGEST_LINE = 1 << 20

RawRow = tuple[int, list[str]]


UNMATCHED_QUOTES = "The quotation marks of this row do not match up. Double a quotation mark that is part of the text."
LONG_CELL = "This row has a cell of more than 131,072 characters. Check its quotation marks, and shorten the cell."
NOT_TEXT = "This is not text in UTF-8 or Windows-1252. In Excel, save it as “CSV UTF-8” and send it again."
MIXED = (
    "This file holds text in two encodings, UTF-8 and Windows-1252, so that names would be spoilt. "
    "In Excel, save each of its sources as “CSV UTF-8” and send them one by one."
)
# Letters with accents in UTF-8; in Windows-1252 the same bytes would be a capital à with a sign after it.
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]")


@dataclass(frozen=True)
class BrokenRow:
    """A line that cannot be told into cells; reading can go on after it."""

    line: int
    cure: str


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 when every byte of the file is, else Windows-1252. Reads the file once or twice, in pieces."""
    file.seek(0)
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if _decodes(file, "utf-16"):
            return "utf-16"
    elif _decodes(file, "utf-8"):
        return "utf-8-sig"
    elif not start.startswith(codecs.BOM_UTF8) and _decodes(file, "cp1252"):
        if _holds(file, _UTF8_LETTER):
            raise Refused(MIXED)
        return "cp1252"
    raise Refused(NOT_TEXT)


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _holds(file: BinaryIO, pair: re.Pattern[bytes]) -> bool:
    """Is the pair of bytes anywhere in the file?"""
    file.seek(0)
    last = b""
    while chunk := file.read(CHUNK):
        if pair.search(last + chunk):
            return True
        last = chunk[-1:]
    return False


def delimiter_of(line: str, score: Callable[[list[str]], int]) -> str:
    """The delimiter whose header has most known columns, then most columns."""

    def value(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([line], delimiter=delimiter), [])
        return score(cells), len(cells)

    return max(DELIMITERS, key=value)


class TextSource:
    """Rows of a CSV with the line on which each begins."""

    def __init__(self, file: BinaryIO, score: Callable[[list[str]], int]) -> None:
        self.file = file
        self.encoding = encoding_of(file)
        self.size = max(file.seek(0, io.SEEK_END), 1)
        self.score = score
        self.left_out: list[str] = []

    def share_read(self) -> float:
        return min(self.file.tell() / self.size, 1.0)

    def rows(self) -> Iterator[RawRow | BrokenRow]:
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, encoding=self.encoding, newline="")
        try:
            yield from self._parsed(text)
        finally:
            if not self.file.closed:  # the wrapper must not close a file that is not its own
                text.detach()

    def _parsed(self, text: io.TextIOWrapper) -> Iterator[RawRow | BrokenRow]:
        lines = _lines(text)
        skipped, first = 0, next(lines, "")
        while first and not first.strip(" \t\r\n;,\ufeff"):
            skipped, first = skipped + 1, next(lines, "")
        if not first:
            return
        reader = csv.reader(chain([first], lines), delimiter=delimiter_of(first, self.score), strict=True)
        before = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BrokenRow(skipped + before + 1, LONG_CELL if "field limit" in str(error) else UNMATCHED_QUOTES)
            else:
                yield skipped + before + 1, cells
            before = reader.line_num


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Line by line, as the csv module wants them, but never one that fills the memory."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise Refused("This file has a line of more than a million characters. Check that it is a CSV file.")
        yield line
