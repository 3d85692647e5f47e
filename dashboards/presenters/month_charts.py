"""The charts of months: S&Ns, MASH contacts and TAF meetings, each with what is usual and which months are more."""

from collections.abc import Sequence
from dataclasses import replace

from dashboards.counts import Counts
from dashboards.measures import variation_words
from dashboards.measures.figures import Figures
from dashboards.measures.variation import Side, Signals
from dashboards.presenters import words
from dashboards.presenters.charts import Chart
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


def monthly(figures: Figures, so_far: tuple[Month, Counts] | None) -> Chart:
    """S&Ns of each month: other, pilot (hatched white), and the month that goes on (dotted)."""
    basis, months = figures.question.basis, list(figures.months)
    plain = [counts.counted(basis) - counts.counted_pilot(basis) for _, counts in months]
    pilot = [counts.counted_pilot(basis) for _, counts in months]
    labels = [words.short(month) for month, _ in months]
    series = [charts.Series("S&Ns" if not any(pilot) else "Other S&Ns", _padded(plain, so_far))]
    if any(pilot):
        series.append(charts.Series("Pilot", _padded(pilot, so_far), "hatched"))
    if so_far:
        labels.append(words.short(so_far[0]))
        series.append(charts.Series("So far", [*[None] * len(months), so_far[1].counted(basis)], "dotted"))
    says = _monthly_says(figures, months)
    level = figures.progress.target_number
    signals = figures.assessments_by_month.signals
    svg = charts.bars(
        charts.BarChart(
            title=f"S&Ns by month, {figures.question.year}",
            description=says,
            labels=labels,
            series=series,
            target=charts.Level("Needed each month on average", level / 12) if level else None,
            usual=_usual(signals, [month for month, _ in months]),
        )
    )
    return Chart("S&Ns by month", says, svg, _monthly_table(figures, months, so_far))


def _monthly_says(figures: Figures, months: list[tuple[Month, Counts]]) -> str:
    if not months:
        return f"No month of {figures.question.year} is complete yet."
    basis = figures.question.basis
    most = max(months, key=lambda item: item[1].counted(basis))
    signals = figures.assessments_by_month.signals
    return f"Most in {most[0].name}: {numbers.plural(most[1].counted(basis), 'S&N')}. {_told(signals)}"


def _monthly_table(figures: Figures, months: list[tuple[Month, Counts]], so_far: tuple[Month, Counts] | None) -> Table:
    basis = figures.question.basis
    columns = [
        Column("month", "Month"),
        Column("assessments", "S&Ns", "count"),
        Column("pilot", "Of which pilot", "count"),
        Column("shared", "Shared", "count"),
        Column("contacts", "MASH contacts", "count"),
        Column("nfa", "No further action", "count"),
    ]
    signals = figures.assessments_by_month.signals
    rows = [
        [
            f"{month.name} (so far)" if so_far and month == so_far[0] else month.name,
            counts.counted(basis),
            counts.counted_pilot(basis),
            counts.shared,
            counts.contacts,
            counts.no_further_action,
        ]
        for month, counts in [*months, *([so_far] if so_far else [])]
    ]
    listed = [month for month, _ in [*months, *([so_far] if so_far else [])]]
    return _beside(Table(f"Month by month, {figures.question.year}", columns, rows), signals, listed)


