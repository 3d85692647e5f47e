"""The page of consistency: who completes S&Ns, at target or not, and who stands apart by more than size and chance."""

import math
from collections.abc import Callable
from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode

from dashboards.measures.chance import Band, limits
from dashboards.measures.consistency import AgencyRow, Consistency, Placed, QuarterRow, Spread
from dashboards.measures.figures import Figures
from dashboards.presenters.charts import Chart
from dashboards.presenters.parts import Headline, Opener, Order, Paged, Parts, Section
from ehtrack.lib import charts, components, numbers
from ehtrack.lib.tables import Column, Table

TRAINED, CHILDREN = "staff trained", "children"
PLACES: dict[Band, charts.Place] = {
    Band.FAR_FEWER: "below",
    Band.FEWER: "edge",
    Band.WITHIN: "within",
    Band.MORE: "edge",
    Band.FAR_MORE: "above",
}
LABELS: dict[charts.Place, str] = {
    "within": "An agency within chance",
    "edge": "Between the limits",
    "above": "More than chance makes",
    "below": "Fewer than chance makes",
}
VERDICTS = {
    Band.FAR_FEWER: "Fewer than size and chance explain",
    Band.FEWER: "Few, perhaps by chance",
    Band.WITHIN: "Within chance",
    Band.MORE: "Many, perhaps by chance",
    Band.FAR_MORE: "More than size and chance explain",
}
BY_CHANCE = (
    "Between the 95% and the 99.8% limits chance alone puts about 1 agency in 20: look again next quarter. Outside the "
    "99.8% limits it puts 1 in 500: ask what is different there. All others are within chance, and their order says "
    "nothing."
)
NO_CHILDREN = (
    "S&Ns for each 1,000 children can be compared once at least two agencies have the number of children they work "
    "with, such as pupils on roll. Enter it under Agencies, on the page of each agency."
)
NO_TRAINED = (
    "S&Ns for the staff trained can be compared once two agencies have staff trained and one of them completed an S&N. "
    "Record courses under People, or import them."
)
MOST_APART = (
    "More than half lie outside: these agencies differ by more than their size, so that lying outside says little of a "
    "single one."
)
NAMED = 5  # more names than this are not read in a sentence
NARROWEST = math.log(4)  # between the ends of the drawing at least four times as many
CURVE = 60  # points of each line


def parts(figures: Figures, opened: Opener) -> Parts:
    found = figures.consistency
    return Parts(
        headlines=_headlines(found, opened),
        sections=[
            _section(found.by_trained, TRAINED, "S&Ns for the staff trained", found, opened),
            _section(found.by_children, CHILDREN, "S&Ns for the children", found, opened),
            *([Section(table=_quarters(found.quarters), stacked=True)] if found.quarters else []),
        ],
        paged=_paged(figures, opened),
    )


def _headlines(found: Consistency, opened: Opener) -> list[Headline]:
    listed, targets = len(found.rows), len(found.with_target)
    apart = [one for one in found.by_trained if PLACES[one.band] in ("above", "below")]
    return [
        Headline(
            numbers.count(found.completing),
            "Agency completed an S&N" if found.completing == 1 else "Agencies completed an S&N",
            f"of {numbers.plural(listed, 'agency', 'agencies')}",
            opened.href("consistency"),
        ),
        Headline(
            numbers.count(found.at_target) if targets else "No data",
            "On course for their own target",
            f"of {numbers.count(targets)} that have one" if targets else "no agency has a target",
        ),
        Headline(
            numbers.count(len(apart)) if found.by_trained else "No data",
            "Outside the limits of chance",
            f"of {numbers.count(len(found.by_trained))} with staff trained",
        ),
    ]


def _section(placed: list[Placed], of: str, title: str, found: Consistency, opened: Opener) -> Section:
    if not placed:
        text = NO_CHILDREN if of == CHILDREN else NO_TRAINED
        return Section(title=title, text=text)
    says = _says(placed, len(found.rows) - len(placed), of)
    svg = charts.funnel(
        charts.FunnelChart(
            title=title,
            description=says,
            points=[
                charts.FunnelPoint(float(one.expected), float(one.ratio), PLACES[one.band])
                for one in sorted(placed, key=lambda one: (one.expected, one.row.assessments))
            ],
            limits=_curve(placed),
            across=f"S&Ns expected for its {of}",
            upwards="S&Ns, as multiples of those expected",
            labels=LABELS,
            key=of,
        )
    )
    chart = Chart(title, says, svg, _apart(placed, of), fold="The agencies outside the limits")
    return Section(chart=chart.opening(opened, "consistency"))


def _says(placed: list[Placed], without: int, of: str) -> str:
    """Who lies outside, by name; that the others do not; who could not be compared."""

    def named(band: Band) -> str:
        names = sorted(one.row.name for one in placed if one.band is band)
        return "; ".join(names) if len(names) <= NAMED else f"{numbers.count(len(names))} agencies, named below"

    apart = [one for one in placed if PLACES[one.band] in ("above", "below")]
    told = [
        f"Fewer than size and chance explain: {named(Band.FAR_FEWER) or 'none'}.",
        f"More: {named(Band.FAR_MORE) or 'none'}.",
        "All others are within chance or close to it.",
        *([MOST_APART] if 2 * len(apart) > len(placed) else []),
    ]
    if without:
        told.append(f"{numbers.plural(without, 'agency', 'agencies')} without {of} recorded cannot be compared.")
    return " ".join(told)


