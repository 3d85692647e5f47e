"""Pilots: ways of working that are tried. S&Ns keep the pilot that they carry, also when it has ended."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet, ServiceError, Stale
from agencies.models import Agency
from agencies.scope import Scope
from agencies.services import audit
from assessments.models import Pilot
from assessments.selectors import pilots


@dataclass(frozen=True, kw_only=True)
class Details:
    """What can be corrected at any time; the code cannot, as files name the pilot by it. ``agency`` None: all."""

    name: str
    agency: Agency | None
    starts_on: date | None
    ends_on: date | None


@transaction.atomic
def add(*, scope: Scope, code: str, details: Details) -> Pilot:
    _check(details)
    pilot, made = Pilot.objects.get_or_create(code=code, defaults=vars(details))
    if not made:
        raise ServiceError("Another pilot has this code. Choose a different one", "code")
    _audit(scope, "pilot.added", pilot)
    return pilot


@transaction.atomic
def change(*, scope: Scope, pilot: Pilot, version: int, details: Details) -> None:
    """Raises Stale when ``version`` is not the last. The audit keeps which details changed, not what they were."""
    _check(details)
    changed = sorted(name for name, value in vars(details).items() if getattr(pilot, name) != value)
    _save(pilot, version, **{name: getattr(details, name) for name in changed})
    if changed:
        _audit(scope, "pilot.changed", pilot, fields=changed)


@transaction.atomic
def end(*, scope: Scope, pilot: Pilot, version: int, ends_on: date, reason: str) -> None:
    """No S&N begun after the last day is offered the pilot. Raises Stale."""
    if pilot.ends_on:
        raise NotAllowedYet("This pilot has a last day already. Change it in the pilot's details")
    if pilot.starts_on and ends_on < pilot.starts_on:
        raise ServiceError("The last day must be on or after the first day", "ends_on")
    _save(pilot, version, ends_on=ends_on)
    _audit(scope, "pilot.ended", pilot, reason=reason, ends_on=ends_on.isoformat())


@transaction.atomic
def remove(*, scope: Scope, pilot: Pilot, version: int, reason: str) -> None:
    """Only one that no S&N carries, in whatever state: the others are ended, so that what was counted stays."""
    mine = Pilot.objects.select_for_update().filter(pk=pilot.pk, version=version)
    if not mine.exists():
        raise Stale
    if pilots.is_carried(pilot):
        raise NotAllowedYet("S&Ns carry this pilot, so it stays in the figures. End it instead")
    mine.delete()
    _audit(scope, "pilot.removed", pilot, reason=reason)


def _check(details: Details) -> None:
    if details.starts_on and details.ends_on and details.ends_on < details.starts_on:
        raise ServiceError("The last day must be on or after the first day", "ends_on")


def _save(pilot: Pilot, version: int, **values: object) -> None:
    if not Pilot.objects.filter(pk=pilot.pk, version=version).update(**values, version=F("version") + 1):
        raise Stale


def _audit(scope: Scope, action: str, pilot: Pilot, *, reason: str = "", **detail: object) -> None:
    audit.record(scope=scope, action=action, subject_type="pilot", subject_ids=[pilot.pk], reason=reason, detail=detail)
