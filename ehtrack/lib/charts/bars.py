"""Stacked bars, one for each month: what is counted, the pilot's part, and what is not yet complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

from ehtrack.lib.charts import drawing
from ehtrack.lib.charts.drawing import Key, Level
from ehtrack.lib.charts.scale import Frame, axes, frame

Look = Literal["solid", "hatched", "dotted"]


@dataclass(frozen=True)
class Series:
    """One part of every bar, lowest first. Looks: solid (blue), hatched (white: the pilot), dotted (so far)."""

    label: str
    values: Sequence[float | None]
    look: Look = "solid"


@dataclass(frozen=True)
class BarChart:
    """``labels`` has one word for each bar; every series has as many values. ``key`` tells equal charts apart."""

    title: str
    description: str
    labels: Sequence[str]
    series: Sequence[Series]
    target: Level | None = None
    key: str = ""


def bars(chart: BarChart) -> SafeString:
    identity = drawing.identity_of(chart)
    head, top = drawing.legend(_keys(chart, identity))
    totals = [
        sum(value or 0 for value in stack) for stack in zip(*(series.values for series in chart.series), strict=True)
    ]
    plot = frame(top, [*totals, chart.target.value if chart.target else None], len(chart.labels))
    parts = [drawing.hatching(identity), head, *axes(plot, chart.labels), *_stacks(chart, plot, identity)]
    if chart.target:
        y = plot.y(chart.target.value)
        parts.append(drawing.rule(plot.left, y, drawing.WIDTH, y, colour=drawing.INK, width=3, dash="10 5"))
    return drawing.document(identity, chart.title, chart.description, plot.bottom + 36, parts)


def _stacks(chart: BarChart, plot: Frame, identity: str) -> list[SafeString]:
    width = plot.slot * 0.7
    parts = []
    for index in range(len(chart.labels)):
        base = 0.0
        for series in chart.series:
            value = series.values[index] or 0
            if value:
                y = plot.y(base + value)
                parts.append(_box(plot.x(index) - width / 2, y, width, plot.y(base) - y, series.look, identity))
            base += value
    return parts


def _box(x: float, y: float, width: float, height: float, look: Look, identity: str) -> SafeString:
    if look == "solid":
        return drawing.box(x, y, width, height, fill=drawing.BLUE, stroke=drawing.BLUE)
    stroke = drawing.BLUE if look == "hatched" else drawing.GREY
    return drawing.box(x, y, width, height, fill=f"url(#{identity}-{look})", stroke=stroke)


def _keys(chart: BarChart, identity: str) -> list[Key]:
    keys = [Key(_box(0, 0, 28, 18, series.look, identity), series.label) for series in chart.series]
    if chart.target:
        line = drawing.rule(0, 9, 28, 9, colour=drawing.INK, width=3, dash="10 5")
        keys.append(Key(line, chart.target.label))
    return keys
