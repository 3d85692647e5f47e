"""A cumulative line against its target, with where it is heading and between what."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ehtrack.lib.charts import drawing
from ehtrack.lib.charts.drawing import Key
from ehtrack.lib.charts.scale import Frame, axes, frame

Values = Sequence[float | None]
DASH = "3 6"
TARGET_DASH = "10 5"


@dataclass(frozen=True)
class LineChart:
    """Each sequence has one value for each label, ``None`` where there is none.

    ``projection`` begins with the last counted value, so that it joins the line; ``low`` and ``high`` are its range.
    """

    title: str
    description: str
    labels: Sequence[str]
    actual: Values
    actual_label: str
    target: Values = ()
    target_label: str = "Target"
    projection: Values = ()
    projection_label: str = "Projection"
    low: Values = ()
    high: Values = ()
    range_label: str = "Range of the projection"
    key: str = ""


def lines(chart: LineChart) -> SafeString:
    identity = drawing.identity_of(chart)
    head, top = drawing.legend(_keys(chart))
    everything = [*chart.actual, *chart.target, *chart.projection, *chart.low, *chart.high]
    plot = frame(top, everything, len(chart.labels))
    parts = [head, *axes(plot, chart.labels), *_range(chart, plot)]
    parts += _line(plot, chart.target, drawing.INK, 3, TARGET_DASH)
    parts += _line(plot, chart.projection, drawing.BLUE, 4, DASH)
    parts += _line(plot, chart.actual, drawing.BLUE, 4, "")
    parts += _last_point(plot, chart.actual)
    return drawing.document(identity, chart.title, chart.description, plot.bottom + 36, parts)


def _points(plot: Frame, values: Values) -> list[tuple[float, float]]:
    return [(plot.x(index), plot.y(value)) for index, value in enumerate(values) if value is not None]


def _line(plot: Frame, values: Values, colour: str, width: float, dash: str) -> list[SafeString]:
    points = _points(plot, values)
    return [drawing.path(points, colour=colour, width=width, dash=dash)] if len(points) > 1 else []


def _last_point(plot: Frame, values: Values) -> list[SafeString]:
    points = _points(plot, values)
    if not points:
        return []
    x, y = (drawing.number(place) for place in points[-1])
    return [format_html('<circle cx="{}" cy="{}" r="6" fill="{}"/>', x, y, drawing.BLUE)]


def _range(chart: LineChart, plot: Frame) -> list[SafeString]:
    low, high = _points(plot, chart.low), _points(plot, chart.high)
    if not low or not high:
        return []
    outline = " ".join(f"{drawing.number(x)},{drawing.number(y)}" for x, y in [*high, *reversed(low)])
    shade = format_html('<polygon points="{}" fill="{}" fill-opacity="0.15"/>', outline, drawing.BLUE)
    return [shade, *(drawing.path(edge, colour=drawing.BLUE, width=1.5) for edge in (low, high) if len(edge) > 1)]


def _keys(chart: LineChart) -> list[Key]:
    keys = [Key(_stroke(drawing.BLUE, 4, ""), chart.actual_label)]
    if chart.target:
        keys.append(Key(_stroke(drawing.INK, 3, TARGET_DASH), chart.target_label))
    if chart.projection:
        keys.append(Key(_stroke(drawing.BLUE, 4, DASH), chart.projection_label))
    if chart.low and chart.high:
        shade = format_html(
            '<rect width="28" height="18" fill="{0}" fill-opacity="0.15" stroke="{0}" stroke-width="1.5"/>',
            drawing.BLUE,
        )
        keys.append(Key(shade, chart.range_label))
    return keys


def _stroke(colour: str, width: float, dash: str) -> SafeString:
    return drawing.rule(0, 9, 28, 9, colour=colour, width=width, dash=dash)
