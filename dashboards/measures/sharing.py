"""What is known when a year's target is shared out among agencies: what each did before, and what is recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from agencies.models import Agency
from dashboards.measures import remembered
from dashboards.measures.asking import question
from dashboards.measures.shares import Base, Proposal, propose
from dashboards.models import Basis
from dashboards.selectors import targets
from dashboards.selectors.targets import YearTarget
from ehtrack.lib.calendar import ONE_DAY, FinancialYear, Month, last_complete_month_end


@dataclass(frozen=True)
class Sharer:
    """An agency of the year. ``recorded``: the target that it has for the year by now."""

    key: UUID
    name: str
    group: str
    base: Base
    recorded: int | None


@dataclass(frozen=True)
class Sharing:
    """``first`` to ``as_of``: the 12 months that are taken as the year before. ``gone``: S&Ns in it of agencies that
    are not there in the year. ``left_out``: agencies that complete none by their nature. ``whole``: the partnership's
    target as recorded."""

    year: FinancialYear
    first: date
    as_of: date
    basis: Basis
    whole: YearTarget | None
    agencies: list[Sharer]
    gone: int
    left_out: list[str]

    @property
    def had_targets(self) -> bool:
        return any(one.base.target_before for one in self.agencies)


@dataclass(frozen=True)
class Shares:
    """What is proposed to the agencies of a year."""

    found: Sharing
    total: int
    proposal: Proposal

    @cached_property
    def proposed(self) -> dict[UUID, int]:
        agencies = self.found.agencies
        numbers = propose(self.proposal, self.total, [one.base for one in agencies])
        return dict(zip((one.key for one in agencies), numbers, strict=True))


def sharing(year: FinancialYear, *, today: date, now: datetime) -> Sharing:
    """Inside ``one_snapshot``. The year before, or while that goes on, the last 12 complete months: no guess."""
    as_of = min(year.start - ONE_DAY, last_complete_month_end(today))
    first = (Month.of(as_of) - 11).first
    whole = targets.for_year(year, as_of=today)
    basis = whole.basis if whole else Basis.COMPLETED
    asked = question(today=today, year=FinancialYear.of(as_of), as_of=as_of, first=first, basis=basis)
    figures = remembered.figures(asked, now=now)
    before = targets.of_agencies(year.previous, as_of=today, basis=basis)
    recorded = targets.of_agencies(year, as_of=today, basis=basis)
    groups = {group.code: group.name for group in figures.all_groups}
    rows = [(row.key, row) for row in figures.agencies if row.key]
    there = {agency.pk for agency in figures.all_agencies if _there(agency, year)}
    none = {agency.pk for agency in figures.all_agencies if agency.completes_none} - {
        key for key, row in rows if row.assessments or key in recorded
    }
    return Sharing(
        year=year,
        first=first,
        as_of=as_of,
        basis=basis,
        whole=whole,
        agencies=[
            Sharer(
                key,
                row.name,
                groups.get(row.group, ""),
                Base(row.assessments, row.counts.contacts, before.get(key, 0)),
                recorded.get(key),
            )
            for key, row in rows
            if key in there - none
        ],
        left_out=[row.name for key, row in rows if key in there & none],
        gone=sum(row.assessments for key, row in rows if key not in there),
    )


def _there(agency: Agency, year: FinancialYear) -> bool:
    begins, ends = agency.active_from or date.min, agency.active_to or date.max
    return begins <= year.end and ends >= year.start
