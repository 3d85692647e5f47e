"""CSV files as councils, schools and Excel write them: UTF-8 or Windows-1252, comma, semicolon or tab."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import chain
from typing import BinaryIO

from ehtrack.lib.importing.problems import Refused

CHUNK = 1 << 20
DELIMITERS = ",;\t"
LONGEST_LINE = 1 << 20

RawRow = tuple[int, list[str]]


class BrokenRow(Exception):
    """A line whose quotation marks do not match up; reading can go on after it."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def encoding_of(file: BinaryIO) -> str:
    """UTF-8 when every byte of the file is, else Windows-1252. Reads the file once, in pieces."""
    file.seek(0)
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if _decodes(file, "utf-8"):
        return "utf-8-sig"
    if not start.startswith(codecs.BOM_UTF8) and _decodes(file, "cp1252"):
        return "cp1252"
    raise Refused("This is not text in UTF-8 or Windows-1252. In Excel, save it as “CSV UTF-8” and send it again.")


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
            except csv.Error:
                yield BrokenRow(skipped + before + 1)
            else:
                yield skipped + before + 1, cells
            before = reader.line_num


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Line by line, as the csv module wants them, but never one that fills the memory."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise Refused("This file has a line of more than a million characters. Check that it is a CSV file.")
        yield line
