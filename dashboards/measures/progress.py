"""Target progress and projection: pure arithmetic on monthly counts, exact until a figure is written.

Y = S&Ns counted in the m complete months of the year, T = the year's target, P = the straight-line projection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from ehtrack.lib import numbers
from ehtrack.lib.calendar import FinancialYear, Month

MONTHS = 12
INTERVAL_80 = Decimal("1.2816")  # standard normal deviate of an 80% interval
AMBER = Fraction(9, 10)

Series = Sequence[tuple[Month, int]]


class Rag(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def straight_line(actual: int, m: int) -> Fraction | None:
    """P = Y x 12 / m."""
    return Fraction(actual * MONTHS, m) if m else None


def seasonal(actual: int, m: int, last_year: Sequence[int] | None) -> Fraction | None:
    """P = Y / (share of last year's total reached by the same month). ``last_year``: its 12 months, None if records
    do not reach back over all of it."""
    if not m or not last_year or not sum(last_year[:m]):
        return None
    return Fraction(actual * sum(last_year), sum(last_year[:m]))


def recent(actual: int, m: int, last_three: Sequence[int]) -> Fraction | None:
    """P = Y + (12 - m) x mean of the last 3 complete months."""
    if not m:
        return None
    return actual + Fraction((MONTHS - m) * sum(last_three), 3)


@dataclass(frozen=True)
class Range:
    """An 80% interval around the straight line, rounded outwards, low not under Y. ``phi``: see ``dispersion``."""

    actual: int
    m: int
    phi: Fraction

    @property
    def to_come(self) -> Fraction:
        """S&Ns of the remaining months, if they are like those so far."""
        return Fraction(self.actual * (MONTHS - self.m), self.m)

    @property
    def few_months(self) -> Fraction:
        """The fewer months are counted, the less is known of those to come."""
        return 1 + Fraction(MONTHS - self.m, self.m)

    @property
    def radius(self) -> Decimal:
        return INTERVAL_80 * _decimal(self.to_come * self.phi * self.few_months).sqrt()

    @property
    def low_high(self) -> tuple[int, int]:
        middle = _decimal(self.actual + self.to_come)
        low = int((middle - self.radius).to_integral_value(ROUND_FLOOR))
        return max(low, self.actual), int((middle + self.radius).to_integral_value(ROUND_CEILING))


def projection_range(actual: int, m: int, last_24: Series | None) -> Range | None:
    """``last_24``: the last 24 complete months, None if records do not reach back so far."""
    return None if m < 3 or last_24 is None else Range(actual, m, dispersion(last_24))


def dispersion(last_24: Series) -> Fraction:
    """phi = max(1, V / mean), V the variance pooled within financial years."""
    counts = [count for _, count in last_24]
    mean = Fraction(sum(counts), len(counts))
    if not mean:
        return Fraction(1)
    years = [
        [count for _, count in group] for _, group in groupby(last_24, key=lambda item: FinancialYear.of(item[0].first))
    ]
    squares = sum((_from_mean(count, year) for year in years for count in year), Fraction(0))
    return max(Fraction(1), squares / (len(counts) - len(years)) / mean)


def _from_mean(count: int, counts: Sequence[int]) -> Fraction:
    """The square of the distance of a count from the mean of its year."""
    distance = count - Fraction(sum(counts), len(counts))
    return distance * distance


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def gap(projection: Fraction | None, target: int | None) -> Fraction | None:
    """(P - T) / T."""
    return (projection - target) / target if projection is not None and target else None


def gap_text(projection: Fraction | None, target: int | None) -> str | None:
    """“25% below target”; “on target” only when P = T."""
    share = gap(projection, target)
    if share is None:
        return None
    if share == 0:
        return "on target"
    side = "below" if share < 0 else "above"
    whole = numbers.percent(abs(share))
    return f"just {side} target" if whole == "0%" else f"{whole} {side} target"


def needed_per_month(actual: int, m: int, target: int | None) -> Fraction | None:
    """max(0, T - Y) / (12 - m); None after the year's end."""
    if target is None or m == MONTHS:
        return None
    return Fraction(max(0, target - actual), MONTHS - m)


def rag(projection: Fraction | None, target: int | None) -> Rag | None:
    """Green when P >= T, amber when P >= 0.9 T, red below."""
    if projection is None or target is None:
        return None
    if projection >= target:
        return Rag.GREEN
    return Rag.AMBER if projection >= AMBER * target else Rag.RED


def change(now: int, before: int) -> Fraction | None:
    """(now - before) / before; None when before is 0."""
    return Fraction(now - before, before) if before else None


def two_against_twelve(last_14: Sequence[int] | None) -> Fraction | None:
    """Mean of the last 2 complete months / mean of the 12 before them - 1. None if records do not reach back."""
    if last_14 is None or not sum(last_14[:12]):
        return None
    return Fraction(sum(last_14[12:]) * 6, sum(last_14[:12])) - 1


def two_against_target(last_2: Sequence[int], target: int | None) -> Fraction | None:
    """Mean of the last 2 complete months / (T / 12) - 1."""
    return Fraction(sum(last_2) * 6, target) - 1 if target else None
