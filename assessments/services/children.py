"""Children: looked for, added, found again, corrected."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet, ServiceError, Stale
from agencies.scope import Scope
from agencies.services import audit, limits
from assessments.matching import ChildDetails, NearMatch
from assessments.models import Child
from assessments.models.event import EventKind
from assessments.selectors import children as selectors
from assessments.services import events

LOOK_UPS_PER_HOUR = 100
LOOKED_FOR = "child.looked_for"


@dataclass(frozen=True)
class ChildChoice:
    """A child of a form: one that is known, chosen by the name ``typed``, or one to be added with these details."""

    child_id: UUID | None = None
    details: ChildDetails | None = None
    typed: str = ""


class TooManyLookUps(ServiceError):
    def __init__(self) -> None:
        super().__init__(f"You have looked for {LOOK_UPS_PER_HOUR} children in an hour. Wait before you look for more.")


@transaction.atomic
def look_for(*, scope: Scope, typed: ChildDetails, now: datetime) -> list[NearMatch]:
    """Near matches of the typed details, on record before they are shown. Raises TooManyLookUps."""
    if limits.is_reached(scope=scope, actions=[LOOKED_FOR], most=LOOK_UPS_PER_HOUR, within=timedelta(hours=1), now=now):
        raise TooManyLookUps
    found = selectors.near_matches(scope, typed)
    audit.record(scope=scope, action=LOOKED_FOR, subject_type="child", subject_ids=[match.child_id for match in found])
    return found


def is_like(scope: Scope, typed: ChildDetails, child_id: UUID) -> bool:
    """Is the child that was offered still a near match? Not when it was marked protected since."""
    standing = selectors.chosen(child_id).pk
    return any(match.child_id == standing for match in selectors.near_matches(scope, typed))


@transaction.atomic
def add(
    *,
    scope: Scope,
    forename: str,
    surname: str,
    date_of_birth: date | None = None,
    expected_date_of_birth: date | None = None,
    sex: str = "",
    nhs_number: str = "",
    postcode: str = "",
    on: date,
) -> Child:
    child = Child.objects.create(
        forename=forename,
        surname=surname,
        date_of_birth=date_of_birth,
        expected_date_of_birth=expected_date_of_birth,
        sex=sex,
        nhs_number=nhs_number,
        postcode=postcode,
        created_by_agency_id=scope.agency_id,
    )
    events.record(scope=scope, kind=EventKind.CHILD_ADDED, occurred_on=on, child=child, version=child.version)
    return child


@transaction.atomic
def find_or_add(*, scope: Scope, choices: Iterable[ChildChoice], on: date) -> list[Child]:
    """The children that a form chose, each once, as the records that stand for them."""
    found: dict[UUID, Child] = {}
    for choice in choices:
        child = _chosen(scope, choice, on)
        found[child.pk] = child
    return list(found.values())


def typed_names(choices: Iterable[ChildChoice]) -> dict[str, str]:
    """By which names known children were chosen, by the ids of the records that stand for them."""
    return {str(selectors.chosen(one.child_id).pk): one.typed for one in choices if one.child_id and one.typed}


def _chosen(scope: Scope, choice: ChildChoice, on: date) -> Child:
    if choice.child_id:
        return selectors.chosen(choice.child_id)
    return add(scope=scope, on=on, **asdict(choice.details or ChildDetails()))


@transaction.atomic
def correct(*, scope: Scope, child: Child, version: int, changes: Mapping[str, Any], reason: str, on: date) -> Child:
    """Set other values of the record's fields. Raises Stale when it was changed since ``version`` was read."""
    if child.merged_into_id:
        raise NotAllowedYet("This record was merged into another: correct that one")
    changed = Child.objects.filter(pk=child.pk, version=version).update(version=F("version") + 1, **changes)
    if not changed:
        raise Stale
    child.refresh_from_db()
    events.record(
        scope=scope,
        kind=EventKind.CHILD_CORRECTED,
        occurred_on=on,
        child=child,
        reason=reason,
        version=child.version,
    )
    return child
