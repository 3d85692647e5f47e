"""The scopes that a person can act in."""

from collections import defaultdict
from uuid import UUID

from agencies.models import Membership, Role, User
from agencies.scope import Scope


def all_for(user: User) -> list[Scope]:
    """One scope for each agency that the person belongs to now, in the order of the agencies' names."""
    by_agency: dict[UUID, list[Membership]] = defaultdict(list)
    current = Membership.objects.current().filter(user=user, user__is_active=True).select_related("agency")
    for membership in current.order_by("agency__name", "agency__code", "role", "pk"):
        by_agency[membership.agency_id].append(membership)
    return [_scope(user, memberships, can_switch=len(by_agency) > 1) for memberships in by_agency.values()]


def current(user: User, chosen: str | None) -> Scope | None:
    """The scope of the chosen agency, else of the first; None for a person without a membership."""
    scopes = all_for(user)
    return next((scope for scope in scopes if str(scope.agency_id) == chosen), scopes[0] if scopes else None)


def _scope(user: User, memberships: list[Membership], *, can_switch: bool) -> Scope:
    agency = memberships[0].agency
    return Scope(
        user_id=user.pk,
        agency_id=agency.pk,
        roles=frozenset(Role(membership.role) for membership in memberships),
        team_ids=frozenset(m.team_id for m in memberships if m.team_id),
        user_name=user.name,
        agency_name=agency.name,
        agency_code=agency.code,
        can_switch=can_switch,
    )
