"""Tables as an XLSX workbook, as government statistics guidance asks: cover, contents, notes, one table a sheet.

No merged cells, no formulas, memory that does not grow with the rows.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

import xlsxwriter

from ehtrack.lib.calendar import LONDON
from ehtrack.lib.numbers import Number
from ehtrack.lib.tables import Column, Table, would_run

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": False,
}
LONGEST_CELL = 32_767
WIDTHS = {"text": 28, "count": 14, "percent": 14, "ratio": 14, "date": 18}
FORMATS = {"percent": "0%", "count": "#,##0", "date": "dd/mm/yyyy"}


@dataclass(frozen=True)
class Cover:
    """What the workbook is: title, and facts such as filters, as-of date, who asked and when."""

    title: str
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """A name of at most 31 characters that Excel accepts and that is not taken, whatever the letter case."""
    used = {name.casefold() for name in taken} | {"history"}
    safe = re.sub(r"[\s\[\]:*?/\\\x00-\x1f]+", " ", title).strip(" '")[:31].strip(" '") or "Table"
    name, number = safe, 1
    while name.casefold() in used:
        number += 1
        name = f"{safe[: 30 - len(str(number))]} {number}"
    return name


def write_xlsx(file: IO[bytes], *, cover: Cover, notes: Sequence[str], tables: Sequence[Table]) -> None:
    with xlsxwriter.Workbook(file, OPTIONS) as workbook:
        workbook.set_properties({"title": cover.title})
        book = _Book(workbook)
        names: list[str] = []
        for table in tables:
            names.append(sheet_name(table.title, ["Cover", "Contents", "Notes", *names]))
        book.cover(cover)
        book.contents(names, tables)
        book.notes(notes, tables)
        for name, table in zip(names, tables, strict=True):
            book.table(name, table)


class _Book:
    """A workbook being written: sheets go top to bottom, row by row, as constant memory demands."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self.workbook = workbook
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.quoted = workbook.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"})
        self.moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        self.link = workbook.add_format({"underline": 1, "font_color": "#1d70b8"})
        self.quoted_link = workbook.add_format({"underline": 1, "font_color": "#1d70b8", "quote_prefix": True})
        self.plain = workbook.add_format()
        self.formats = {kind: workbook.add_format({"num_format": code}) for kind, code in FORMATS.items()}

    def _sheet(self, name: str, widths: Sequence[int]) -> xlsxwriter.worksheet.Worksheet:
        sheet = self.workbook.add_worksheet(name)
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
        return sheet

    def cover(self, cover: Cover) -> None:
        sheet = self._sheet("Cover", [32, 80])
        self._text(sheet, 0, 0, cover.title, self.title)
        for row, (what, value) in enumerate(cover.facts, start=1):
            self._text(sheet, row, 0, what, self.bold)
            self._text(sheet, row, 1, value)

    def contents(self, names: Sequence[str], tables: Sequence[Table]) -> None:
        sheet = self._sheet("Contents", [36, 80])
        self._text(sheet, 0, 0, "Sheet", self.bold)
        self._text(sheet, 0, 1, "Table", self.bold)
        for row, (name, table) in enumerate(zip(names, tables, strict=True), start=1):
            target = name.replace("'", "''")
            style = self.quoted_link if would_run(name) else self.link
            sheet.write_url(row, 0, f"internal:'{target}'!A1", style, string=name)
            self._text(sheet, row, 1, table.title)

    def notes(self, notes: Sequence[str], tables: Sequence[Table]) -> None:
        sheet = self._sheet("Notes", [110])
        self._text(sheet, 0, 0, "Notes", self.title)
        told = [*notes, *(f"{table.title}: {note}" for table in tables for note in table.notes)]
        for row, note in enumerate(told, start=1):
            self._text(sheet, row, 0, note)

    def table(self, name: str, table: Table) -> None:
        sheet = self._sheet(name, [WIDTHS[column.kind] for column in table.columns])
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(table.columns):
            self._text(sheet, 0, index, column.label, self.bold)
        for number, row in enumerate(table.rows, start=1):
            for index, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                self._value(sheet, number, index, column, value)

    def _value(self, sheet, row: int, index: int, column: Column, value: object) -> None:
        if value is None:
            return
        if isinstance(value, datetime):
            sheet.write_datetime(row, index, value.astimezone(LONDON).replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, index, value, self.formats["date"])
        elif column.numeric and isinstance(value, Number) and not isinstance(value, bool):
            sheet.write_number(row, index, column.number(value), self.formats.get(column.kind, self.plain))
        else:
            self._text(sheet, row, index, column.text(value))

    def _text(self, sheet, row: int, index: int, text: str, style=None) -> None:
        """Always a string cell; one that would run if someone edited it carries Excel's own quote prefix."""
        style = self.quoted if would_run(text) else style or self.wrapped
        sheet.write_string(row, index, text[:LONGEST_CELL], style)
