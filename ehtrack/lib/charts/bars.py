"""Stacked bars, one for each month: what is counted, the pilot's part, and what is not yet complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ehtrack.lib.charts import drawing
from ehtrack.lib.charts.drawing import Key, Level
from ehtrack.lib.charts.scale import Frame, axes, frame

Look = Literal["solid", "hatched", "dotted"]
Mark = Literal["up", "down"]
Values = Sequence[float | None]
TARGET_DASH, LIMIT_DASH = "10 5", "2 4"
MARK_ROOM = 26


@dataclass(frozen=True)
class Series:
    """One part of every bar, lowest first. Looks: solid (blue), hatched (white: the pilot), dotted (so far)."""

    label: str
    values: Values
    look: Look = "solid"


@dataclass(frozen=True)
class Usual:
    """What is usual for each bar, ``None`` where nothing is known: a line in the middle, and limits around it.

    ``marks``: a triangle over a bar that is more than ordinary variation, pointing to its side of the line.
    """

    centre: Values
    low: Values
    high: Values
    marks: Sequence[Mark | None]
    centre_label: str = "Usual"
    limits_label: str = "Limits of ordinary variation"
    up_label: str = "Signal: higher than usual"
    down_label: str = "Signal: lower than usual"


@dataclass(frozen=True)
class BarChart:
    """``labels`` has one word for each bar; every series has as many values. ``key`` tells equal charts apart."""

    title: str
    description: str
    labels: Sequence[str]
    series: Sequence[Series]
    target: Level | None = None
    usual: Usual | None = None
    key: str = ""


def bars(chart: BarChart) -> SafeString:
    identity = drawing.identity_of(chart)
    head, top = drawing.legend(_keys(chart, identity))
    totals = [
        sum(value or 0 for value in stack) for stack in zip(*(series.values for series in chart.series), strict=True)
    ]
    usual = chart.usual
    values = [*totals, chart.target.value if chart.target else None, *(usual.high if usual else ())]
    plot = frame(top + MARK_ROOM if usual and any(usual.marks) else top, values, len(chart.labels))
    parts = [drawing.hatching(identity), head, *axes(plot, chart.labels), *_stacks(chart, plot, identity)]
    if chart.target:
        y = plot.y(chart.target.value)
        parts.append(drawing.rule(plot.left, y, drawing.WIDTH, y, colour=drawing.INK, width=3, dash=TARGET_DASH))
    if usual:
        parts += [*_steps(usual, plot), *_marks(usual, plot, totals)]
    return drawing.document(identity, chart.title, chart.description, plot.bottom + 36, parts)


def _steps(usual: Usual, plot: Frame) -> list[SafeString]:
    """The lines, a step for each bar, on white so that they are seen over the bars too."""
    parts = []
    for values, width, dash in ((usual.low, 2.5, LIMIT_DASH), (usual.high, 2.5, LIMIT_DASH), (usual.centre, 2.5, "")):
        points = [
            (plot.x(index) + side * plot.slot / 2, plot.y(value))
            for index, value in enumerate(values)
            if value is not None
            for side in (-1, 1)
        ]
        if points:
            parts.append(drawing.path(points, colour=drawing.WHITE, width=width + 3))
            parts.append(drawing.path(points, colour=drawing.INK, width=width, dash=dash))
    return parts


def _marks(usual: Usual, plot: Frame, totals: Sequence[float]) -> list[SafeString]:
    return [
        _mark(plot.x(index), plot.y(total) - 14, mark)
        for index, (mark, total) in enumerate(zip(usual.marks, totals, strict=False))
        if mark
    ]


def _mark(x: float, y: float, mark: Mark) -> SafeString:
    """A triangle around the point, upwards or downwards."""
    tip = -9 if mark == "up" else 9
    corners = [(x - 10, y - tip), (x + 10, y - tip), (x, y + tip)]
    return format_html(
        '<polygon points="{}" fill="{}" stroke="{}" stroke-width="3" stroke-linejoin="round"/>',
        " ".join(f"{drawing.number(left)},{drawing.number(top)}" for left, top in corners),
        drawing.WHITE,
        drawing.INK,
    )


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
        keys.append(Key(_stroke(3, TARGET_DASH), chart.target.label))
    if chart.usual:
        keys += _usual_keys(chart.usual)
    return keys


def _usual_keys(usual: Usual) -> list[Key]:
    marks: list[tuple[Mark, str]] = [("up", usual.up_label), ("down", usual.down_label)]
    return [
        Key(_stroke(2.5, ""), usual.centre_label),
        Key(_stroke(2.5, LIMIT_DASH), usual.limits_label),
        *(Key(_mark(14, 9, mark), label) for mark, label in marks if mark in usual.marks),
    ]


def _stroke(width: float, dash: str) -> SafeString:
    return drawing.rule(0, 9, 28, 9, colour=drawing.INK, width=width, dash=dash)
