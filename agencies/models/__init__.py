from agencies.models.agency import Agency, Group, GroupMembership, Locality, Team
from agencies.models.audit import AuditEvent
from agencies.models.membership import Invitation, Membership, Role
from agencies.models.request_key import RequestKey
from agencies.models.user import User

__all__ = [
    "Agency",
    "AuditEvent",
    "Group",
    "GroupMembership",
    "Invitation",
    "Locality",
    "Membership",
    "RequestKey",
    "Role",
    "Team",
    "User",
]
