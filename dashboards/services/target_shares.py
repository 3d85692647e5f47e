"""Recording the targets of all agencies for a year, as agreed together on one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from agencies.errors import ServiceError, Stale
from agencies.scope import Scope
from agencies.services import audit
from dashboards.models import Basis, Kind, Target
from dashboards.selectors import targets as selectors
from dashboards.services.targets import one_at_a_time
from ehtrack.lib import numbers
from ehtrack.lib.calendar import FinancialYear


@dataclass(frozen=True, kw_only=True)
class Agreement:
    year: FinancialYear
    basis: Basis
    agreed_on: date
    source: str = ""


@transaction.atomic
def agree_all(*, scope: Scope, agreement: Agreement, targets: Mapping[UUID | None, int], version: int) -> int:
    """Write a version for each agency (None: the partnership); what that day says already stays. How many it wrote.

    Raises Stale when the year's targets changed since ``version``, and ServiceError when the day has other numbers.
    """
    one_at_a_time()
    if selectors.state(agreement.year) != version:
        raise Stale
    known = selectors.agreed_on(agreement.year, agreement.agreed_on, basis=agreement.basis)
    others = [whose for whose, number in targets.items() if known.get(whose, number) != number]
    if others:
        raise ServiceError(
            f"On this day {numbers.plural(len(others), 'other number is', 'other numbers are')} recorded already. "
            "Give the day of the later agreement, or withdraw those that were recorded by mistake",
            "agreed_on",
        )
    made = Target.objects.bulk_create(
        Target(
            kind=Kind.ASSESSMENTS,
            year=agreement.year.label,
            agency_id=whose,
            target=number,
            basis=agreement.basis,
            agreed_on=agreement.agreed_on,
            source=agreement.source,
            recorded_by_id=scope.user_id,
        )
        for whose, number in targets.items()
        if whose not in known
    )
    audit.record(
        scope=scope,
        action="target.agreed_for_all",
        subject_type="target",
        subject_ids=[one.pk for one in made],
        detail={"year": agreement.year.label, "targets": len(made), "sum": sum(one.target for one in made)},
    )
    return len(made)
