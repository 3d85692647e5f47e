"""How the months looked when they were published, for what changed since."""

from uuid import UUID

from django.db.models import Min, Sum

from dashboards.counts import Counts
from dashboards.models import RatioSnapshot
from ehtrack.lib.calendar import FinancialYear, Month

NAMES = ("assessments", "pilot_assessments", "contacts", "decided", "no_further_action")


def year_to_month(year: FinancialYear, *, agency: UUID | None = None) -> dict[Month, Counts]:
    """S&Ns and contacts from 1 April to the end of each published month, of an agency or of all together."""
    rows = RatioSnapshot.objects.using("reporting").filter(month__gte=year.start, month__lte=year.end)
    if agency:
        rows = rows.filter(agency=agency)
    sums = {f"{name}_": Sum(name) for name in NAMES}
    found = rows.order_by("month").values_list("month").annotate(**sums)
    return {Month.of(month): Counts(**dict(zip(NAMES, counts, strict=True))) for month, *counts in found}


def first_month() -> Month | None:
    """The first month that was ever published; None before the first."""
    first = RatioSnapshot.objects.using("reporting").aggregate(first=Min("month"))["first"]
    return Month.of(first) if first else None
