"""Which target a year has, as known on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

from django.db.models import F, QuerySet

from agencies.models import Role
from agencies.scope import Scope
from dashboards.models import Basis, Kind, Target
from ehtrack.lib import numbers
from ehtrack.lib.calendar import FinancialYear


@dataclass(frozen=True)
class YearTarget:
    """T of a year. ``is_path``: no target of its own, taken from the line between the years that have one."""

    target: int
    basis: Basis
    agreed_on: date | None = None
    is_path: bool = False


def for_year(
    year: FinancialYear,
    *,
    as_of: date,
    agency: UUID | None = None,
    group: UUID | None = None,
    basis: Basis | None = None,
) -> YearTarget | None:
    """The version with the latest agreed date not after ``as_of``; of two of one day, that of the basis asked for.

    Between two years with a target, the linear path, rounded half up; after the last target there is none.
    """
    return _of(year, known(as_of=as_of, agency=agency, group=group, basis=basis))


def _of(year: FinancialYear, versions: dict[str, YearTarget], kind: Kind = Kind.ASSESSMENTS) -> YearTarget | None:
    """Only S&Ns take a path: nobody agreed that training or timeliness should grow in a line."""
    return versions.get(year.label) or (_path(year, versions) if kind is Kind.ASSESSMENTS else None)


def _standing(*kinds: Kind) -> QuerySet[Target]:
    """Targets that count: those of S&Ns, unless others are asked for."""
    return Target.objects.using("reporting").standing(*kinds or (Kind.ASSESSMENTS,))


def known(
    *, as_of: date, agency: UUID | None = None, group: UUID | None = None, basis: Basis | None = None
) -> dict[str, YearTarget]:
    """The target that holds in each year, by the year's label, as known on ``as_of``."""
    rows = _standing().filter(agency=agency, group=group, agreed_on__lte=as_of)
    return _holding(rows, basis or Basis.COMPLETED)


def _holding(rows: Iterable[Target], wanted: Basis) -> dict[str, YearTarget]:
    """The version that holds in each year."""
    return {row.year: YearTarget(row.target, Basis(row.basis), row.agreed_on) for row in _ranked(rows, wanted)}


def _ranked(rows: Iterable[Target], wanted: Basis) -> list[Target]:
    """What holds comes last: agreed last, and of two of one day, that of the basis wanted."""
    return sorted(rows, key=lambda row: (row.agreed_on, row.basis == wanted))


def agreed_later(
    year: FinancialYear, *, as_of: date, basis: Basis, agency: UUID | None = None, group: UUID | None = None
) -> dict[Kind, YearTarget]:
    """Of each kind, the version agreed last of those that figures up to ``as_of`` do not know yet."""
    rows = _standing(*Kind).filter(year=year.label, agency=agency, group=group, agreed_on__gt=as_of)
    return {Kind(row.kind): YearTarget(row.target, Basis(row.basis), row.agreed_on) for row in _ranked(rows, basis)}


def _path(year: FinancialYear, versions: dict[str, YearTarget]) -> YearTarget | None:
    years = sorted(FinancialYear.from_label(label) for label in versions)
    before = max((known for known in years if known < year), default=None)
    after = min((known for known in years if known > year), default=None)
    if before is None or after is None:
        return None
    first, last = versions[before.label], versions[after.label]
    share = Fraction(year.starts - before.starts, after.starts - before.starts)
    return YearTarget(numbers.half_up(first.target + (last.target - first.target) * share), first.basis, is_path=True)


def visible(scope: Scope) -> QuerySet[Target]:
    """Every version, those withdrawn too, for who may set targets."""
    return Target.objects.all() if scope.has(Role.BOARD) else Target.objects.none()


def history() -> QuerySet[Target]:
    """Every version, the latest year first, within it the latest agreement."""
    return Target.objects.select_related("agency", "group", "withdrawn_by").order_by(
        "-year",
        "kind",
        F("agency__name").asc(nulls_first=True),
        F("group__position").asc(nulls_first=True),
        "group__name",
        "-agreed_on",
        "-recorded_at",
    )


