"""Numbers of a sheet as text. A spreadsheet keeps dates, times and numbers all as numbers: the format tells which."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from math import isfinite

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from ehtrack.lib.importing.problems import FaultyCell

CACHED = 20_000
EXACT_DIGITS = 15
EXACT = 10**EXACT_DIGITS
DAY = 86_400  # seconds
LEAP_DAY_1900 = 60  # spreadsheets count a 29 February 1900, which was not
CUT = (
    f"A spreadsheet keeps {EXACT_DIGITS} digits of a number and this one was longer, so its end is lost. "
    "Format the column as text and type it again."
)


class NumberTexts:
    """``formats``: the number format of each style of cells."""

    def __init__(self, formats: Sequence[str], *, from_1904: bool) -> None:
        self.from_1904 = from_1904
        self.shapes = {str(number): _shape(code) for number, code in enumerate(formats)}
        self.dated = lru_cache(CACHED)(self._dated)

    def __call__(self, value: str, style: str) -> str:
        """2022-10-03, 2022-10-03 14:05:00, 1001 for 1001.0, 00123 where the format asks for five digits."""
        shape = self.shapes.get(style, "")
        if shape in ("date", "moment"):
            return self.dated(value, shape)
        plain = value if value.isdigit() and value.isascii() else _plain(value)
        if len(plain.lstrip("-")) > EXACT_DIGITS and abs(float(plain)) >= EXACT:
            return FaultyCell(plain, CUT)
        return plain.zfill(int(shape)) if shape else plain

    def _dated(self, value: str, shape: str) -> str:
        serial = float(value)
        epoch = MAC_EPOCH if self.from_1904 else WINDOWS_EPOCH
        before_leap_day = not self.from_1904 and 1 <= serial < LEAP_DAY_1900
        try:
            moment = epoch + timedelta(days=before_leap_day, seconds=round(serial * DAY))
        except (OverflowError, ValueError):
            return _plain(value)
        is_time_alone = 0 <= serial < 1 and not self.from_1904
        return f"{moment:%H:%M:%S}" if is_time_alone else _moment_text(moment, shape)


def _moment_text(moment: datetime, shape: str) -> str:
    """At midnight only the format tells whether a date or a time was meant."""
    has_time = shape == "moment" or moment.hour or moment.minute or moment.second
    return moment.isoformat(" ") if has_time else moment.date().isoformat()


def _plain(value: str) -> str:
    number = float(value)
    if not isfinite(number):
        raise ValueError("no number")
    return str(int(number)) if number.is_integer() else repr(number)


def _shape(code: str) -> str:
    """date, moment, the number of digits of a format such as 00000, or nothing. A length of time is no date."""
    if is_timedelta_format(code):
        return ""
    if is_date_format(code):
        return "moment" if re.search("h", code, re.IGNORECASE) else "date"
    return str(len(code)) if re.fullmatch("0{2,}", code) else ""
