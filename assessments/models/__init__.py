from assessments.models.assessment import (
    Assessment,
    AssessmentChild,
    AssessmentDomain,
    Pilot,
)
from assessments.models.child import Child, Family, FamilyMember
from assessments.models.contact import Contact, ContactChild, MashStandard, PriorityChange
from assessments.models.emergency import EmergencyAccess, EmergencyReview
from assessments.models.event import Event
from assessments.models.facts import ChildIdentity
from assessments.models.meeting import Meeting, MeetingAttendance
from assessments.models.plan import Plan
from assessments.models.two_children import TwoChildren

__all__ = [
    "Assessment",
    "AssessmentChild",
    "AssessmentDomain",
    "Child",
    "ChildIdentity",
    "Contact",
    "ContactChild",
    "EmergencyAccess",
    "EmergencyReview",
    "Event",
    "Family",
    "FamilyMember",
    "MashStandard",
    "Meeting",
    "MeetingAttendance",
    "Pilot",
    "Plan",
    "PriorityChange",
    "TwoChildren",
]
