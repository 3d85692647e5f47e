"""The rows of a table as finished text: a template that branches at every cell costs more than all else on a page."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

ROW = '<tr class="govuk-table__row">{}{}</tr>\n'
STACKED_ROW = '<tr class="govuk-table__row" role="row">{}{}</tr>\n'
FIRST = '<th scope="row" class="govuk-table__header">{}</th>'
STACKED_FIRST = '<th scope="row" class="govuk-table__header" role="rowheader">{}</th>'
CELL = '<td class="govuk-table__cell{}">'
STACKED_CELL = '<td class="govuk-table__cell{}" role="cell" data-label="{}">'
CELL_ENDS = SafeString("</td>")
NOTHING = SafeString("")


def table_rows(table: Any, stacked: bool) -> SafeString:
    """Every row of the table; the first cell is the row's head."""
    columns = list(table.columns)
    row, first = (STACKED_ROW, STACKED_FIRST) if stacked else (ROW, FIRST)
    begins = [_begins(column, stacked) for column in columns[1:]]
    shown = []
    for values in table.rows:
        head, *cells = [_text(column, value) for column, value in zip(columns, _values(values, columns), strict=True)]
        shown.append((format_html(first, head), _cells(begins, cells)))
    return format_html_join("", row, shown)


def _begins(column: Any, stacked: bool) -> SafeString:
    """How every cell of the column begins: escaped once, not in each row."""
    style = " govuk-table__cell--numeric" if getattr(column, "numeric", False) else ""
    return format_html(STACKED_CELL, style, column.label) if stacked else format_html(CELL, style)


def _cells(begins: Sequence[SafeString], texts: Sequence[SafeString]) -> SafeString:
    """Safe words beside safe words stay safe."""
    row = NOTHING
    for begin, text in zip(begins, texts, strict=True):
        row = row + begin + text + CELL_ENDS
    return row


def _values(row: Any, columns: Sequence[Any]) -> Iterable[Any]:
    row = getattr(row, "cells", row)
    return [row[column.key] for column in columns] if isinstance(row, Mapping) else list(row)


def _text(column: Any, value: Any) -> SafeString:
    words = value if isinstance(value, SafeString) or not hasattr(column, "text") else column.text(value)
    return NOTHING if words is None else conditional_escape(words)
