"""No Names Consultations: recorded, corrected, removed. The advice tells nobody who the family is."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from agencies.errors import ServiceError, Stale
from agencies.models import Agency, Consultation, Locality
from agencies.scope import Scope
from agencies.services import audit
from ehtrack.lib import identifiers


@dataclass(frozen=True, kw_only=True)
class Details:
    """``agency`` asked; ``locality`` None: not recorded; ``theme`` one of ``Theme``."""

    held_on: date
    agency: Agency
    locality: Locality | None
    theme: str
    advice: str


@transaction.atomic
def record(*, scope: Scope, details: Details, today: date) -> Consultation:
    _check(details, today)
    made = Consultation.objects.create(**vars(details), recorded_by_id=scope.user_id)
    _audit(scope, "consultation.recorded", made)
    return made


@transaction.atomic
def change(*, scope: Scope, consultation: Consultation, version: int, details: Details, today: date) -> None:
    """Raises Stale when ``version`` is not the last. The audit keeps which details changed, not what they were."""
    _check(details, today)
    changed = sorted(name for name, value in vars(details).items() if getattr(consultation, name) != value)
    values = {name: getattr(details, name) for name in changed}
    mine = Consultation.objects.filter(pk=consultation.pk, version=version)
    if not mine.update(**values, version=F("version") + 1):
        raise Stale
    if changed:
        _audit(scope, "consultation.changed", consultation, fields=changed)


@transaction.atomic
def remove(*, scope: Scope, consultation: Consultation, version: int, reason: str) -> None:
    """The row goes, and with it what it counted; the access log keeps who removed it and why. Raises Stale."""
    removed, _ = Consultation.objects.filter(pk=consultation.pk, version=version).delete()
    if not removed:
        raise Stale
    _audit(scope, "consultation.removed", consultation, reason=reason)


def _check(details: Details, today: date) -> None:
    if details.held_on > today:
        raise ServiceError("The date must be today or in the past", "held_on")
    closes = details.agency.active_to
    if closes and details.held_on > closes:
        closed = f"{closes.day} {closes:%B %Y}"
        raise ServiceError(f"{details.agency.name} closed on {closed}: check the date", "held_on")
    if found := identifiers.mentioned_in(details.advice):
        words = " and ".join(found)
        raise ServiceError(f"Take out what looks like {words}: the advice must not tell who the child is", "advice")


def _audit(scope: Scope, action: str, consultation: Consultation, *, reason: str = "", **detail: object) -> None:
    audit.record(
        scope=scope,
        action=action,
        subject_type="consultation",
        subject_ids=[consultation.pk],
        reason=reason,
        detail=detail,
    )
