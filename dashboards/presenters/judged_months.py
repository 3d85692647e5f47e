"""What is usual and which months are more, beside any chart or table of months: lines, marks, columns, sentences."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dashboards.measures import variation_words
from dashboards.measures.series import Monthly
from dashboards.measures.variation import JudgedMonth, Side, Signals
from ehtrack.lib import charts, numbers
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

USUAL = [
    Column("usual", "Usual", "count"),
    Column("ordinary", "Within the limits", "count"),
    Column("signal", "Signal or not"),
]
MARKS: dict[Side, charts.Mark] = {Side.HIGHER: "up", Side.LOWER: "down"}
LIMITS = (
    "Within the limits: ordinary variation, which needs no explanation. A month outside them, or the 7th or later in a "
    "row above or below what is usual, is a signal: something has changed."
)


def told(signals: Signals) -> str:
    """What the months come to, and what one does with it."""
    return f"{variation_words.said(signals)}. {variation_words.advice(signals)}".strip()


def of_parts(parts: Iterable[tuple[str, Monthly]]) -> list[str]:
    """A sentence for each part, where lines of its own could not be read."""
    return variation_words.of_parts([(name, one.signals) for name, one in parts])


def lines(signals: Signals, months: Sequence[Month]) -> charts.Usual | None:
    """The lines and marks of the months that were judged."""
    judged = [signals.by_month.get(month) for month in months]
    if not any(judged):
        return None
    return charts.Usual(
        centre=[float(one.centre) if one else None for one in judged],
        low=[float(one.low) if one else None for one in judged],
        high=[float(one.high) if one else None for one in judged],
        marks=[MARKS.get(one.signal) if one and one.signal else None for one in judged],
        centre_label=f"Usual{' for the month' if signals.index else ''}, from {signals.baseline}",
    )


def beside(table: Table, signals: Signals, months: Sequence[Month], notes: Sequence[str] = ()) -> Table:
    """The same table with what is usual, the limits and the verdict of each month that was judged."""
    judged = [signals.by_month.get(month) for month in months]
    if not any(judged):
        return replace(table, notes=notes)
    rows = [[*row, *_cells(one)] for row, one in zip(table.rows, judged, strict=True)]
    compared = [variation_words.compared_with(signals), LIMITS]
    return replace(table, columns=[*table.columns, *USUAL], rows=rows, notes=[*compared, *notes])


def _cells(one: JudgedMonth | None) -> list[str]:
    if one is None:
        return ["", "", ""]
    return [numbers.fixed(one.centre, 1), variation_words.ordinary(one), variation_words.verdict(one)]
