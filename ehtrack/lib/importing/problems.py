"""What is wrong with a file, told so that its sender can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass


class Refused(Exception):
    """The file as a whole cannot be read; the text says what to do about it."""

    def __init__(self, cure: str, column: str = "") -> None:
        super().__init__(cure)
        self.cure = cure
        self.column = column


class BadCell(ValueError):
    """A cell that its column does not accept; the text says what would be right."""


class FaultyCell(str):
    """A cell of which only the look is known, not what it holds: wrong in any column that is read."""

    cure: str

    def __new__(cls, shown: str, cure: str) -> "FaultyCell":
        cell = super().__new__(cls, shown)
        cell.cure = cure
        return cell


@dataclass(frozen=True)
class Problem:
    """One bad cell, or, without a line, something about the whole file."""

    line: int | None
    column: str
    value: str
    cure: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else "file"
        named = f", {self.column}" if self.column else ""
        value = f": “{self.shown}”" if self.value else ""
        return f"{where}{named}{value}: {self.cure}"

    @property
    def shown(self) -> str:
        return shortened(self.value)


def shortened(value: str, length: int = 60) -> str:
    """A cell on one line, cut where it is long; what does not print is shown as a box."""
    one_line = "".join(char if char.isprintable() else "\u25a1" for char in value[: length + 1])
    return one_line if len(one_line) <= length else f"{one_line[: length - 1]}…"


def together(problems: Iterable[Problem]) -> str:
    """The problems of one row as its ``problem`` cell."""
    return "; ".join(f"{problem.column}: {problem.cure}" if problem.column else problem.cure for problem in problems)
