"""What an export of quarterly returns is made of."""

from collections.abc import Iterable
from uuid import UUID

from agencies.models import Agency
from agencies.scope import Scope
from agencies.selectors import agencies
from dashboards.models import QuarterlyReturn, ReturnVersion
from dashboards.selectors import returns
from ehtrack.lib.calendar import FinancialYear


def of_period(
    scope: Scope, year: FinancialYear, quarter: int | None, *, agency: Agency | None = None
) -> list[QuarterlyReturn]:
    """The returns of a quarter or a year that the person may see, of one agency or all, with when each was signed."""
    rows = returns.with_versions(returns.visible(scope)).filter(year=year.label)
    if quarter:
        rows = rows.filter(quarter=quarter)
    if agency:
        rows = rows.filter(agency=agency)
    return list(rows.order_by("quarter", "agency__name", "agency__code"))


def signed_last(rows: Iterable[QuarterlyReturn]) -> dict[UUID, ReturnVersion]:
    """The version signed last of each return that was signed."""
    found = ReturnVersion.objects.filter(quarterly_return__in=list(rows))
    found = found.select_related("submitted_by", "quarterly_return__agency")
    return {version.quarterly_return_id: version for version in found.order_by("number")}


def keys(scope: Scope, codes: Iterable[str]) -> dict[str, str]:
    """Of agencies by their codes, which never change."""
    return {code: str(key) for code, key in agencies.visible(scope).filter(code__in=codes).values_list("code", "pk")}


def signed(quarterly_return: QuarterlyReturn, number: int) -> ReturnVersion | None:
    return quarterly_return.versions.select_related("submitted_by").filter(number=number).first()
