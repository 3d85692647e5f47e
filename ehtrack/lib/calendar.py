"""Financial years, quarters, months, working days and local time, as England and its councils count them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, total_ordering
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def from_label(cls, label: str) -> "Month":
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", label)
        if not match:
            raise ValueError(f"“{label}” is not a month: write it like 2022-10.")
        return cls(int(match[1]), int(match[2]))

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return (self + 1).first - ONE_DAY

    @property
    def label(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def name(self) -> str:
        return f"{self.first:%B} {self.year}"

    def __add__(self, months: int) -> "Month":
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def __sub__(self, months: int) -> "Month":
        return self + -months

    def until(self, last: "Month") -> Iterator["Month"]:
        """Every month from this one to ``last``, both included."""
        month = self
        while month <= last:
            yield month
            month += 1

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, order=True)
class FinancialYear:
    """1 April of ``starts`` to 31 March of the next year."""

    starts: int

    @classmethod
    def from_label(cls, label: str) -> "FinancialYear":
        match = re.fullmatch(r"([1-9][0-9]{3})-([0-9]{2})", label)
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(f"“{label}” is not a financial year: write it like 2022-23.")
        return cls(int(match[1]))

    @classmethod
    def of(cls, day: date) -> "FinancialYear":
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def start(self) -> date:
        return date(self.starts, 4, 1)

    @property
    def end(self) -> date:
        return date(self.starts + 1, 3, 31)

    @property
    def months(self) -> list[Month]:
        return [Month(self.starts, 4) + n for n in range(12)]

    @property
    def quarters(self) -> list["Quarter"]:
        return [Quarter(self, number) for number in range(1, 5)]

    @property
    def previous(self) -> "FinancialYear":
        return FinancialYear(self.starts - 1)

    @property
    def next(self) -> "FinancialYear":
        return FinancialYear(self.starts + 1)

    @property
    def label(self) -> str:
        return f"{self.starts:04}-{(self.starts + 1) % 100:02}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return self.label


@total_ordering
@dataclass(frozen=True)
class Quarter:
    """Q1 is April to June; Q4 is January to March, still of the year that began in April."""

    year: FinancialYear
    number: int

    @classmethod
    def from_label(cls, label: str) -> "Quarter":
        match = re.fullmatch(r"([0-9]{4}-[0-9]{2}) Q([1-4])", label)
        if not match:
            raise ValueError(f"“{label}” is not a quarter: write it like 2022-23 Q3.")
        return cls(FinancialYear.from_label(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(FinancialYear.of(day), (day.month - 4) % 12 // 3 + 1)

    @property
    def months(self) -> list[Month]:
        return self.year.months[self.number * 3 - 3 : self.number * 3]

    @property
    def start(self) -> date:
        return self.months[0].first

    @property
    def end(self) -> date:
        return self.months[-1].last

    @property
    def previous(self) -> "Quarter":
        return Quarter.of(self.start - ONE_DAY)

    @property
    def next(self) -> "Quarter":
        return Quarter.of(self.end + ONE_DAY)

    @property
    def label(self) -> str:
        return f"{self.year.label} Q{self.number}"

    def __lt__(self, other: "Quarter") -> bool:
        return (self.year, self.number) < (other.year, other.number)

    def __str__(self) -> str:
        return self.label


def complete_months(start: date, as_of: date) -> list[Month]:
    """The whole months between two days, both included; their number is the ``m`` of the measures."""
    first = Month.of(start) if start.day == 1 else Month.of(start) + 1
    last = Month.of(as_of) if as_of == Month.of(as_of).last else Month.of(as_of) - 1
    return list(first.until(last))


def last_complete_month_end(today: date) -> date:
    """The day before the first of this month: today's own month counts as complete only when it is over."""
    return today.replace(day=1) - ONE_DAY


def months_before(day: date, n: int) -> date:
    """The same day n months earlier, or the last day of that month where it has no such day."""
    month = Month.of(day) - n
    return month.first.replace(day=min(day.day, month.last.day))


@cache
def _english_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    return day in _english_holidays(day.year)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and not is_bank_holiday(day)


@cache
def add_working_days(day: date, n: int) -> date:
    """The n-th working day after the day, whatever the day itself is; the day when n is 0."""
    for _ in range(n):
        day += ONE_DAY
        while not is_working_day(day):
            day += ONE_DAY
    return day


@cache
def end_of_working_day(day: date, n: int) -> datetime:
    """Local midnight at the end of the n-th working day after the day, in UTC."""
    return from_local(datetime.combine(add_working_days(day, n) + ONE_DAY, time.min))


def local_day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def from_local(naive: datetime) -> datetime:
    """A London wall-clock time as UTC. The hour that October repeats is its first; one that March skips is refused."""
    moment = naive.replace(tzinfo=LONDON, fold=0).astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != naive.replace(fold=0):
        raise ValueError(f"{naive:%H:%M} on {naive:%d/%m/%Y} does not exist: the clocks went forward over it.")
    return moment
