"""Agreeing a target: always a new version, so that what was agreed before stays in the history."""

from datetime import date

from django.db import IntegrityError, transaction

from agencies.errors import NotAllowedYet
from agencies.models import Agency, Group
from agencies.scope import Scope
from agencies.services import audit
from dashboards.models import Basis, Target
from ehtrack.lib.calendar import FinancialYear


@transaction.atomic
def agree(
    *,
    scope: Scope,
    year: FinancialYear,
    target: int,
    agreed_on: date,
    basis: Basis = Basis.COMPLETED,
    agency: Agency | None = None,
    group: Group | None = None,
    source: str = "",
) -> Target:
    """Record what was agreed for a year. Raises NotAllowedYet when the same day already has a version."""
    try:
        with transaction.atomic():
            made = Target.objects.create(
                year=year.label,
                target=target,
                agreed_on=agreed_on,
                basis=basis,
                agency=agency,
                group=group,
                source=source,
                recorded_by_id=scope.user_id,
            )
    except IntegrityError:
        raise NotAllowedYet(
            "A target agreed on this day is recorded already. Give the day of the later agreement."
        ) from None
    audit.record(
        scope=scope,
        action="target.agreed",
        subject_type="target",
        subject_ids=[made.pk],
        detail={"year": year.label, "target": target},
    )
    return made
