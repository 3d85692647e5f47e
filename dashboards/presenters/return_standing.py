"""What is said of the returns that were chosen before they are published: how many are signed, and which went back."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboards.models import QuarterlyReturn, ReturnVersion
from dashboards.models.quarterly_return import ReturnState
from ehtrack.lib.numbers import plural

BACK = {
    ReturnState.SENT_BACK: "Sent back to the agency, and published as it was signed last",
    ReturnState.REOPENED: "Reopened to correct, and published as it was signed last",
}


@dataclass(frozen=True)
class Standing:
    """``back``: those that are with their agency again. ``unsigned``: those of which nothing is published."""

    period: str
    signed: str
    back: Sequence[str]
    unsigned: Sequence[str]

    @property
    def digest(self) -> str:
        """Of all that is said, so that a form tells what its sender was told."""
        return hashlib.sha256("\n".join([self.period, self.signed, *self.back, *self.unsigned]).encode()).hexdigest()


def standing(period: str, rows: Sequence[QuarterlyReturn], signed: Mapping[Any, ReturnVersion]) -> Standing:
    back = [f"{what}: {names}" for state, what in BACK.items() if (names := _signed_last(rows, signed, state))]
    unsigned = [_named(row) for row in rows if row.pk not in signed]
    return Standing(period, _counted(len(rows), len(rows) - len(unsigned)), back, unsigned)


def _counted(asked: int, signed: int) -> str:
    if not asked:
        return "No return was asked for, so there is nothing to publish."
    if not signed:
        return f"None of {plural(asked, 'return')} is signed, so there is nothing to publish."
    if signed == asked:
        return "The return is signed." if asked == 1 else f"All {asked} returns are signed."
    verb = "is" if signed == 1 else "are"
    return f"{signed} of {plural(asked, 'return')} {verb} signed. Of the others nothing is published but their state."


def _signed_last(rows: Iterable[QuarterlyReturn], signed: Mapping[Any, ReturnVersion], state: str) -> str:
    found = [row for row in rows if row.state == state and row.pk in signed]
    return "; ".join(f"{_named(row)}, version {signed[row.pk].number}" for row in found)


def _named(row: QuarterlyReturn) -> str:
    return f"{row.agency.name}, {row.label}"
