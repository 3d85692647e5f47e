"""Reads an XML part of a workbook in pieces: whatever its size and whatever it claims, it takes little memory.

A document type is refused (no entities that grow), and so is a tag or comment of a megabyte, which the parser would
have to keep whole.
"""

from collections.abc import Callable, Iterator
from typing import IO
from xml.parsers import expat

from ehtrack.lib.importing.problems import Refused

PIECE = 1 << 16
LONGEST_TAG = 1 << 20
UNREADABLE = (
    "This workbook cannot be read. Open it in your spreadsheet program, save it as XLSX or CSV and send it again."
)
SHEET_NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Text = Callable[[str], None]


def tags(*names: str) -> dict[str, str]:
    """The full names of tags of spreadsheets, in the usual and in the strict form of the standard -> the short one."""
    return {f"{namespace} {name}": name for namespace in SHEET_NAMESPACES for name in names}


def pieces(stream: IO[bytes], start: Start, end: End | None = None, text: Text | None = None) -> Iterator[int]:
    """Parse the part; after each piece of it, the number of bytes so far."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    done = 0
    while piece := stream.read(PIECE):
        parser.Parse(piece, False)
        done += len(piece)
        if done - parser.CurrentByteIndex > LONGEST_TAG:
            raise Refused(UNREADABLE)
        yield done
    parser.Parse(b"", True)
    yield done


def read(stream: IO[bytes], start: Start, end: End | None = None, text: Text | None = None) -> None:
    for _ in pieces(stream, start, end, text):
        pass


def _refuse(*declared: object) -> None:
    raise Refused(UNREADABLE)
