"""From values to places: an axis with round numbers, and the frame it stands in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ehtrack.lib.charts import drawing

HEIGHT = 300
ROUND = (1, 2, 5, 10)


def ticks(highest: float, most: int = 5) -> list[int]:
    """Whole round numbers from 0 to at least the highest: 1, 2 or 5 times a power of ten apart."""
    highest = max(highest, 1)
    power = 10 ** max(math.floor(math.log10(highest / most)), 0)
    step = next(power * factor for factor in ROUND if math.ceil(highest / (power * factor)) <= most)
    return [step * index for index in range(math.ceil(highest / step) + 1)]


@dataclass(frozen=True)
class Frame:
    """The plot: its top, its left edge, the ticks of its value axis and how many labels stand under it."""

    top: float
    left: float
    ticks: tuple[int, ...]
    slots: int

    @property
    def bottom(self) -> float:
        return self.top + HEIGHT

    @property
    def slot(self) -> float:
        return (drawing.WIDTH - self.left - 4) / max(self.slots, 1)

    def x(self, index: int) -> float:
        """The middle of a slot."""
        return self.left + self.slot * (index + 0.5)

    def y(self, value: float) -> float:
        return self.bottom - HEIGHT * value / self.ticks[-1]


def frame(top: float, values: Sequence[float | None], slots: int) -> Frame:
    marks = tuple(ticks(max((value for value in values if value is not None), default=0)))
    left = drawing.width_of(f"{marks[-1]:,}") + 12
    return Frame(top=top + drawing.FONT / 2, left=left, ticks=marks, slots=slots)


def axes(plot: Frame, labels: Sequence[str]) -> list[SafeString]:
    parts = []
    for mark in plot.ticks:
        colour = drawing.INK if mark == 0 else drawing.FAINT
        parts.append(drawing.rule(plot.left, plot.y(mark), drawing.WIDTH, plot.y(mark), colour=colour))
        parts.append(drawing.text(plot.left - 8, plot.y(mark) + 7, f"{mark:,}", anchor="end"))
    step = drawing.label_step(labels, plot.slot)
    for index in range(0, len(labels), step):
        parts.append(
            drawing.text(_inside(plot.x(index), labels[index]), plot.bottom + 26, labels[index], anchor="middle")
        )
    return parts


def _inside(x: float, label: str) -> float:
    """The middle of a label, moved so that it does not leave the drawing."""
    half = drawing.width_of(label) / 2
    return min(max(x, half), drawing.WIDTH - half)
