"""The values that figures hand over: counts of a group or agency with their ratio, and progress to the target."""

import math
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from dashboards.counts import Counts
from dashboards.measures import progress
from dashboards.measures.ratio import ratio, ratio_text
from dashboards.models import Basis
from dashboards.selectors.targets import YearTarget


@dataclass(frozen=True)
class Row:
    """The counts of a group or an agency in the period."""

    code: str
    name: str
    group: str
    counts: Counts
    basis: Basis
    key: UUID | None = None

    @property
    def assessments(self) -> int:
        return self.counts.counted(self.basis)

    @property
    def pilot_assessments(self) -> int:
        return self.counts.counted_pilot(self.basis)

    @property
    def without_pilot(self) -> int:
        return self.assessments - self.pilot_assessments

    @property
    def ratio(self) -> Fraction | None:
        return ratio(self.without_pilot, self.counts.contacts)

    @property
    def ratio_text(self) -> str:
        return ratio_text(self.without_pilot, self.counts.contacts)

    @property
    def ratio_with_pilot(self) -> Fraction | None:
        return ratio(self.assessments, self.counts.contacts)

    @property
    def ratio_text_with_pilot(self) -> str:
        return ratio_text(self.assessments, self.counts.contacts)

    @property
    def no_further_action_rate(self) -> Fraction | None:
        return Fraction(self.counts.no_further_action, self.counts.decided) if self.counts.decided else None


@dataclass(frozen=True)
class Progress:
    """Section 4: the year's target, how far it is, and where it is heading."""

    target: YearTarget | None
    actual: int
    actual_last_year: int
    m: int
    straight_line: Fraction | None
    seasonal: Fraction | None
    recent: Fraction | None
    range: progress.Range | None
    two_against_twelve: Fraction | None
    two_against_target: Fraction | None
    contacts_change: Fraction | None

    @property
    def target_number(self) -> int | None:
        return self.target.target if self.target else None

    @property
    def low_high(self) -> tuple[int, int] | None:
        return self.range.low_high if self.range else None

    @property
    def gap(self) -> Fraction | None:
        return progress.gap(self.straight_line, self.target_number)

    @property
    def gap_text(self) -> str | None:
        return progress.gap_text(self.straight_line, self.target_number)

    @property
    def needed_per_month(self) -> Fraction | None:
        return progress.needed_per_month(self.actual, self.m, self.target_number)

    @property
    def needed_each_month(self) -> int | None:
        """As people read it: rounded up, for whoever does less each month ends under the target."""
        return None if self.needed_per_month is None else math.ceil(self.needed_per_month)

    @property
    def rag(self) -> progress.Rag | None:
        return progress.rag(self.straight_line, self.target_number)

    @property
    def change(self) -> Fraction | None:
        return progress.change(self.actual, self.actual_last_year)
