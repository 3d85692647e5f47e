"""A funnel: what each has, as a multiple of what is expected for its size, between the limits of chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ehtrack.lib.charts import drawing
from ehtrack.lib.charts.drawing import Key
from ehtrack.lib.charts.scale import HEIGHT

Place = Literal["within", "edge", "above", "below"]
LEFT, HIGHEST = 46, 4
STEPS, CLOSE_STEPS = (1, 2, 5), (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)
OUTER_DASH, INNER_DASH = "10 5", "2 4"


@dataclass(frozen=True)
class FunnelPoint:
    """``expected``: more than 0. ``ratio``: what there is, divided by it. ``place``: edge is between the two limits."""

    expected: float
    ratio: float
    place: Place = "within"


@dataclass(frozen=True)
class FunnelLimits:
    """The limits of chance at an expected number, as multiples of it."""

    expected: float
    outer_low: float
    inner_low: float
    inner_high: float
    outer_high: float


@dataclass(frozen=True)
class FunnelChart:
    """``limits`` from the left end of the drawing to its right end. What is higher than four times is drawn at four."""

    title: str
    description: str
    points: Sequence[FunnelPoint]
    limits: Sequence[FunnelLimits]
    across: str
    upwards: str
    labels: dict[Place, str]
    key: str = ""


@dataclass(frozen=True)
class _Plot:
    top: float
    highest: int
    least: float
    most: float

    @property
    def bottom(self) -> float:
        return self.top + HEIGHT

    def x(self, expected: float) -> float:
        share = math.log(expected / self.least) / math.log(self.most / self.least)
        return LEFT + 14 + (drawing.WIDTH - LEFT - 28) * share

    def y(self, ratio: float) -> float:
        return self.bottom - HEIGHT * min(ratio, self.highest) / self.highest


def funnel(chart: FunnelChart) -> SafeString:
    identity = drawing.identity_of(chart)
    head, top = drawing.legend(_keys(chart))
    plot = _plot(chart, top + drawing.LINE + 10)
    parts = [head, drawing.text(0, top + drawing.FONT, chart.upwards), *_axes(plot), *_limits(chart, plot)]
    order: dict[Place, int] = {"within": 0, "edge": 1, "above": 2, "below": 2}
    for point in sorted(chart.points, key=lambda one: order[one.place]):
        parts.append(_mark(plot.x(point.expected), plot.y(point.ratio), point.place))
    parts.append(
        drawing.text(drawing.WIDTH, plot.bottom + 30 + drawing.LINE, chart.across, anchor="end"),
    )
    return drawing.document(identity, chart.title, chart.description, plot.bottom + 44 + drawing.LINE, parts)


def _plot(chart: FunnelChart, top: float) -> _Plot:
    across = [*(one.expected for one in chart.points), *(one.expected for one in chart.limits)]
    highest = max(point.ratio for point in chart.points)
    return _Plot(top, min(max(2, math.ceil(highest)), HIGHEST), min(across), max(across))


def _axes(plot: _Plot) -> list[SafeString]:
    parts = []
    for ratio in range(plot.highest + 1):
        y = plot.y(ratio)
        colour, width = (drawing.INK, 2.5) if ratio == 1 else (drawing.INK if ratio == 0 else drawing.FAINT, 1.0)
        parts.append(drawing.rule(LEFT, y, drawing.WIDTH, y, colour=colour, width=width))
        parts.append(drawing.text(LEFT - 8, y + 7, str(ratio), anchor="end"))
    free = 0.0
    for value in _marks(plot):
        label = f"{value:,.0f}" if value >= 10 else f"{value:g}"
        half = drawing.width_of(label) / 2
        if plot.x(value) - half > free and plot.x(value) + half <= drawing.WIDTH:
            parts.append(drawing.text(plot.x(value), plot.bottom + 26, label, anchor="middle"))
            free = plot.x(value) + half + 8
    return parts


def _marks(plot: _Plot) -> list[float]:
    """1, 2 or 5 times a power of ten, or closer on a short axis."""
    powers = range(math.floor(math.log10(plot.least)), math.ceil(math.log10(plot.most)) + 1)
    found = [
        [value for power in powers for step in steps if plot.least <= (value := step * 10**power) <= plot.most]
        for steps in (STEPS, CLOSE_STEPS)
    ]
    return found[0] if len(found[0]) > 1 else found[1]


def _limits(chart: FunnelChart, plot: _Plot) -> list[SafeString]:
    parts = []
    for name, dash in (
        ("inner_low", INNER_DASH),
        ("inner_high", INNER_DASH),
        ("outer_low", OUTER_DASH),
        ("outer_high", OUTER_DASH),
    ):
        values = [(one.expected, getattr(one, name)) for one in chart.limits]
        points = [(plot.x(expected), plot.y(ratio)) for expected, ratio in values if 0 < ratio <= plot.highest]
        if len(points) > 1:
            parts.append(drawing.path(points, colour=drawing.INK, width=2, dash=dash))
    return parts


def _mark(x: float, y: float, place: Place) -> SafeString:
    """A ring within the limits, a full dot between them, a full triangle outside: up for more, down for fewer."""
    if place in ("above", "below"):
        tip = -10 if place == "above" else 10
        corners = [(x - 11, y - tip), (x + 11, y - tip), (x, y + tip)]
        return format_html(
            '<polygon points="{}" fill="{}" stroke="{}" stroke-width="2" stroke-linejoin="round"/>',
            " ".join(f"{drawing.number(left)},{drawing.number(top)}" for left, top in corners),
            drawing.INK,
            drawing.WHITE,
        )
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="2.5"/>',
        drawing.number(x),
        drawing.number(y),
        7 if place == "edge" else 6,
        drawing.BLUE if place == "edge" else drawing.WHITE,
        drawing.BLUE,
    )


def _keys(chart: FunnelChart) -> list[Key]:
    shown = {point.place for point in chart.points}
    places = [Key(_mark(14, 9, place), label) for place, label in chart.labels.items() if place in shown]
    return [
        *places,
        Key(drawing.rule(0, 9, 28, 9, colour=drawing.INK, width=2.5), "As expected"),
        Key(drawing.rule(0, 9, 28, 9, colour=drawing.INK, width=2, dash=INNER_DASH), "95% limits of chance"),
        Key(drawing.rule(0, 9, 28, 9, colour=drawing.INK, width=2, dash=OUTER_DASH), "99.8% limits of chance"),
    ]
