"""A monthly series of counts over some years, and what the definitions read from it. Pure arithmetic."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

from dashboards.measures import progress
from dashboards.measures.record import Record, record
from dashboards.measures.rows import Progress
from dashboards.measures.variation import Signals, judge
from dashboards.selectors.targets import YearTarget
from ehtrack.lib.calendar import FinancialYear, Month

T = TypeVar("T")


@dataclass(frozen=True)
class Monthly:
    """``months``: the complete months of the ``year``. ``counts`` holds them and those of the years before, zeros too;
    None where it is not known how many.

    ``since``: the month with which its records begin, None where there are none. ``joined``: the first month that the
    agency was there as a whole, where it came later.
    """

    year: FinancialYear
    months: list[Month]
    counts: Mapping[Month, int | None]
    since: Month | None
    joined: Month | None = None

    @cached_property
    def signals(self) -> Signals:
        return judge(self.counts, year=self.year, months=self.months, since=self._whole_since)

    @property
    def last(self) -> int | None:
        """Of the last complete month."""
        return self.counts[self.months[-1]] if self.months else None

    @property
    def _whole_since(self) -> Month | None:
        return max(self.since, self.joined) if self.since and self.joined else self.since


@dataclass(frozen=True)
class Series(Monthly):
    """One of which every month is known, so that its months can be added up and carried forward."""

    counts: Mapping[Month, int]

    def of(self, months: Iterable[Month]) -> list[int]:
        return [self.counts[month] for month in months]

    @cached_property
    def record(self) -> Record:
        return record(self.counts, year=self.year, since=self._whole_since)

    def progress(self, target: YearTarget | None, contacts_change: Fraction | None) -> Progress:
        months = self.months
        m, actual = len(months), sum(self.of(months))
        last = months[-1] if months else self.year.months[0] - 1
        return Progress(
            target=target,
            actual=actual,
            actual_last_year=sum(self.of(month - 12 for month in months)),
            m=m,
            straight_line=progress.straight_line(actual, m),
            seasonal=progress.seasonal(actual, m, self._if_recorded(self.year.previous.months, self.of)),
            recent=progress.recent(actual, m, self.of((last - 2).until(last))),
            range=progress.projection_range(actual, m, self._if_recorded(list((last - 23).until(last)), self._pairs)),
            two_against_twelve=progress.two_against_twelve(self._if_recorded(list((last - 13).until(last)), self.of)),
            two_against_target=progress.two_against_target(
                self.of([last - 1, last]), target.target if target else None
            ),
            contacts_change=contacts_change,
        )

    @property
    def change(self) -> Fraction | None:
        """Against the same months of last year."""
        return progress.change(sum(self.of(self.months)), sum(self.of(month - 12 for month in self.months)))

    def _pairs(self, months: list[Month]) -> list[tuple[Month, int]]:
        return list(zip(months, self.of(months), strict=True))

    def _if_recorded(self, months: list[Month], read: Callable[[list[Month]], T]) -> T | None:
        return read(months) if self.since and self.since <= months[0] else None
