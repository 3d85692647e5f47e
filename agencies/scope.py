"""For whom a request, task or command acts: the first argument of every selector."""

from dataclasses import dataclass, field
from uuid import UUID

from agencies.models import Role
from agencies.policy import Permission, roles_with


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

    @property
    def role_label(self) -> str:
        return ", ".join(role.label for role in Role if role in self.roles)
