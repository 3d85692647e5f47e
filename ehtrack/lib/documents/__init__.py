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
LINE, NARROW, EDGES = 120, 30, 4  # letters: of a line of a table, of a long text in a narrow column, around a text


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
    """How wide each column is beside the others: for its longest text within bounds, and for the longest word of its
    head, which is bold."""
    most = max(NARROW, LINE // len(columns))
    longest = [0] * len(columns)
    for row in body:
        longest = [max(width, len(cell.text)) for width, cell in zip(longest, row, strict=True)]
    heads = [max((len(word) for word in column.label.split()), default=0) for column in columns]
    return [max(min(width, most), head * 4 // 3) + EDGES for width, head in zip(longest, heads, strict=True)]
