"""Empty files to fill in: the column names of a kind, required ones first, and nothing below them."""

from collections.abc import Callable, Sequence
from io import BytesIO

import xlsxwriter

from ehtrack.lib.importing.columns import Column
from ehtrack.lib.tables import BYTE_ORDER_MARK
from ehtrack.lib.workbooks import OPTIONS

WIDTH = 22


def headings(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in sorted(columns, key=lambda column: not column.required)]


def csv_file(columns: Sequence[Column]) -> bytes:
    return f"{BYTE_ORDER_MARK}{','.join(headings(columns))}\r\n".encode()


def xlsx_file(columns: Sequence[Column]) -> bytes:
    """Its columns are formatted as text, so that a spreadsheet leaves what is typed as it is: 0042, 03/10/2022."""
    file, names = BytesIO(), headings(columns)
    with xlsxwriter.Workbook(file, {**OPTIONS, "in_memory": True}) as book:
        sheet = book.add_worksheet("Records")
        sheet.set_column(0, len(names) - 1, WIDTH, book.add_format({"num_format": "@"}))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, names, book.add_format({"bold": True, "num_format": "@"}))
    return file.getvalue()


ENDINGS: dict[str, tuple[str, Callable[[Sequence[Column]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", csv_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
}
