"""How every figure is written. All rounding in ehtrack is ``half_up``, on the exact value."""

from decimal import Decimal
from fractions import Fraction

Number = int | Fraction | Decimal | float

NO_DATA = "No data"


def half_up(value: Number, places: int = 0) -> int:
    """The value in units of 10^-places, halves away from zero: half_up(Fraction(5, 4), 1) is 13 (tenths)."""
    exact = Fraction(value) * 10**places
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return whole if exact >= 0 else -whole


def rounded(value: Number, places: int = 0) -> Fraction:
    return Fraction(half_up(value, places), 10**places)


def fixed(value: Number, places: int = 0) -> str:
    """The value with that many decimals and a comma in thousands."""
    units = half_up(value, places)
    whole, rest = divmod(abs(units), 10**places)
    decimals = f".{rest:0{places}}" if places else ""
    return f"{'-' if units < 0 else ''}{whole:,}{decimals}"


def count(n: Number) -> str:
    return fixed(n)


def quotient(n: Number, d: Number) -> str:
    """n / d with one decimal below 10 and none from 10 up; 9.95 is already 10. The divisor must not be 0."""
    exact = Fraction(n) / Fraction(d)
    return fixed(exact, 1 if abs(half_up(exact, 1)) < 100 else 0)


def percent(n: Number, d: Number = 1, places: int = 0) -> str:
    if not d:
        return NO_DATA
    return f"{fixed(Fraction(n) * 100 / Fraction(d), places)}%"


def change(now: Number, before: Number, more: str = "more", fewer: str = "fewer") -> str:
    """How now compares with before, in words: “27% more”, “4% fewer”, “no change” only when they are equal."""
    if not before:
        return NO_DATA
    if now == before:
        return "no change"
    word = more if now > before else fewer
    share = abs(Fraction(now) - Fraction(before)) / abs(Fraction(before))
    return f"{percent(share)} {word}" if half_up(share, 2) else f"slightly {word}"


def plural(n: int, singular: str, many: str = "") -> str:
    """“1 S&N”, “1,200 S&Ns”; give ``many`` where the plural is not the singular with an s."""
    return f"{count(n)} {singular if n == 1 else many or singular + 's'}"
