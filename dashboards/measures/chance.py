"""What chance alone makes of a count: the limits of a funnel plot.

Exact limits of the Poisson distribution, interpolated between whole counts so that they can be drawn as lines: D. J.
Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005), 1185-1202,
appendix A.1. There the upper limit lies up to 1 lower; here, as the lower one does, it leaves outside only what chance
makes with less than its probability. A small agency is not to be called out by rounding.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

INNER = (0.025, 0.975)  # 95% of what chance makes lies between
OUTER = (0.001, 0.999)  # 99.8%
FAR = 12  # standard deviations under which nothing is worth adding up


class Band(StrEnum):
    FAR_FEWER = "far fewer"
    FEWER = "fewer"
    WITHIN = "within chance"
    MORE = "more"
    FAR_MORE = "far more"


@dataclass(frozen=True)
class Limits:
    """Counts between which at least 99.8% (outer) and 95% (inner) of what chance makes lie."""

    outer_low: float
    inner_low: float
    inner_high: float
    outer_high: float

    @property
    def inner(self) -> tuple[int, int]:
        """The lowest and the highest count within."""
        return math.ceil(self.inner_low), math.floor(self.inner_high)

    @property
    def outer(self) -> tuple[int, int]:
        return math.ceil(self.outer_low), math.floor(self.outer_high)

    def band(self, count: int) -> Band:
        """On a limit is within it."""
        if count < self.outer_low:
            return Band.FAR_FEWER
        if count > self.outer_high:
            return Band.FAR_MORE
        if count < self.inner_low:
            return Band.FEWER
        return Band.MORE if count > self.inner_high else Band.WITHIN


@lru_cache(maxsize=4096)
def limits(expected: float) -> Limits:
    """Of a count that is ``expected`` on average; more than 0."""
    wanted = [OUTER[0], INNER[0], INNER[1], OUTER[1]]
    found: list[float] = []
    count = max(0, math.floor(expected - FAR * math.sqrt(expected)) - FAR)
    below = 0.0
    while len(found) < len(wanted):
        here = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
        while len(found) < len(wanted) and below + here >= wanted[len(found)]:
            beyond, upper = (below + here - wanted[len(found)]) / here, len(found) > 1
            found.append(max(0.0, count - beyond + upper))
        below += here
        count += 1
    return Limits(*found)
