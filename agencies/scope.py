"""For whom a request, task or command acts: the first argument of every selector."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from agencies.models import Role, User
from agencies.policy import Permission, grantable_by, roles_with


@dataclass(frozen=True)
class Scope:
    """One person acting for one agency with the roles they hold there."""

    user_id: UUID
    agency_id: UUID
    roles: frozenset[Role]
    team_ids: frozenset[UUID] = field(default_factory=frozenset)
    user_name: str = ""
    agency_name: str = ""
    agency_code: str = ""
    can_switch: bool = False

    def may(self, permission: Permission) -> bool:
        return bool(self.roles & roles_with(permission))

    def has(self, role: Role) -> bool:
        return role in self.roles

    def may_give(self, roles: Iterable[str]) -> bool:
        """May this person invite to these roles, and end them?"""
        return set(roles) <= self.grantable

    @property
    def grantable(self) -> frozenset[Role]:
        return grantable_by(self.roles)

    @property
    def role_label(self) -> str:
        return ", ".join(role.label for role in Role if role in self.roles)


class SignedInRequest(HttpRequest):
    """The request that a view for everybody signed in gets."""

    user: User
    htmx: HtmxDetails


class ActingRequest(SignedInRequest):
    """The request that a view behind a permission gets."""

    scope: Scope
