"""Ratios on a scale where twice as many and half as many are equally far from one, which is in the middle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ehtrack.lib.charts import drawing

ROW = 68
SIDE = 50
BOLD = 1.1  # how much wider bold letters are
LIMITS = (2, 5, 10, 20, 50, 100, 200, 500, 1000)
STEPS = {2: (1, 2), 5: (1, 2, 5), 10: (1, 2, 5, 10), 20: (1, 5, 20), 50: (1, 5, 50), 100: (1, 10, 100)}


@dataclass(frozen=True)
class Dot:
    """``upper`` for ``lower``, as in S&Ns for MASH contacts; ``text`` is the finished ratio ("1.8").

    Nothing above is drawn at the left edge, nothing below at the right edge; with neither there is no dot.
    """

    label: str
    upper: float
    lower: float
    text: str


@dataclass(frozen=True)
class DotChart:
    title: str
    description: str
    dots: Sequence[Dot]
    none_label: str = "None"
    no_lower_label: str = "No contacts"
    key: str = ""


def log_dots(chart: DotChart) -> SafeString:
    identity = drawing.identity_of(chart)
    scale = _Scale(_limit(chart.dots), drawing.WIDTH - drawing.width_of(chart.no_lower_label) / 2)
    bottom = ROW * len(chart.dots) + 10
    parts = [*_grid(scale, bottom), *_edges(chart, scale, bottom)]
    for index, dot in enumerate(chart.dots):
        parts += _row(dot, scale, index * ROW)
    return drawing.document(identity, chart.title, chart.description, bottom + 2 * drawing.LINE + 6, parts)


@dataclass(frozen=True)
class _Scale:
    """From 1/limit to limit between the two edges, which lie outside it."""

    limit: int
    right_edge: float
    left_edge: float = SIDE / 2

    def x(self, ratio: float) -> float:
        middle = (self.left_edge + self.right_edge) / 2
        half = (self.right_edge - self.left_edge) / 2 - SIDE
        return middle + half * math.log(ratio) / math.log(self.limit)


def _limit(dots: Sequence[Dot]) -> int:
    """The first round number that no ratio, nor its inverse, goes beyond."""
    ratios = [dot.upper / dot.lower for dot in dots if dot.upper and dot.lower]
    furthest = max((max(ratio, 1 / ratio) for ratio in ratios), default=1)
    return next((limit for limit in LIMITS if limit >= furthest), LIMITS[-1])


def _grid(scale: _Scale, bottom: float) -> list[SafeString]:
    parts = []
    above = STEPS.get(scale.limit, (1, scale.limit))
    for value in sorted({*above, *(1 / step for step in above)}):
        x = scale.x(value)
        colour, width = (drawing.INK, 2.0) if value == 1 else (drawing.FAINT, 1.0)
        parts.append(drawing.rule(x, 0, x, bottom, colour=colour, width=width))
        parts.append(drawing.text(x, bottom + 24, f"{value:g}", anchor="middle"))
    return parts


def _edges(chart: DotChart, scale: _Scale, bottom: float) -> list[SafeString]:
    left, right = scale.left_edge, scale.right_edge
    return [
        drawing.rule(left, 0, left, bottom, colour=drawing.GREY, dash="4 4"),
        drawing.rule(right, 0, right, bottom, colour=drawing.GREY, dash="4 4"),
        drawing.text(0, bottom + 24 + drawing.LINE, chart.none_label),
        drawing.text(drawing.WIDTH, bottom + 24 + drawing.LINE, chart.no_lower_label, anchor="end"),
    ]


def _row(dot: Dot, scale: _Scale, top: float) -> list[SafeString]:
    y = top + 48
    words = _words(dot)
    # White behind the words, so that the lines of the scale do not run through them.
    backing = drawing.box(0, top + 3, min(drawing.width_of(words) * BOLD, drawing.WIDTH), 28, fill=drawing.WHITE)
    track = drawing.rule(scale.left_edge, y, scale.right_edge, y, colour=drawing.FAINT)
    place = _place(dot, scale)
    marks = [] if place is None else [_mark(place, y, filled=bool(dot.upper and dot.lower))]
    return [backing, track, drawing.text(0, top + 24, words, weight="bold"), *marks]


def _words(dot: Dot) -> str:
    """The ratio is never cut; a long name is."""
    ratio = f": {dot.text}"
    return drawing.fitted(dot.label, drawing.WIDTH / BOLD - drawing.width_of(ratio)) + ratio


def _place(dot: Dot, scale: _Scale) -> float | None:
    if not dot.upper and not dot.lower:
        return None
    if not dot.lower:
        return scale.right_edge
    ratio = dot.upper / dot.lower
    if not ratio:
        return scale.left_edge
    return scale.x(min(max(ratio, 1 / scale.limit), scale.limit))


def _mark(x: float, y: float, *, filled: bool) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="9" fill="{}" stroke="{}" stroke-width="3"/>',
        drawing.number(x),
        drawing.number(y),
        drawing.BLUE if filled else drawing.WHITE,
        drawing.BLUE,
    )
