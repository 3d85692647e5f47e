"""The charts of months: S&Ns, MASH contacts, TAF and network meetings, each with what is usual and what is more."""

from collections.abc import Mapping, Sequence

from dashboards.counts import Counts
from dashboards.measures.figures import Figures
from dashboards.measures.series import Monthly
from dashboards.presenters import judged_months, words
from dashboards.presenters.charts import Chart
from ehtrack.lib import charts, numbers
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

NOT_JUDGED = "Contacts not decided yet are not judged: they are what is open now, and grow fewer as they are decided."
NOT_KNOWN = "not known"


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
            usual=judged_months.lines(signals, [month for month, _ in months]),
        )
    )
    return Chart("S&Ns by month", says, svg, _monthly_table(figures, months, so_far))


def _monthly_says(figures: Figures, months: list[tuple[Month, Counts]]) -> str:
    if not months:
        return f"No month of {figures.question.year} is complete yet."
    basis = figures.question.basis
    shown = {month: counts.counted(basis) for month, counts in months}
    told = _most(shown, f"No S&N was {basis.value}", "S&N", figures.assessments_by_month)
    parts = {"Pilot": figures.pilots_by_month, "Other S&Ns": figures.without_pilot_by_month}
    pilot = any(counts.counted_pilot(basis) for _, counts in months)
    of_parts = judged_months.of_parts(parts.items()) if pilot else []
    return " ".join([told, *of_parts])


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
    others = {
        "Shared": figures.shared_by_month,
        "MASH contacts": figures.contacts_by_month,
        "No further action": figures.no_further_action_by_month,
    }
    listed = [*months, *([so_far] if so_far else [])]
    rows = [
        [
            f"{month.name} (so far)" if so_far and month == so_far[0] else month.name,
            counts.counted(basis),
            counts.counted_pilot(basis),
            counts.shared,
            counts.contacts,
            counts.no_further_action,
        ]
        for month, counts in listed
    ]
    return judged_months.beside(
        Table(f"Month by month, {figures.question.year}", columns, rows),
        figures.assessments_by_month.signals,
        [month for month, _ in listed],
        judged_months.of_parts(others.items()) if months else [],
    )


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
    title, listed = f"MASH contacts by month, {figures.question.year}", [month for month, _ in months]
    svg = charts.bars(
        charts.BarChart(
            title=title,
            description=says,
            labels=[words.short(month) for month in listed],
            series=series,
            usual=judged_months.lines(signals, listed),
        )
    )
    columns = [Column("month", "Month"), *(Column(name, name, "count") for name in [*parts, "All"])]
    body = [
        [month.name, *(values[n] for values in parts.values()), counts.contacts]
        for n, (month, counts) in enumerate(months)
    ]
    notes = [NOT_JUDGED] if any(parts["Not decided yet"]) else []
    table = judged_months.beside(Table(title, columns, body), signals, listed, notes)
    return Chart("MASH contacts by month", says, svg, table)


def _contacts_says(figures: Figures, months: list[tuple[Month, Counts]]) -> str:
    if not months:
        return f"No month of {figures.question.year} is complete yet."
    total = sum(counts.contacts for _, counts in months)
    counted = f"{numbers.plural(total, 'contact')} in {numbers.plural(len(months), 'complete month')}"
    told = judged_months.told(figures.contacts_by_month.signals)
    parts = judged_months.of_parts([("Other decision", figures.other_decisions_by_month)])
    return " ".join([f"{counted}. {told}", *parts])


def no_further_action(figures: Figures) -> Chart:
    """The lowest part of the bars of contacts, with lines of its own."""
    series, months = figures.no_further_action_by_month, [month for month, _ in figures.months]
    undecided = sum(counts.contacts - counts.decided for _, counts in figures.months)
    says = f"No month of {figures.question.year} is complete yet."
    if months:
        in_months = f"in {numbers.plural(len(months), 'complete month')}"
        total = numbers.plural(sum(series.of(months)), "contact")
        says = f"{total} with no further action {in_months}. {judged_months.told(series.signals)}"
    if undecided:
        waiting = numbers.plural(undecided, "contact is", "contacts are")
        says = f"{says} {waiting} not decided yet, so that a month may still rise."
    return _one(
        series,
        title="Contacts with no further action by month",
        caption="No further action by month",
        says=says,
        shown={month: series.counts[month] for month in months},
        label="No further action",
        column="Contacts",
    )


def meetings(figures: Figures) -> Chart:
    """TAF meetings held in each month of the period."""
    found, series = figures.meetings, figures.meetings_by_month
    shown = {month: found.by_month[month] for month in figures.period_months}
    return _one(
        series,
        title="TAF meetings held by month",
        caption="TAF meetings held by month",
        says=_most(shown, "No TAF meeting was held", "meeting", series),
        shown=shown,
        label="Meetings held",
        column="Meetings",
    )


def network_meetings(figures: Figures) -> Chart:
    """Meetings of the Early Help Network in each month of the period."""
    series = figures.network_meetings_by_month
    shown = {month: found.meetings for month, found in figures.networks_together.items()}
    return _one(
        series,
        title="Early Help Network meetings by month",
        caption="Network meetings by month",
        says=_most(shown, "No meeting was held", "meeting", series),
        shown=shown,
        label="Meetings held",
        column="Meetings",
    )


def network_families(figures: Figures) -> Chart:
    """Families discussed in the Early Help Network in each month of the period."""
    series = figures.network_families_by_month
    shown = {month: found.families for month, found in figures.networks_together.items()}
    return _one(
        series,
        title="Families discussed in the Early Help Network by month",
        caption="Families discussed by month",
        says=_most(shown, "No family is known to have been discussed", "family", series, "families"),
        shown=shown,
        label="Families discussed",
        column="Families",
    )


def _most(shown: Mapping[Month, int | None], none: str, one: str, series: Monthly, many: str = "") -> str:
    number = max((number or 0 for number in shown.values()), default=0)
    first, *tied = [month.name for month, found in shown.items() if (found or 0) == number]
    others = numbers.plural(len(tied), "other month") if len(tied) > 1 else "".join(tied)
    months = f"{first} and {others}" if tied else first
    each = " each" if tied else ""
    most = f"Most in {months}: {numbers.plural(number, one, many)}{each}" if number else none
    return f"{most}. {judged_months.told(series.signals)}"


def _one(
    series: Monthly,
    *,
    title: str,
    caption: str,
    says: str,
    shown: Mapping[Month, int | None],
    label: str,
    column: str,
) -> Chart:
    """A chart of one kind of bar. ``caption``: of its table, short enough for a narrow screen. ``shown``: the numbers
    of the period, of which its days may cut a month."""
    months: Sequence[Month] = list(shown)
    svg = charts.bars(
        charts.BarChart(
            title=title,
            description=says,
            labels=[words.short(month) for month in months],
            series=[charts.Series(label, list(shown.values()))],
            usual=judged_months.lines(series.signals, months),
        )
    )
    body = [[month.name, NOT_KNOWN if number is None else number] for month, number in shown.items()]
    table = Table(caption, [Column("month", "Month"), Column("number", column, "count")], body)
    return Chart(title, says, svg, judged_months.beside(table, series.signals, months))


def _padded(values: list[int], so_far: object) -> list[float | None]:
    return [*values, None] if so_far else [*values]
