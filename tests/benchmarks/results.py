"""What was measured, against what, and whether it is as good as the design asks."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("", "measured", "reference", "ratio", "goal", "")


@dataclass(frozen=True)
class Line:
    """Measured divided by reference. Without a goal it is for information."""

    what: str
    measured: float
    reference: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def ratio(self) -> float:
        return self.measured / self.reference

    @property
    def verdict(self) -> str:
        if self.at_most is None and self.at_least is None:
            return ""
        short = self.ratio > self.at_most if self.at_most is not None else self.ratio < (self.at_least or 0)
        return "short of goal" if short else "OK"

    @property
    def goal(self) -> str:
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return "" if self.at_least is None else f"at least {self.at_least:g}"

    def cells(self) -> tuple[str, ...]:
        amounts = (f"{number(amount)} {self.unit}" for amount in (self.measured, self.reference))
        return (self.what, *amounts, number(self.ratio), self.goal, self.verdict)


def number(amount: float) -> str:
    """Three figures that count."""
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:#.3g}".rstrip(".")


def table(lines: Sequence[Line]) -> str:
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