def _curve(placed: list[Placed]) -> list[charts.FunnelLimits]:
    """The limits at enough places from the smallest agency to the largest; agencies of one size stand in the middle."""
    least, most = (math.log(float(pick(one.expected for one in placed))) for pick in (min, max))
    beyond = max(0.0, (NARROWEST - (most - least)) / 2)
    least, most = least - beyond, most + beyond
    found = []
    for step in range(CURVE + 1):
        expected = math.exp(least + (most - least) * step / CURVE)
        at = limits(expected)
        found.append(
            charts.FunnelLimits(
                expected,
                *(value / expected for value in (at.outer_low, at.inner_low, at.inner_high, at.outer_high)),
            )
        )
    return found


def _apart(placed: list[Placed], of: str) -> Table:
    columns = [
        Column("agency", "Agency"),
        Column("assessments", "S&Ns", "count"),
        Column("expected", "Expected for its size", "count"),
        Column("inner", "95% limits", "count"),
        Column("outer", "99.8% limits", "count"),
        Column("verdict", "What it means"),
    ]
    outside = [one for one in placed if one.band is not Band.WITHIN]
    rows = [
        [
            one.row.name,
            one.row.assessments,
            numbers.fixed(one.expected, 1),
            _between(*one.limits.inner),
            _between(*one.limits.outer),
            VERDICTS[one.band],
        ]
        for one in sorted(outside, key=lambda one: (list(Band).index(one.band), one.row.name))
    ]
    expected = f"Expected: its share of all S&Ns by its {of}."
    return Table(f"Outside the limits, by {of}", columns, rows, notes=[expected, BY_CHANCE])


def _between(low: int, high: int) -> str:
    return f"{numbers.count(low)} to {numbers.count(high)}"


def _quarters(rows: list[QuarterRow]) -> Table:
    children = any(row.per_children for row in rows)
    columns = [
        Column("quarter", "Quarter"),
        Column("completing", "Agencies that completed an S&N"),
        Column("target", "Agencies at their target"),
        Column("trained", "Middle half: S&Ns per 100 staff trained"),
        *([Column("children", "Middle half: S&Ns per 1,000 children")] if children else []),
    ]
    body = [
        [
            row.quarter.label if row.whole else f"{row.quarter.label} so far",
            _share(row.completing, row.open),
            _share(row.at_target, row.with_target),
            _spread(row.per_trained),
            *([_spread(row.per_children)] if children else []),
        ]
        for row in rows
    ]
    notes = [
        "Each quarter stands for itself: at its target is who completed that quarter's part of the yearly target. “On "
        "course” above counts all months of the year so far, so the two can differ.",
        "A quarter of the agencies lie below the middle half, a quarter above it: it narrows as they grow alike.",
    ]
    return Table("How agencies grow alike, by quarter", columns, body, notes=notes)


def _share(part: int, whole: int) -> str:
    return f"{numbers.percent(part, whole)} ({numbers.count(part)} of {numbers.count(whole)})" if whole else "No data"


def _spread(spread: Spread | None) -> str:
    return f"{numbers.fixed(spread.low, 1)} to {numbers.fixed(spread.high, 1)}" if spread else "No data"


def _orders(bands: dict[object, Placed]) -> list[Order]:
    def apart(row: AgencyRow) -> tuple[int, str]:
        order = [Band.FAR_FEWER, Band.FEWER, Band.FAR_MORE, Band.MORE, Band.WITHIN]
        placed = bands.get(row.key)
        return (order.index(placed.band) if placed else len(order)), row.name

    return [
        Order("apart", "Outside the limits first", apart),
        Order("fewest", "Fewest S&Ns first", lambda row: (row.assessments, row.name)),
        Order("name", "By name", lambda row: row.name),
    ]


def _paged(figures: Figures, opened: Opener) -> Paged:
    found = figures.consistency
    bands: dict[object, Placed] = {one.row.key: one for one in found.by_trained}
    named = {group.code: group.name for group in figures.all_groups}
    kept = urlencode({key: value for key, value in opened.page_address.items() if key != "group"})

    def page(row: AgencyRow) -> str:
        return components.link(row.name, f"{reverse('figures_of_agency', args=[row.key])}?{kept}")

    def table(rows: list[AgencyRow]) -> Table:
        return _agencies(rows, page, named, bands, _left_out(found))

    return Paged("Every agency", "agencies", found.rows, table, orders=_orders(bands))


def _agencies(
    rows: list[AgencyRow],
    name: Callable[[AgencyRow], str],
    groups: dict[str, str],
    bands: dict[object, Placed],
    notes: list[str],
) -> Table:
    columns = [
        Column("agency", "Agency"),
        Column("organisation", "Organisation"),
        Column("assessments", "S&Ns", "count"),
        Column("target", "At its target"),
        Column("trained", "Staff trained", "count"),
        Column("per_trained", "S&Ns per 100 trained", "count"),
        Column("per_children", "S&Ns per 1,000 children", "count"),
        Column("verdict", "For its staff trained"),
    ]
    body = [
        [
            name(row),
            groups.get(row.group, ""),
            row.assessments,
            {None: "No target", True: "Yes", False: "No"}[row.at_target],
            row.trained,
            _rate(row.per_trained),
            _rate(row.per_children),
            VERDICTS[bands[row.key].band] if row.key in bands else "Cannot be compared",
        ]
        for row in rows
    ]
    return Table("Every agency", columns, body, notes=notes)


def _left_out(found: Consistency) -> list[str]:
    """Why an agency is not in the list, so that nobody looks for it."""
    if not found.left_out:
        return []
    return [
        f"Left out: {'; '.join(sorted(found.left_out))}. By their nature they complete no S&Ns, as the details of each "
        "agency say. One that completes an S&N all the same is compared as the others are."
    ]


def _rate(value: Fraction | None) -> str:
    return "No data" if value is None else numbers.fixed(value, 1)
