"""Typed columns: what a cell may hold, and the text in which the database takes it.

A parser gets a cell that is not empty, with the blanks around it gone, and gives the text to stage or raises BadCell
with what would be right. Parsers are asked a million times: they are plain functions with bounded caches.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from ehtrack.lib.calendar import LONDON, FinancialYear, from_local
from ehtrack.lib.importing.problems import BadCell

Parser = Callable[[str], str]

CACHED = 20_000
EARLIEST = date(1900, 1, 1)
DATE_CURE = "Write the date as 2022-10-03 or 03/10/2022 (day first)."
TIME_CURE = "Write the date and time as 2022-10-03 14:05 or 03/10/2022 14:05."
FUTURE = "This time is in the future. Check the date and the time."
_DATE = re.compile(r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}))", re.ASCII)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?", re.ASCII)
_OFFSET = re.compile(r"\s*(Z|[+-][0-9]{2}(?::?[0-9]{2})?)\Z", re.ASCII | re.IGNORECASE)
_MIDNIGHT = re.compile(r"[T ]+0?0:00(:00(\.0+)?)?\Z")


@dataclass(frozen=True)
class Format:
    """What a cell may hold: as a parser, and in words with an example for whoever fills in the file."""

    parse: Parser
    words: str
    example: str

    def __call__(self, cell: str) -> str:
        return self.parse(cell)


@dataclass(frozen=True)
class Column:
    """``required``: the header must name it and no cell may be empty. ``as_given``: blanks around the text are kept.
    ``means`` says what the column holds; ``example`` stands for the one of the format."""

    name: str
    format: Format
    sql: str = "text"
    required: bool = False
    as_given: bool = False
    means: str = ""
    example: str = ""

    @property
    def parse(self) -> Parser:
        return self.format.parse

    @property
    def shown(self) -> str:
        return self.example or self.format.example

    @property
    def missing(self) -> str:
        return f"Fill in {self.name.replace('_', ' ')}."


def text(longest: int) -> Format:
    def parse(cell: str) -> str:
        if len(cell) > longest:
            raise BadCell(f"Shorten this to {longest:,} characters; it has {len(cell):,}.")
        return cell

    return Format(parse, f"Text, at most {longest:,} characters", "")


def code(longest: int = 60) -> Format:
    """A code that may be new: lower case letters, digits and hyphens; capitals are read as lower case."""

    @lru_cache(CACHED)
    def parse(cell: str) -> str:
        lowered = cell.lower()
        if len(cell) > longest or not re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", lowered):
            raise BadCell(f"Use letters, digits and hyphens only, at most {longest}, such as oxford-health.")
        return lowered

    return Format(parse, f"Letters, digits and hyphens, at most {longest}", "oxford-health")


def known_code(longest: int = 100) -> Format:
    """A code that is looked up among existing ones; letter case does not matter."""

    @lru_cache(CACHED)
    def parse(cell: str) -> str:
        return cell.lower()[:longest]

    return Format(parse, "A code that ehtrack knows; capitals do not matter", "")


def checked(check: Callable[[str], str], words: str, example: str) -> Format:
    """A check that raises ValueError with what would be right, as a parser."""

    def parse(cell: str) -> str:
        try:
            return check(cell)
        except ValueError as error:
            raise BadCell(str(error)) from None

    return Format(parse, words, example)


def choice(values: Collection[str]) -> Format:
    """One of the values, in any letter case, with spaces or underscores for hyphens."""
    allowed = {_plain(value): value for value in values}
    cure = "Use one of these: " + ", ".join(values) + "."

    @lru_cache(CACHED)
    def parse(cell: str) -> str:
        try:
            return allowed[_plain(cell)]
        except KeyError:
            raise BadCell(cure) from None

    return Format(parse, "One of these: " + ", ".join(values), next(iter(values)))


def _plain(value: str) -> str:
    return re.sub(r"[\s_-]+", "-", value.strip()).lower()


def choices(values: Collection[str], separator: str = ";") -> Format:
    """Several of the values, separated; staged as a PostgreSQL array in the order of ``values``."""
    one = choice(values)
    order = {value: index for index, value in enumerate(values)}

    @lru_cache(CACHED)
    def parse(cell: str) -> str:
        found = {one(part) for part in cell.split(separator) if part.strip()}
        return "{" + ",".join(f'"{value}"' for value in sorted(found, key=order.__getitem__)) + "}"

    words = f"One or more of these, with {separator} between them: " + ", ".join(values)
    return Format(parse, words, separator.join(list(values)[:2]))


def integer(least: int = 0, most: int = 2_147_483_647) -> Format:
    @lru_cache(CACHED)
    def parse(cell: str) -> str:
        plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", cell)
        if not re.fullmatch(r"[0-9]{1,18}", plain, re.ASCII) or not least <= int(plain) <= most:
            raise BadCell(f"Write a whole number from {least:,} to {most:,}.")
        return str(int(plain))

    return Format(parse, f"Whole number, {least:,} or more", str(max(least, 25)))


def financial_year() -> Format:
    @lru_cache(CACHED)
    def parse(cell: str) -> str:
        try:
            return FinancialYear.from_label(cell.replace("/", "-")).label
        except ValueError:
            raise BadCell("Write the financial year as 2022-23.") from None

    return Format(parse, "Financial year", "2022-23")


def read_date(cell: str) -> date:
    match = _DATE.fullmatch(cell) or _DATE.fullmatch(_MIDNIGHT.sub("", cell))
    if not match:
        raise BadCell(DATE_CURE)
    year, month, day, short_day, short_month, late_year = match.groups()
    try:
        found = date(int(year or late_year), int(month or short_month), int(day or short_day))
    except ValueError:
        raise BadCell(f"There is no such day. {DATE_CURE}") from None
    if found < EARLIEST:
        raise BadCell(f"This day is before {EARLIEST.year}. Check the year.")
    return found


def day(latest: date | None = None) -> Format:
    """A date; one after ``latest`` (today, for what has happened) is wrong."""

    @lru_cache(CACHED)
    def parse(cell: str) -> str:
        found = read_date(cell)
        if latest and found > latest:
            raise BadCell(f"This date is in the future. Use a date up to {latest:%d/%m/%Y}.")
        return found.isoformat()

    words = "Date, not after today" if latest else "Date"
    return Format(parse, f"{words}: 2022-10-03 or 03/10/2022 (day first)", "03/10/2022")


@lru_cache(CACHED)
def _offset_of(found: date) -> str | None:
    """The offset of London all through a day, or None on the days on which the clocks change."""
    start, end = (datetime.combine(found + timedelta(days=n), time.min, LONDON).utcoffset() for n in (0, 1))
    return ("+01:00" if start else "+00:00") if start == end else None


@lru_cache(100_000)
def _clock(cell: str) -> str:
    match = _TIME.fullmatch(cell)
    if not match or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        raise BadCell(TIME_CURE)
    return cell if len(match[1]) == 2 else f"0{cell}"


@lru_cache(CACHED)
def _timestamp_day(cell: str) -> date:
    try:
        return read_date(cell)
    except BadCell as error:
        raise BadCell(str(error) if _DATE.fullmatch(cell) else TIME_CURE) from None


def timestamp(latest: datetime) -> Format:
    """A moment, London time unless the cell says otherwise; one after ``latest`` (now) is wrong."""
    latest_day = latest.astimezone(LONDON).date()
    tomorrow = latest_day + timedelta(days=1)  # it may have begun where the cell's offset holds

    def parse(cell: str) -> str:
        head, separator, tail = cell.partition("T" if "T" in cell else " ")
        offset = _OFFSET.search(tail) if separator else None
        found, clock = _timestamp_day(head), _clock(tail[: offset.start()] if offset else tail.strip())
        if found > tomorrow:
            raise BadCell(FUTURE)
        usual = None if offset else _offset_of(found)
        if usual and found < latest_day:
            return f"{found} {clock}{usual}"
        moment = _moment(found, clock, offset[1] if offset else "")
        if moment > latest:
            raise BadCell(FUTURE)
        return moment.isoformat()

    return Format(parse, "Date and time, not in the future: 2022-10-03 14:05 or 03/10/2022 14:05", "03/10/2022 14:05")


def _moment(found: date, clock: str, offset: str) -> datetime:
    naive = datetime.combine(found, time.fromisoformat(clock if "." not in clock else f"{clock:0<15}"))
    try:
        return _with_offset(naive, offset) if offset else from_local(naive)
    except (ValueError, OverflowError) as error:
        raise BadCell(str(error)) from None


def _with_offset(naive: datetime, offset: str) -> datetime:
    if offset in "Zz":
        return naive.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "").ljust(4, "0")
    if int(digits[:2]) > 14 or int(digits[2:]) > 59:
        raise ValueError(TIME_CURE)
    return (naive - sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))).replace(tzinfo=UTC)
