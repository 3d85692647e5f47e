"""How many children each agency works with, as entered with the day from which a number holds."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import F

from agencies.models import Population

Dated = list[tuple[date, int | None]]  # the earliest first; None: not known from then on


def of_agencies() -> dict[UUID, Dated]:
    rows = Population.objects.using("reporting").order_by(F("starts_on").asc(nulls_first=True))
    found: dict[UUID, Dated] = defaultdict(list)
    for agency, starts_on, children in rows.values_list("agency", "starts_on", "children"):
        found[agency].append((starts_on or date.min, children))
    return found
