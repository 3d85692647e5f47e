"""What a figure is asked for: year, days, basis, and whose."""

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency, Group
from dashboards.models import Basis
from dashboards.selectors import targets
from ehtrack.lib.calendar import FinancialYear, Month, complete_months, last_complete_month_end


class BadQuestion(Exception):
    """The question does not fit together; the text says how to put it right."""


@dataclass(frozen=True)
class Question:
    """The period and the records looked at. ``as_of``: the last day whose records count.

    ``first``: the first day of counts; sections with a target keep the whole year. ``agency`` and ``group``: whose
    figures, both None for the whole partnership.
    """

    year: FinancialYear
    as_of: date
    basis: Basis
    first: date
    agency: Agency | None = None
    group: Group | None = None

    @property
    def months(self) -> list[Month]:
        """The m complete months of the year."""
        return complete_months(self.year.start, self.as_of)

    @property
    def scope(self) -> dict:
        return {"agency": self.agency and self.agency.pk, "group": self.group and self.group.pk}


def default_as_of(year: FinancialYear, *, today: date) -> date:
    """The end of the last complete month; not past the year's end, and not before its first day."""
    return min(max(last_complete_month_end(today), year.start), year.end)


def question(
    *,
    today: date,
    year: FinancialYear | None = None,
    as_of: date | None = None,
    first: date | None = None,
    basis: Basis | None = None,
    agency: Agency | None = None,
    group: Group | None = None,
) -> Question:
    """Fill in what was not said: this year, to the end of the last complete month, on the basis of the year's target.

    Raises BadQuestion.
    """
    year = year or FinancialYear.of(as_of or last_complete_month_end(today))
    as_of = min(as_of or default_as_of(year, today=today), year.end)
    if year.start > today:
        raise BadQuestion(f"{year} has not begun: choose a year up to {FinancialYear.of(today)}.")
    if as_of < year.start:
        raise BadQuestion(f"The as-of date must be in {year}: from {year.start:%d/%m/%Y} to {year.end:%d/%m/%Y}.")
    if as_of > today:
        raise BadQuestion("The as-of date must be today or in the past.")
    if first and not first <= as_of:
        raise BadQuestion("The first day must not be after the as-of date.")
    if agency and group:
        raise BadQuestion("Choose an agency or a group, not both.")
    return Question(
        year=year,
        as_of=as_of,
        basis=basis or _target_basis(year, as_of),
        first=first or year.start,
        agency=agency,
        group=group,
    )


def _target_basis(year: FinancialYear, as_of: date) -> Basis:
    target = targets.for_year(year, as_of=as_of)
    return target.basis if target else Basis.COMPLETED
