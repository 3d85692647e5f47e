"""What is added up: the counts of a bucket of records, numerators and denominators, never a quotient."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Self

from dashboards.models import Basis


@dataclass(frozen=True, slots=True)
class Counts:
    """S&Ns by completed date, MASH contacts by received date; the fields of the rollup (``MonthCount``)."""

    assessments: int = 0
    pilot_assessments: int = 0
    shared: int = 0
    pilot_shared: int = 0
    contacts: int = 0
    decided: int = 0
    no_further_action: int = 0
    red_decided: int = 0
    red_on_time: int = 0
    amber_decided: int = 0
    amber_on_time: int = 0
    green_decided: int = 0
    green_on_time: int = 0

    def __add__(self, other: Self) -> "Counts":
        return total((self, other))

    def counted(self, basis: Basis) -> int:
        """S&Ns on the basis asked for, those of pilots included."""
        return self.shared if basis == Basis.SHARED else self.assessments

    def counted_pilot(self, basis: Basis) -> int:
        return self.pilot_shared if basis == Basis.SHARED else self.pilot_assessments

    def on_time(self, priority: str) -> tuple[int, int]:
        """(decided in time, decided) of the contacts of a priority."""
        return getattr(self, f"{priority}_on_time"), getattr(self, f"{priority}_decided")

    @property
    def without_due_time(self) -> int:
        """Decided contacts that are in no figure of timeliness: no priority, or no time of receipt."""
        return self.decided - sum(getattr(self, f"{priority}_decided") for priority in PRIORITIES)


PRIORITIES = ("red", "amber", "green")
NAMES = tuple(field.name for field in fields(Counts))


_values = attrgetter(*NAMES)


def total(parts: Iterable[Counts]) -> Counts:
    return Counts(*map(sum, zip(*map(_values, parts), strict=True)))