def contacts(figures: Figures) -> Chart:
    """MASH contacts of each complete month by what came of them."""
    months, signals = figures.months, figures.contacts_by_month.signals
    says = _contacts_says(figures, months)
    parts = {
        "No further action": [counts.no_further_action for _, counts in months],
        "Other decision": [counts.decided - counts.no_further_action for _, counts in months],
        "Not decided yet": [counts.contacts - counts.decided for _, counts in months],
    }
    looks: tuple[charts.Look, ...] = ("solid", "hatched", "dotted")
    series = [
        charts.Series(name, list(values), look)
        for (name, values), look in zip(parts.items(), looks, strict=True)
        if any(values) or look == "solid"
    ]
    title = f"MASH contacts by month, {figures.question.year}"
    svg = charts.bars(
        charts.BarChart(
            title=title,
            description=says,
            labels=[words.short(month) for month, _ in months],
            series=series,
            usual=_usual(signals, [month for month, _ in months]),
        )
    )
    columns = [Column("month", "Month"), *(Column(name, name, "count") for name in [*parts, "All"])]
    body = [
        [month.name, *(values[n] for values in parts.values()), counts.contacts]
        for n, (month, counts) in enumerate(months)
    ]
    table = _beside(Table(title, columns, body), signals, [month for month, _ in months])
    return Chart("MASH contacts by month", says, svg, table)


def _contacts_says(figures: Figures, months: list[tuple[Month, Counts]]) -> str:
    if not months:
        return f"No month of {figures.question.year} is complete yet."
    total = sum(counts.contacts for _, counts in months)
    nothing = sum(counts.no_further_action for _, counts in months)
    counted = f"{numbers.plural(total, 'contact')} in {numbers.plural(len(months), 'complete month')}"
    signals = figures.contacts_by_month.signals
    return f"{counted}, {numbers.count(nothing)} of them with no further action. {_told(signals)}"


def meetings(figures: Figures) -> Chart:
    """TAF meetings held in each month of the period."""
    found, months, signals = figures.meetings, figures.period_months, figures.meetings_by_month.signals
    most = max(months, key=lambda month: found.by_month[month])
    held = "No TAF meeting was held"
    if found.total:
        held = f"Most in {most.name}: {numbers.plural(found.by_month[most], 'meeting')}"
    says = f"{held}. {_told(signals)}"
    title = "TAF meetings held by month"
    values: list[float | None] = [found.by_month[month] for month in months]
    svg = charts.bars(
        charts.BarChart(
            title=title,
            description=says,
            labels=[words.short(month) for month in months],
            series=[charts.Series("Meetings held", values)],
            usual=_usual(signals, months),
        )
    )
    body = [[month.name, found.by_month[month]] for month in months]
    table = Table(title, [Column("month", "Month"), Column("held", "Meetings", "count")], body)
    return Chart(title, says, svg, _beside(table, signals, months))


def _told(signals: Signals) -> str:
    """What the months come to, and what one does with it."""
    return f"{variation_words.said(signals)}. {variation_words.advice(signals)}".strip()


def _usual(signals: Signals, months: Sequence[Month]) -> charts.Usual | None:
    """The lines and marks of the months that were judged."""
    if not signals.months:
        return None
    judged = [signals.by_month.get(month) for month in months]
    return charts.Usual(
        centre=[float(one.centre) if one else None for one in judged],
        low=[float(one.low) if one else None for one in judged],
        high=[float(one.high) if one else None for one in judged],
        marks=[MARKS.get(one.signal) if one and one.signal else None for one in judged],
        centre_label=f"Usual{' for the month' if signals.index else ''}, from {signals.baseline}",
    )


def _beside(table: Table, signals: Signals, months: Sequence[Month]) -> Table:
    """The same table with what is usual, the limits and the verdict of each month that was judged."""
    if not signals.months:
        return table
    rows = [[*row, *_cells(signals, month)] for row, month in zip(table.rows, months, strict=True)]
    return replace(
        table, columns=[*table.columns, *USUAL], rows=rows, notes=[variation_words.compared_with(signals), LIMITS]
    )


def _cells(signals: Signals, month: Month) -> list[str]:
    one = signals.by_month.get(month)
    if one is None:
        return ["", "", ""]
    return [numbers.fixed(one.centre, 1), variation_words.ordinary(one), variation_words.verdict(one)]


def _padded(values: list[int], so_far: object) -> list[float | None]:
    return [*values, None] if so_far else [*values]