def state(year: FinancialYear) -> int:
    """A number that is another one as soon as any target of S&Ns of the year was added, changed or withdrawn.

    As the person's own transaction sees it.
    """
    rows = Target.objects.filter(year=year.label, kind=Kind.ASSESSMENTS).order_by("pk")
    told = repr(list(rows.values_list("pk", "target", "withdrawn_at")))
    return int(sha256(told.encode()).hexdigest()[:12], 16)


def agreed_on(year: FinancialYear, day: date, *, basis: Basis) -> dict[UUID | None, int]:
    """What was agreed on a day for the agencies, and under None for the partnership, in the person's transaction."""
    rows = Target.objects.standing(Kind.ASSESSMENTS).filter(year=year.label, agreed_on=day, basis=basis, group=None)
    return dict(rows.values_list("agency", "target"))


def of_agencies(year: FinancialYear, *, as_of: date, basis: Basis) -> dict[UUID, int]:
    """The target of each agency that has one, as known on ``as_of``; those on the path between two years too."""
    rows = _standing().filter(agency__isnull=False, agreed_on__lte=as_of)
    return {agency: known.target for (_, agency, _), known in _in_year(year, rows, basis).items() if agency}


def of_groups(year: FinancialYear, *, as_of: date, basis: Basis) -> dict[tuple[Kind, UUID], YearTarget]:
    """The target of every kind of each group that has one."""
    rows = _standing(*Kind).filter(group__isnull=False, agreed_on__lte=as_of)
    return {(kind, group): known for (kind, _, group), known in _in_year(year, rows, basis).items() if group}


def of_kinds(
    year: FinancialYear, *, as_of: date, basis: Basis, agency: UUID | None = None, group: UUID | None = None
) -> dict[Kind, YearTarget]:
    """The targets of every kind of one agency, one group, or the partnership."""
    rows = _standing(*Kind).filter(agency=agency, group=group, agreed_on__lte=as_of)
    return {kind: known for (kind, _, _), known in _in_year(year, rows, basis).items()}


def _in_year(
    year: FinancialYear, rows: Iterable[Target], basis: Basis
) -> dict[tuple[Kind, UUID | None, UUID | None], YearTarget]:
    """What holds in a year, by kind, agency and group."""
    versions: dict[tuple[Kind, UUID | None, UUID | None], list[Target]] = defaultdict(list)
    for row in rows:
        versions[Kind(row.kind), row.agency_id, row.group_id].append(row)
    found = {key: _of(year, _holding(known, basis), key[0]) for key, known in versions.items()}
    return {key: known for key, known in found.items() if known}


@dataclass(frozen=True)
class Allocation:
    """What the partnership wants in a year, and what its groups and its agencies agreed to; None where none did.

    ``mixed``: not all were agreed on the same S&Ns.
    """

    year: FinancialYear
    whole: YearTarget | None
    groups: int | None
    agencies: int | None
    mixed: bool = False


def allocations(*, as_of: date) -> list[Allocation]:
    """Every year that somebody has a target of S&Ns for, the latest first, as agreed up to a day."""
    rows = list(_standing().filter(agreed_on__lte=as_of))
    years = {FinancialYear.from_label(row.year) for row in rows}
    return [_allocation(year, rows) for year in sorted(years, reverse=True)]


def _allocation(year: FinancialYear, rows: list[Target]) -> Allocation:
    found = _in_year(year, rows, Basis.COMPLETED)
    groups = [known.target for (_, _, group), known in found.items() if group]
    agencies = [known.target for (_, agency, _), known in found.items() if agency]
    return Allocation(
        year,
        found.get((Kind.ASSESSMENTS, None, None)),
        sum(groups) if groups else None,
        sum(agencies) if agencies else None,
        mixed=len({known.basis for known in found.values()}) > 1,
    )
