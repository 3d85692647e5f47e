"""A document to read and to print, written as DOCX or as tagged PDF: what it is, headed text, and tables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from ehtrack.lib.tables import Cell, Column, Table
from ehtrack.lib.workbooks import Cover

LANGUAGE = "en-GB"
UPRIGHT = 6  # columns of a table that an upright page has room for
NARROWEST, WIDEST = 7, 40  # letters


@dataclass(frozen=True)
class Section:
    """``level`` 1 stands under the title, 2 under the section of level 1 before it. A line break in a paragraph begins
    another."""

    heading: str
    paragraphs: Sequence[str] = ()
    tables: Sequence[Table] = ()
    level: int = 1


@dataclass(frozen=True)
class Document:
    """``footer``: at the foot of each page, before its number. ``made_at``: as the file's properties say it."""

    cover: Cover
    sections: Sequence[Section]
    author: str
    made_at: datetime
    notes: Sequence[str] = field(default_factory=tuple)
    footer: str = ""

    @property
    def whole(self) -> Iterator[Section]:
        """All sections: first what the document is, last its notes."""
        columns = [Column("what", "What"), Column("value", "Value")]
        about = [Section("About this document", tables=[Table("What this document is", columns, self.cover.facts)])]
        notes = [Section("Notes", self.notes)] if self.notes else []
        return chain(about, self.sections, notes)

    @property
    def wide(self) -> bool:
        """Has a table that needs the page on its side?"""
        return any(len(table.columns) > UPRIGHT for section in self.sections for table in section.tables)


def paragraphs(texts: Iterable[str]) -> list[str]:
    return [line.strip() for text in texts for line in re.split(r"[\r\n\v\f\u2028\u2029]+", text) if line.strip()]


def widths(columns: Sequence[Column], body: Iterable[Sequence[Cell]]) -> list[int]:
    """How wide each column is beside the others, in letters: by its longest text, or the longest word of its head."""
    found = [max(map(len, column.label.split()), default=0) for column in columns]
    for row in body:
        found = [max(width, len(cell.text)) for width, cell in zip(found, row, strict=True)]
    return [min(max(width, NARROWEST), WIDEST) for width in found]
