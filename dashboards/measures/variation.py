"""Signal or noise (section 9): is a month more than the ups and downs that every series of counts has?

An XmR chart: the centre is the mean of the baseline, the financial year before, and the limits are the centre +/- 2.66
times its mean moving range, the lower one not under 0. A month is a signal when it lies outside the limits, or is the
7th or later in a row on one side of the centre. Pure arithmetic, exact until a figure is written.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from ehtrack.lib.calendar import FinancialYear, Month

WIDTH = Fraction(266, 100)
RUN = 7
YEARS_OF_SEASONS = 3

Index = dict[int, Fraction]  # month of the calendar -> its share of a year, times 12: 1 is an average month


class Side(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True)
class JudgedMonth:
    """A month's count, and the centre and limits for this month. ``run``: the how manieth in a row on this ``side``."""

    month: Month
    count: int
    centre: Fraction
    low: Fraction
    high: Fraction
    side: Side | None
    run: int

    @property
    def outside(self) -> bool:
        return not self.low <= self.count <= self.high

    @property
    def signal(self) -> Side | None:
        return self.side if self.outside or self.run >= RUN else None

    @property
    def whole_range(self) -> tuple[int, int]:
        """The lowest and the highest count within the limits."""
        return math.ceil(self.low), math.floor(self.high)


@dataclass(frozen=True)
class Episode:
    """Months in a row that are signals to the same side; a run began with its first month, before it was a signal."""

    side: Side
    first: Month
    last: Month


@dataclass(frozen=True)
class Signals:
    """The complete months of a year, judged. ``baseline``: None where the year before is not recorded as a whole, so
    that nothing can be judged. ``index``: the seasonal index that the series was divided by, None where it was not.
    ``centre``, ``low``, ``high``: those of the series as divided. ``unknown``: complete months whose number is not
    known, so that they are in no judgement and end a run.
    """

    year: FinancialYear
    months: list[JudgedMonth]
    baseline: FinancialYear | None = None
    index: Index | None = None
    centre: Fraction | None = None
    moving_range: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    unknown: Sequence[Month] = ()

    @property
    def by_month(self) -> dict[Month, JudgedMonth]:
        return {one.month: one for one in self.months}

    @property
    def episodes(self) -> list[Episode]:
        found: list[Episode] = []
        for one in self.months:
            if one.signal is None:
                continue
            began = one.month - (one.run - 1) if one.run >= RUN else one.month
            while found and found[-1].side == one.signal and found[-1].last + 1 >= began:
                began = min(found.pop().first, began)
            found.append(Episode(one.signal, began, one.month))
        return found

    @property
    def now(self) -> Episode | None:
        """What the last month that is judged belongs to."""
        last = self.episodes[-1] if self.episodes else None
        return last if last and last.last == self.months[-1].month else None

    @property
    def up_to_date(self) -> bool:
        """Whether the last complete month is judged, so that what is so now still goes on."""
        return self.months[-1].month == max([self.months[-1].month, *self.unknown])


def judge(
    counts: Mapping[Month, int | None], *, year: FinancialYear, months: Sequence[Month], since: Month | None
) -> Signals:
    """``months``: the complete months of the year. ``since``: the first month that is recorded as a whole."""
    baseline, unknown = year.previous, [month for month in months if counts.get(month) is None]
    known = {month: count for month, count in counts.items() if count is not None}
    if since is None or since > baseline.months[0] or not known.keys() >= set(baseline.months):
        return Signals(year, [], unknown=unknown)
    index = _index(known, year, since)
    span = [*baseline.months, *months]
    values = {month: _divided(known.get(month), index[month.number] if index else Fraction(1)) for month in span}
    base = [Fraction(value) for month in baseline.months if (value := values[month]) is not None]
    centre, moving = _mean(base), _mean([abs(after - before) for before, after in pairwise(base)])
    low, high = max(Fraction(0), centre - WIDTH * moving), centre + WIDTH * moving
    judged = [
        JudgedMonth(month, known[month], centre * share, low * share, high * share, side, run)
        for month, side, run in _runs(values, centre)
        for share in [index[month.number] if index else Fraction(1)]
        if month in months and month in known
    ]
    return Signals(year, judged, baseline, index, centre, moving, low, high, unknown)


def _divided(count: int | None, share: Fraction) -> Fraction | None:
    return None if count is None else count / share


def _index(counts: Mapping[Month, int], year: FinancialYear, since: Month) -> Index | None:
    """Each month's mean share of its year over the three years before, times 12; None where they are not recorded as a
    whole, where a number of them is not known, or where a month had nothing in all of them, for nothing can be divided
    by that."""
    years = [FinancialYear(year.starts - n) for n in range(1, YEARS_OF_SEASONS + 1)]
    if since > years[-1].months[0] or not all(month in counts for one in years for month in one.months):
        return None
    totals = {one: sum(counts[month] for month in one.months) for one in years}
    if not all(totals.values()):
        return None
    index = {
        month.number: 12 * _mean([Fraction(counts[one.months[place]], totals[one]) for one in years])
        for place, month in enumerate(year.months)
    }
    return index if all(index.values()) else None


def _runs(values: Mapping[Month, Fraction | None], centre: Fraction) -> list[tuple[Month, Side | None, int]]:
    """Each month's side of the centre, and the how manieth in a row it is there. On the centre a run ends, and where
    the number is not known."""
    found: list[tuple[Month, Side | None, int]] = []
    before, run = None, 0
    for month, value in values.items():
        side = None if value in (None, centre) else Side.HIGHER if value > centre else Side.LOWER
        run = 0 if side is None else run + 1 if side == before else 1
        found.append((month, side, run))
        before = side
    return found


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
