"""Agencies and the dated groups that they count in."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet, ServiceError, Stale
from agencies.models import Agency, Group, GroupMembership, Locality, Population
from agencies.scope import Scope
from agencies.services import audit


@dataclass(frozen=True, kw_only=True)
class Details:
    """What can be corrected at any time; the code cannot, as files name the agency by it."""

    name: str
    locality: Locality | None
    active_from: date | None
    active_to: date | None
    do_not_name: bool
    completes_none: bool = False


@transaction.atomic
def add(*, scope: Scope, code: str, group: Group, details: Details) -> Agency:
    """The agency counts in the group from the beginning; a later change of group is a dated one."""
    if Agency.objects.filter(code=code).exists():
        raise ServiceError("Another agency has this code. Choose a different one")
    agency = Agency.objects.create(code=code, **vars(details))
    GroupMembership.objects.create(agency=agency, group=group)
    _audit(scope, "agency.added", agency)
    return agency


@transaction.atomic
def change(*, scope: Scope, agency: Agency, version: int, details: Details) -> None:
    """Raises Stale when ``version`` is not the last. The audit keeps which details changed, not what they were."""
    changed = sorted(name for name, value in vars(details).items() if getattr(agency, name) != value)
    _next_version(agency, version, **{name: getattr(details, name) for name in changed})
    if changed:
        _audit(scope, "agency.changed", agency, fields=changed)


@transaction.atomic
def move(*, scope: Scope, agency: Agency, version: int, group: Group, starts_on: date) -> None:
    """The agency counts in the group from the first of a month on; what happened before stays where it counted.

    Raises Stale when ``version`` is not the last.
    """
    if starts_on.day != 1:
        raise ServiceError("A change of group starts on the first of a month")
    _next_version(agency, version)
    if _group_on(agency, starts_on) == group.pk:
        raise ServiceError(f"{agency.name} is in {group.name} on this date already")
    GroupMembership.objects.update_or_create(agency=agency, starts_on=starts_on, defaults={"group": group})
    _audit(scope, "agency.moved", agency, group=group.code, starts_on=starts_on.isoformat())


@transaction.atomic
def set_children(*, scope: Scope, agency: Agency, version: int, children: int | None, starts_on: date) -> None:
    """So many children from the day on, None: not known from then; what was entered for earlier days stays.

    Raises Stale when ``version`` is not the last.
    """
    _next_version(agency, version)
    Population.objects.update_or_create(agency=agency, starts_on=starts_on, defaults={"children": children})
    _audit(scope, "agency.children_set", agency, children=children, starts_on=starts_on.isoformat())


@transaction.atomic
def close(*, scope: Scope, agency: Agency, last_day: date, reason: str) -> None:
    """The agency works until the last day, included. Its records stay; its people keep their memberships."""
    if agency.active_to:
        raise NotAllowedYet("This agency has a last day already. Change it in the agency's details")
    if agency.active_from and last_day < agency.active_from:
        raise ServiceError("The last day must be on or after the first day")
    agency.active_to, agency.version = last_day, agency.version + 1
    agency.save(update_fields=["active_to", "version"])
    _audit(scope, "agency.closed", agency, reason=reason, last_day=last_day.isoformat())


@transaction.atomic
def add_group(*, scope: Scope, code: str, name: str) -> Group:
    if Group.objects.filter(code=code).exists() or Group.objects.filter(name__iexact=name).exists():
        raise ServiceError("There is a group of this name or code already")
    group = Group.objects.create(code=code, name=name)
    audit.record(scope=scope, action="group.added", subject_type="group", subject_ids=[group.pk])
    return group


def _next_version(agency: Agency, version: int, **values: object) -> None:
    """Holds the agency until the end of the transaction, so that of two who opened the same version one is told."""
    if not Agency.objects.filter(pk=agency.pk, version=version).update(**values, version=F("version") + 1):
        raise Stale


def _group_on(agency: Agency, day: date) -> object:
    rows = agency.group_memberships.order_by("starts_on").values_list("starts_on", "group_id")
    held = [(starts_on or date.min, group_id) for starts_on, group_id in rows if (starts_on or date.min) <= day]
    return max(held, default=(date.min, None), key=lambda row: row[0])[1]


def _audit(scope: Scope, action: str, agency: Agency, *, reason: str = "", **detail: object) -> None:
    audit.record(
        scope=scope, action=action, subject_type="agency", subject_ids=[agency.pk], reason=reason, detail=detail
    )
