"""The figures of a quarterly return: of the agency that makes it and of those that it reports for.

Parts, never quotients, so that what was frozen can be read, compared and exported like any other figure.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from agencies.models import Agency
from dashboards import rollup
from dashboards.counts import Counts, total
from dashboards.measures import DEFINITION, progress
from dashboards.measures.asking import question
from dashboards.measures.figures import Figures
from dashboards.measures.rows import Row
from dashboards.models import Basis
from dashboards.selectors import targets
from ehtrack.lib.calendar import Month, Quarter, local_day


@dataclass(frozen=True)
class AgencyFigures:
    """``quarter``: what it recorded in the quarter; ``year``: since 1 April. ``trained``: people, in the quarter."""

    code: str
    name: str
    quarter: Counts
    year: Counts
    target: int | None
    trained: int
    months: dict[str, Counts] = field(default_factory=dict)


@dataclass(frozen=True)
class ReturnFigures:
    """``label``: the quarter, ``2022-23 Q3``. ``agencies``: the agency itself first, then those it reports for."""

    label: str
    basis: Basis
    definition: str
    agencies: tuple[AgencyFigures, ...]

    @property
    def period(self) -> Quarter:
        return Quarter.from_label(self.label)

    @property
    def as_of(self) -> date:
        return self.period.end

    @property
    def quarter(self) -> Counts:
        return total(agency.quarter for agency in self.agencies)

    @property
    def year(self) -> Counts:
        return total(agency.year for agency in self.agencies)

    @property
    def assessments(self) -> int:
        """S&Ns recorded in the quarter, on the basis of the return."""
        return self.quarter.counted(self.basis)

    @property
    def trained(self) -> int:
        return sum(agency.trained for agency in self.agencies)

    @property
    def target(self) -> int | None:
        """The targets of those that have one, added up."""
        known = [agency.target for agency in self.agencies if agency.target is not None]
        return sum(known) if known else None

    @property
    def complete_months(self) -> int:
        return self.period.number * 3

    @property
    def projection(self) -> Fraction | None:
        return progress.straight_line(self.year.counted(self.basis), self.complete_months)

    @property
    def without_target(self) -> int:
        """How many of the agencies have no target of their own."""
        return sum(agency.target is None for agency in self.agencies)

    @property
    def gap_text(self) -> str | None:
        """None where some have no target: the pace of all says nothing of the targets of some."""
        return None if self.without_target else progress.gap_text(self.projection, self.target)

    def row(self, agency: AgencyFigures | None = None, *, of_year: bool = False) -> Row:
        """An agency's counts, or all of them together, with their ratio."""
        whose = agency or self
        counts = whose.year if of_year else whose.quarter
        return Row(agency.code if agency else "", agency.name if agency else "All", "", counts, self.basis)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"basis": self.basis.value}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "ReturnFigures":
        return cls(
            label=kept["label"],
            basis=Basis(kept["basis"]),
            definition=kept["definition"],
            agencies=tuple(_agency(agency) for agency in kept["agencies"]),
        )


def _agency(kept: dict[str, Any]) -> AgencyFigures:
    counts = {name: Counts(**kept[name]) for name in ("quarter", "year")}
    months = {label: Counts(**month) for label, month in kept["months"].items()}
    return AgencyFigures(**{**kept, **counts, "months": months})


def prepared(agencies: Sequence[Agency], quarter: Quarter, *, now: datetime) -> ReturnFigures:
    """As counted now, for a return of these agencies. Inside ``one_snapshot``."""
    return prepared_of_all({None: agencies}, quarter, now=now)[None]


def prepared_of_all(
    returns: dict[Any, Sequence[Agency]], quarter: Quarter, *, now: datetime
) -> dict[Any, ReturnFigures]:
    """Those of many returns of one quarter, counted together. Inside ``one_snapshot``."""
    today = local_day(now)
    of_year = Figures(question(today=today, year=quarter.year, as_of=quarter.end), now=now)
    of_quarter = Figures(
        question(today=today, year=quarter.year, as_of=quarter.end, first=quarter.start, basis=of_year.question.basis),
        now=now,
    )
    found = _Counted(of_quarter, of_year, quarter)
    return {
        key: ReturnFigures(
            quarter.label, of_year.question.basis, DEFINITION, tuple(found.of(agency) for agency in agencies)
        )
        for key, agencies in returns.items()
    }


class _Counted:
    """What is known of every agency, from a fixed number of statements."""

    def __init__(self, of_quarter: Figures, of_year: Figures, quarter: Quarter) -> None:
        self.quarter = {row.key: row.counts for row in of_quarter.agencies}
        self.year = {row.key: row.counts for row in of_year.agencies}
        self.trained = of_quarter.trained.by_agency
        self.targets = targets.of_agencies(quarter.year, as_of=quarter.end, basis=of_year.question.basis)
        self.labels = [month.label for month in quarter.months]
        self.months = _by_month(rollup.sums(quarter.start, quarter.end, by=("agency", "month")))

    def of(self, agency: Agency) -> AgencyFigures:
        by_month = self.months.get(agency.pk, {})
        return AgencyFigures(
            code=agency.code,
            name=agency.name,
            quarter=self.quarter.get(agency.pk, Counts()),
            year=self.year.get(agency.pk, Counts()),
            target=self.targets.get(agency.pk),
            trained=self.trained.get(agency.pk, 0),
            months={label: by_month.get(label, Counts()) for label in self.labels},
        )


def _by_month(sums: Iterable[rollup.Sums]) -> dict[UUID | None, dict[str, Counts]]:
    found: dict[UUID | None, dict[str, Counts]] = defaultdict(dict)
    for row in sums:
        if isinstance(row.month, Month):
            found[row.agency][row.month.label] = row.counts
    return found
