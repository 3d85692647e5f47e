"""The MASH's timeliness standards: data with the day from which each holds. Due times already stored stay."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from agencies.errors import NotAllowedYet, ServiceError
from agencies.scope import Scope
from agencies.services import audit
from assessments.models import MashStandard
from assessments.models.contact import Rag


@dataclass(frozen=True, kw_only=True)
class Details:
    """Within so many hours round the clock, or so many working days: one of the two."""

    priority: str
    holds_from: date
    hours: int | None = None
    working_days: int | None = None


@transaction.atomic
def add(*, scope: Scope, details: Details) -> MashStandard:
    """From the day on, contacts received with the priority are due by it, until the next standard begins.

    The due time of a contact is stored when its clock starts, so none that runs is changed.
    """
    if (details.hours is None) == (details.working_days is None):
        raise ServiceError("A standard is counted in hours or in working days", "unit")
    try:
        with transaction.atomic():
            standard = MashStandard.objects.create(**vars(details))
    except IntegrityError as error:
        label = Rag(details.priority).label.lower()
        message = f"Another {label} standard holds from this day. Remove that one first, or choose another day"
        raise ServiceError(message, "holds_from") from error
    _audit(scope, "standard.added", standard)
    return standard


@transaction.atomic
def remove(*, scope: Scope, standard: MashStandard, reason: str) -> None:
    """The one before it holds on. The first of a priority, which holds without a beginning, stays."""
    if standard.holds_from is None:
        raise NotAllowedYet("The first standard holds without a beginning and stays. Add one that follows it")
    removed, _ = MashStandard.objects.filter(pk=standard.pk).delete()
    if not removed:
        raise NotAllowedYet("Someone else removed this standard just now")
    _audit(scope, "standard.removed", standard, reason=reason)


def _audit(scope: Scope, action: str, standard: MashStandard, *, reason: str = "") -> None:
    detail = {
        "priority": standard.priority,
        "hours": standard.hours,
        "working_days": standard.working_days,
        "holds_from": standard.holds_from.isoformat() if standard.holds_from else None,
    }
    audit.record(
        scope=scope,
        action=action,
        subject_type="standard",
        subject_ids=[standard.pk],
        reason=reason,
        detail=detail,
    )
