"""By when a MASH contact must be decided, by the standards that held on the day it was received."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from assessments.models import MashStandard
from ehtrack.lib.calendar import end_of_working_day, local_day


def standard_on(standards: Iterable[MashStandard], priority: str, day: date) -> MashStandard | None:
    """The latest standard of the priority that held on the day."""
    holding = [
        standard
        for standard in standards
        if standard.priority == priority and (standard.holds_from is None or standard.holds_from <= day)
    ]
    return max(holding, key=lambda standard: standard.holds_from or date.min, default=None)


def due_at(standards: Iterable[MashStandard], *, priority: str, received_at: datetime) -> datetime | None:
    """Receipt plus hours round the clock, or midnight at the end of the n-th working day after the day of receipt.

    None without a priority, or when no standard holds for it.
    """
    day = local_day(received_at)
    standard = standard_on(standards, priority, day)
    if standard is None:
        return None
    if standard.hours is not None:
        return received_at + timedelta(hours=standard.hours)
    return end_of_working_day(day, standard.working_days or 0)
