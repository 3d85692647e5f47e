"""An XLSX archive: which of its parts holds the sheet to read, the texts that cells share, the formats of numbers."""

import mmap
import re
import zipfile
from array import array
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from typing import IO

from openpyxl.styles.numbers import BUILTIN_FORMATS

from ehtrack.lib.importing.problems import Refused
from ehtrack.lib.importing.xml_parts import UNREADABLE, read, tags

LARGEST_LIST = 16 << 20  # a list of sheets or formats: kept in memory
LONGEST_CELL = 1 << 20
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_BOOK_TAGS = tags("workbookPr", "sheet")
_STYLE_TAGS = tags("numFmt", "cellXfs", "xf")
_TEXT_TAGS = tags("si", "t", "rPh")
_RELATION_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships id",
    "http://purl.oclc.org/ooxml/officeDocument/relationships id",
)


def unescaped(text: str) -> str:
    """Characters that XML cannot hold are written as _x000D_."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


@dataclass(frozen=True)
class Sheet:
    name: str
    path: str
    hidden: bool


class Workbook:
    """The parts of an archive, by what the archive says of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
        self.from_1904 = False
        self.sheets: list[Sheet] = []
        book = next((path for kind, path in self._relations("").values() if kind == "officeDocument"), "")
        self.relations = self._relations(book)
        self._read_book(book)

    def open(self, path: str) -> IO[bytes]:
        try:
            return self.archive.open(self.names[path.lower()])
        except KeyError:
            raise Refused(UNREADABLE) from None

    def size(self, path: str) -> int:
        return self.archive.getinfo(self.names[path.lower()]).file_size

    def shown_sheets(self) -> list[Sheet]:
        """Those that people see, in their order; all when none is shown."""
        return [sheet for sheet in self.sheets if not sheet.hidden] or self.sheets

    def formats(self) -> list[str]:
        """The number format of each style of cells."""
        formats = dict(BUILTIN_FORMATS)
        styles: list[str] = []
        inside = False

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal inside
            tag = _STYLE_TAGS.get(name)
            if tag == "numFmt":
                formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            elif tag == "cellXfs":
                inside = True
            elif tag == "xf" and inside:
                styles.append(formats.get(int(attributes.get("numFmtId", "0")), ""))

        def end(name: str) -> None:
            nonlocal inside
            if _STYLE_TAGS.get(name) == "cellXfs":
                inside = False

        path = self._part("styles")
        if path:
            read(self._small(path), start, end)
        return styles

    def shared_texts(self, file: IO[bytes]) -> "SharedTexts":
        path = self._part("sharedStrings")
        return SharedTexts(file, self.open(path) if path else None)

    def _part(self, kind: str) -> str:
        return next((path for found, path in self.relations.values() if found == kind), "")

    def _small(self, path: str) -> IO[bytes]:
        stream = self.open(path)
        if self.size(path) > LARGEST_LIST:
            raise Refused(UNREADABLE)
        return stream

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: id -> (kind, path)."""
        found = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name.endswith(" Relationship") and attributes.get("TargetMode") != "External":
                kind = attributes["Type"].rpartition("/")[2]
                target = join("/", dirname(path), attributes["Target"].replace("\\", "/"))
                found[attributes["Id"]] = (kind, normpath(target).lstrip("/"))

        folder, _, name = path.rpartition("/")
        read(self._small(f"{folder}/_rels/{name}.rels".lstrip("/")), start)
        return found

    def _read_book(self, path: str) -> None:
        def start(name: str, attributes: dict[str, str]) -> None:
            tag = _BOOK_TAGS.get(name)
            if tag == "workbookPr":
                self.from_1904 = attributes.get("date1904", "0") in ("1", "true")
            elif tag == "sheet":
                self._add_sheet(attributes)

        read(self._small(path), start)

    def _add_sheet(self, attributes: dict[str, str]) -> None:
        relation = next(filter(None, map(attributes.get, _RELATION_IDS)), "")
        kind, path = self.relations.get(relation, ("", ""))
        if kind == "worksheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append(Sheet(attributes.get("name", ""), path, hidden))


class SharedTexts:
    """The texts to which cells refer by number, kept in ``file``: a large sheet shares a million of them."""

    def __init__(self, file: IO[bytes], stream: IO[bytes] | None) -> None:
        self.ends = array("Q", [0])
        self.file = file
        if stream:
            self._fill(stream)
        file.flush()
        self.map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if self.ends[-1] else b""

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self.ends) - 1:
            raise Refused(UNREADABLE)
        return self.map[self.ends[number] : self.ends[number + 1]].decode("utf-8", "surrogatepass")

    def _fill(self, stream: IO[bytes]) -> None:
        collector = TextCollector()

        def start(name: str, attributes: dict[str, str]) -> None:
            collector.start(_TEXT_TAGS.get(name))

        def end(name: str) -> None:
            tag = _TEXT_TAGS.get(name)
            collector.end(tag)
            if tag == "si":
                size = self.file.write(unescaped(collector.taken()).encode("utf-8", "surrogatepass"))
                self.ends.append(self.ends[-1] + size)

        read(stream, start, end, collector.add)


class TextCollector:
    """The text of a cell, whole or in runs of different letters; how it is read aloud (``rPh``) is left out."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.taking = False
        self.aloud = False
        self.length = 0

    def start(self, tag: str | None) -> None:
        if tag == "t":
            self.taking = not self.aloud
        elif tag == "rPh":
            self.aloud = True

    def end(self, tag: str | None) -> None:
        if tag == "t":
            self.taking = False
        elif tag == "rPh":
            self.aloud = False

    def add(self, text: str) -> None:
        if self.taking:
            self.parts.append(text)
            self.length += len(text)
            if self.length > LONGEST_CELL:
                raise Refused("This workbook has a cell of more than a million characters. Check that it is right.")

    def taken(self) -> str:
        text = "".join(self.parts)
        self.parts.clear()
        self.length = 0
        return text
