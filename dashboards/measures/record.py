"""The record of the projections: how far those of past years, as each month would have made them, were from the truth.

Counted from the records as they stand now, not as they stood then.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from dashboards.measures import progress
from ehtrack.lib.calendar import FinancialYear, Month

YEARS = 5  # how far back is looked: older years tell little of how a year runs now
MONTHS = range(1, 12)


class Method(StrEnum):
    STRAIGHT_LINE = "straight_line"
    SEASONAL = "seasonal"
    RECENT = "recent"


@dataclass(frozen=True)
class PastProjection:
    """What a method said after ``m`` months of a year, and what the year came to. ``said``: None where the method had
    no records to go by."""

    year: FinancialYear
    method: Method
    m: int
    said: Fraction | None
    came: int

    @property
    def difference(self) -> Fraction | None:
        """(said - came) / came."""
        return None if self.said is None or not self.came else (self.said - self.came) / self.came


@dataclass(frozen=True)
class Record:
    projections: list[PastProjection]

    @property
    def years(self) -> list[FinancialYear]:
        return sorted({one.year for one in self.projections})

    def said(self, year: FinancialYear, method: Method, m: int) -> PastProjection:
        return next(one for one in self.projections if (one.year, one.method, one.m) == (year, method, m))

    def mean_difference(self, method: Method, m: int) -> Fraction | None:
        """The mean of the differences, whatever their direction."""
        found = [
            abs(one.difference)
            for one in self.projections
            if (one.method, one.m) == (method, m) and one.difference is not None
        ]
        return sum(found, Fraction(0)) / len(found) if found else None


def record(counts: Mapping[Month, int], *, year: FinancialYear, since: Month | None) -> Record:
    """Of the years before ``year`` that are recorded as a whole, at most the last five."""
    years = [FinancialYear(year.starts - n) for n in range(YEARS, 0, -1)]
    whole = [one for one in years if since and since <= one.months[0]]
    return Record([past for one in whole for m in MONTHS for past in _past(counts, one, m, since)])


def _past(counts: Mapping[Month, int], year: FinancialYear, m: int, since: Month | None) -> list[PastProjection]:
    def read(months: Sequence[Month]) -> list[int] | None:
        return [counts[month] for month in months] if since and since <= months[0] else None

    months, before = year.months, year.previous.months
    actual, came = sum(counts[month] for month in months[:m]), sum(counts[month] for month in months)
    last_three = read([months[m - 1] - back for back in (2, 1, 0)])
    said: dict[Method, Callable[[], Fraction | None]] = {
        Method.STRAIGHT_LINE: lambda: progress.straight_line(actual, m),
        Method.SEASONAL: lambda: progress.seasonal(actual, m, read(before)),
        Method.RECENT: lambda: progress.recent(actual, m, last_three) if last_three else None,
    }
    return [PastProjection(year, method, m, project(), came) for method, project in said.items()]
