from agencies.models.agency import Agency, Group, GroupMembership, Locality, Population, Team
from agencies.models.asked_job import AskedJob
from agencies.models.audit import AuditEvent
from agencies.models.consultation import Consultation, Theme
from agencies.models.export_job import ExportFormat, ExportJob, ExportPart, ExportState
from agencies.models.import_job import ImportJob, ImportPart, ImportState
from agencies.models.membership import Invitation, Membership, Role
from agencies.models.network import NetworkMeeting
from agencies.models.request_key import RequestKey
from agencies.models.seal import AuditSeal, SealBound
from agencies.models.session import Session, SignInFailure
from agencies.models.training import Training
from agencies.models.user import User
from agencies.models.watch import WatchItem, WatchRule, WatchThreshold

__all__ = [
    "Agency",
    "AskedJob",
    "AuditEvent",
    "AuditSeal",
    "Consultation",
    "ExportFormat",
    "ExportJob",
    "ExportPart",
    "ExportState",
    "Group",
    "GroupMembership",
    "ImportJob",
    "ImportPart",
    "ImportState",
    "Invitation",
    "Locality",
    "Membership",
    "NetworkMeeting",
    "Population",
    "RequestKey",
    "Role",
    "SealBound",
    "Session",
    "SignInFailure",
    "Team",
    "Theme",
    "Training",
    "User",
    "WatchItem",
    "WatchRule",
    "WatchThreshold",
]
