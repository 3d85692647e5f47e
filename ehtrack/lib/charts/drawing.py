"""The parts every chart is drawn with."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 640
FONT = 21
NARROW = "fijlrt.,:;'!|()[] "
WIDE = "mwMW&@%—"
LINE = 30
INK = "#0b0c0c"
BLUE = "#1d70b8"
GREY = "#505a5f"
FAINT = "#cecece"
WHITE = "#ffffff"


@dataclass(frozen=True)
class Level:
    """A horizontal line at a value, such as a target; ``label`` is finished words for the legend."""

    label: str
    value: float


@dataclass(frozen=True)
class Key:
    """One entry of the legend: a swatch (already drawn at 0,0, 28 wide and 18 high) and its words."""

    swatch: SafeString
    label: str


def joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def number(value: float) -> str:
    """A coordinate: short, and the same on every machine."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def width_of(words: str) -> float:
    """About how wide the words are in Arial, on the wide side."""
    return FONT * sum(map(_character, words))


def _character(letter: str) -> float:
    if letter in NARROW:
        return 0.32
    if letter in WIDE:
        return 0.86
    return 0.7 if letter.isupper() else 0.57


def fitted(words: str, width: float) -> str:
    """The words, cut with an ellipsis where they would be wider than the space."""
    if width_of(words) <= width:
        return words
    kept = next((end for end in range(len(words), 0, -1) if width_of(words[:end] + "…") <= width), 0)
    return words[:kept].rstrip() + "…"


def text(x: float, y: float, words: str, *, anchor: str = "start", weight: str = "normal") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" font-weight="{}">{}</text>', number(x), number(y), anchor, weight, words
    )


def rule(x1: float, y1: float, x2: float, y2: float, *, colour: str, width: float = 1, dash: str = "") -> SafeString:
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>',
        *(number(place) for place in (x1, y1, x2, y2)),
        colour,
        number(width),
        _dash(dash),
    )


def box(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "none") -> SafeString:
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1.5"/>',
        *(number(place) for place in (x, y, width, height)),
        fill,
        stroke,
    )


def path(points: Sequence[tuple[float, float]], *, colour: str, width: float = 4, dash: str = "") -> SafeString:
    steps = " ".join(f"{'L' if index else 'M'}{number(x)} {number(y)}" for index, (x, y) in enumerate(points))
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linejoin="round"{}/>',
        steps,
        colour,
        number(width),
        _dash(dash),
    )


def _dash(dash: str) -> SafeString:
    return format_html(' stroke-dasharray="{}"', dash) if dash else SafeString("")


def hatching(identity: str) -> SafeString:
    """The two patterns: diagonal lines on white, and dots on white."""
    return format_html(
        '<defs><pattern id="{0}-hatched" width="8" height="8" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="8" height="8" fill="{1}"/>'
        '<rect width="2.5" height="8" fill="{2}"/></pattern>'
        '<pattern id="{0}-dotted" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="{1}"/><circle cx="4" cy="4" r="2" fill="{3}"/></pattern></defs>',
        identity,
        WHITE,
        BLUE,
        GREY,
    )


def legend(keys: Sequence[Key]) -> tuple[SafeString, float]:
    """The legend from the top left, wrapped to the width; and the height it takes."""
    drawn: list[SafeString] = []
    x, y = 0.0, 0.0
    for key in keys:
        label = fitted(key.label, WIDTH - 36)
        width = 36 + width_of(label) + 18
        if x and x + width - 18 > WIDTH:
            x, y = 0.0, y + LINE
        drawn.append(
            format_html(
                '<g transform="translate({} {})">{}{}</g>',
                number(x),
                number(y + 4),
                key.swatch,
                text(36, 16, label),
            )
        )
        x += width
    return joined(drawn), y + LINE + 10


def label_step(labels: Sequence[str], slot: float) -> int:
    """Every how many labels one is written, so that none touches the next."""
    widest = max(map(width_of, labels), default=0) + 4
    step = 1
    while step < len(labels) and slot * step < widest:
        step += 1
    return step


def identity_of(chart: object) -> str:
    """The same for the same chart, another for any other: ids on one page do not collide."""
    return "chart-" + hashlib.sha256(repr(chart).encode()).hexdigest()[:10]


def document(identity: str, title: str, description: str, height: float, parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img"'
        ' aria-labelledby="{2}-title {2}-description" font-family="Arial, sans-serif" font-size="{3}" fill="{4}">'
        '<title id="{2}-title">{5}</title><desc id="{2}-description">{6}</desc>'
        '<rect width="{0}" height="{1}" fill="{7}"/>{8}</svg>',
        WIDTH,
        number(height),
        identity,
        FONT,
        INK,
        title,
        description,
        WHITE,
        joined(parts),
    )
