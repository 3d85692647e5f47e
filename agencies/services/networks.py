"""Meetings of the Early Help Network: held, or not held with the reason. A family is never named."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from agencies.errors import ServiceError, Stale
from agencies.models import Locality, NetworkMeeting
from agencies.scope import Scope
from agencies.services import audit


@dataclass(frozen=True, kw_only=True)
class Details:
    """``families_discussed`` None: not known, or not held. ``reason`` is why it was not held."""

    locality: Locality
    held_on: date
    held: bool
    reason: str = ""
    families_discussed: int | None = None


@transaction.atomic
def record(*, scope: Scope, details: Details, today: date) -> NetworkMeeting:
    _check(details, today)
    try:
        with transaction.atomic():
            meeting = NetworkMeeting.objects.create(**vars(details))
    except IntegrityError as error:
        raise _taken(details) from error
    _audit(scope, "network.recorded", meeting)
    return meeting


@transaction.atomic
def change(*, scope: Scope, meeting: NetworkMeeting, version: int, details: Details, today: date) -> None:
    """Raises Stale when ``version`` is not the last. The audit keeps which details changed, not what they were."""
    _check(details, today)
    changed = sorted(name for name, value in vars(details).items() if getattr(meeting, name) != value)
    values = {name: getattr(details, name) for name in changed}
    try:
        with transaction.atomic():
            mine = NetworkMeeting.objects.filter(pk=meeting.pk, version=version)
            saved = mine.update(**values, version=F("version") + 1)
    except IntegrityError as error:
        raise _taken(details) from error
    if not saved:
        raise Stale
    if changed:
        _audit(scope, "network.changed", meeting, fields=changed)


@transaction.atomic
def remove(*, scope: Scope, meeting: NetworkMeeting, version: int, reason: str) -> None:
    """The row goes, and with it what it counted; the access log keeps who removed it and why. Raises Stale."""
    removed, _ = NetworkMeeting.objects.filter(pk=meeting.pk, version=version).delete()
    if not removed:
        raise Stale
    _audit(scope, "network.removed", meeting, reason=reason)


def _check(details: Details, today: date) -> None:
    if details.held_on > today:
        raise ServiceError("The date must be today or in the past", "held_on")
    if not details.held and not details.reason:
        raise ServiceError("Enter why it was not held", "reason")
    if not details.held and details.families_discussed:
        raise ServiceError("A meeting that was not held discussed no families: empty this box", "families_discussed")


def _taken(details: Details) -> ServiceError:
    return ServiceError(f"{details.locality.name} has a meeting on this day already: correct that one", "held_on")


def _audit(scope: Scope, action: str, meeting: NetworkMeeting, *, reason: str = "", **detail: object) -> None:
    audit.record(
        scope=scope,
        action=action,
        subject_type="network meeting",
        subject_ids=[meeting.pk],
        reason=reason,
        detail=detail,
    )
