"""One Table value, written as CSV, as XLSX or as the finished text of a page."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Literal

from ehtrack.lib import numbers
from ehtrack.lib.calendar import LONDON

Kind = Literal["text", "count", "percent", "ratio", "date"]
Row = Sequence[object]
NUMERIC: frozenset[Kind] = frozenset({"count", "percent", "ratio"})
BYTE_ORDER_MARK = "\ufeff"

# What spreadsheets skip before they look for a formula, and what makes one: ASCII and full-width forms.
_SKIPPED = "\\s\\x00-\\x1f\\x7f-\\xa0\\xad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff'"
_RUNS = re.compile(f"[{_SKIPPED}]*[=+\\-@\uff1d\uff0b\uff0d\uff20\u2212]|[{_SKIPPED}]*[\\t\\r\\n]")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def would_run(text: str) -> bool:
    """Would a spreadsheet that opens this text from a CSV take it for a formula?"""
    return _RUNS.match(text) is not None and not _PLAIN_NUMBER.fullmatch(text)


def neutralised(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe in front. Negative numbers stay numbers."""
    return f"'{text}" if would_run(text) else text


def restored(text: str) -> str:
    """What ``neutralised`` was given."""
    return text[1:] if text.startswith("'") and would_run(text[1:]) else text


@dataclass(frozen=True)
class Column:
    """``percent`` and ``ratio`` values are exact quotients (31/50, not 62); a text in their place is shown as it is."""

    key: str
    label: str
    kind: Kind = "text"

    @property
    def numeric(self) -> bool:
        return self.kind in NUMERIC

    def text(self, value: object) -> str:
        """For people: 1,250, 62%, 1.8, 3 October 2022."""
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, datetime):
            local = value.astimezone(LONDON)
            return f"{local.day} {local:%B %Y} at {local:%H:%M}"
        if isinstance(value, date):
            return f"{value.day} {value:%B %Y}"
        return self._number_text(value)

    def _number_text(self, value: object) -> str:
        if not isinstance(value, numbers.Number) or isinstance(value, bool):
            return str(value)
        if self.kind == "percent":
            return numbers.percent(value)
        return numbers.quotient(value, 1) if self.kind == "ratio" else numbers.count(value)

    def plain(self, value: object) -> str | int:
        """For a CSV: what ``text`` shows, without commas in numbers and with dates that sort."""
        if value is None:
            return ""
        if isinstance(value, str):
            return neutralised(value)
        if isinstance(value, datetime):
            return f"{value.astimezone(LONDON):%Y-%m-%d %H:%M:%S}"
        if isinstance(value, date):
            return value.isoformat()
        if self.kind == "count" and isinstance(value, numbers.Number) and not isinstance(value, bool):
            return numbers.half_up(value)
        return neutralised(self._number_text(value).replace(",", "")) if self.numeric else neutralised(str(value))

    def number(self, value: numbers.Number) -> float:
        """For a spreadsheet: the number that ``text`` shows."""
        if self.kind == "percent":
            return float(numbers.rounded(value, 2))
        return float(self._number_text(value).replace(",", ""))


@dataclass(frozen=True)
class Cell:
    text: str
    numeric: bool


@dataclass(frozen=True)
class Table:
    """Rows are read once when they come from an iterator; give a list where a table is shown and exported."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def head(self) -> list[Cell]:
        return [Cell(column.label, column.numeric) for column in self.columns]

    @property
    def body(self) -> Iterator[list[Cell]]:
        for row in self.rows:
            yield [Cell(column.text(value), column.numeric) for column, value in zip(self.columns, row, strict=True)]


def csv_chunks(table: Table, about: Iterable[tuple[str, str]] = ()) -> Iterator[str]:
    """The lines of a CSV as they are made; ``about`` (what, filters, as-of, who, when) comes first, then a blank."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC)
    yield BYTE_ORDER_MARK
    for line in _csv_lines(table, about):
        writer.writerow(line)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _csv_lines(table: Table, about: Iterable[tuple[str, str]]) -> Iterator[Sequence[str | int]]:
    told = [[neutralised(what), neutralised(value)] for what, value in about]
    yield from [*told, []] if told else []
    yield [neutralised(column.label) for column in table.columns]
    for row in table.rows:
        yield [column.plain(value) for column, value in zip(table.columns, row, strict=True)]


def write_csv(file: IO[str], table: Table, about: Iterable[tuple[str, str]] = ()) -> None:
    """Write to a text file opened with ``newline=""``."""
    file.writelines(csv_chunks(table, about))
