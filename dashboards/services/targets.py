"""Agreeing a target: always a new version, so that what was agreed before stays in the history.

Whoever writes targets waits for whoever does so already: an import, or a year's targets of all agencies.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from agencies.errors import NotAllowedYet
from agencies.models import Agency, Group
from agencies.scope import Scope
from agencies.services import audit
from dashboards.models import Basis, Kind, Target
from ehtrack.lib.calendar import FinancialYear
from ehtrack.lib.postgres.locks import one_after_another


@transaction.atomic
def agree(
    *,
    scope: Scope,
    year: FinancialYear,
    target: int,
    agreed_on: date,
    kind: Kind = Kind.ASSESSMENTS,
    basis: Basis = Basis.COMPLETED,
    agency: Agency | None = None,
    group: Group | None = None,
    source: str = "",
) -> Target:
    """Record what was agreed for a year. Raises NotAllowedYet when the same day already has a version."""
    one_at_a_time()
    try:
        with transaction.atomic():
            made = Target.objects.create(
                kind=kind,
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
            "A target agreed on this day is recorded already. Give the day of the later agreement, or withdraw that "
            "target if it was recorded by mistake."
        ) from None
    audit.record(
        scope=scope,
        action="target.agreed",
        subject_type="target",
        subject_ids=[made.pk],
        detail={"year": year.label, "kind": kind.value, "target": target},
    )
    return made


@transaction.atomic
def withdraw(*, scope: Scope, target: Target, reason: str, now: datetime) -> None:
    """Take back a version that was recorded by mistake: it counts nowhere and stays in the history.

    Raises NotAllowedYet when somebody withdrew it first, or an import changed its number meanwhile.
    """
    one_at_a_time()
    same = Target.objects.standing().filter(pk=target.pk, target=target.target)
    if not same.update(withdrawn_at=now, withdrawn_by=scope.user_id, withdrawal_reason=reason):
        raise NotAllowedYet("Somebody else withdrew or changed this target first. Look at the list of targets.")
    audit.record(
        scope=scope,
        action="target.withdrawn",
        subject_type="target",
        subject_ids=[target.pk],
        reason=reason,
        detail={"year": target.year, "kind": target.kind, "target": target.target},
    )


def one_at_a_time() -> None:
    """The lock of imports of targets. To be taken before the targets are read that the writing depends on."""
    one_after_another("import targets")
