"""The records of the database as the plain dicts that the recount takes."""

from datetime import datetime
from typing import Any

from agencies.models import Agency, Consultation, Locality, NetworkMeeting, Training
from assessments.models import Assessment, Child, Contact, Meeting, Plan
from dashboards.models import Target
from ehtrack.lib.calendar import local_day
from tests.dashboards.recount import Recount

Rows = list[dict[str, Any]]


def recount(*, now: datetime) -> Recount:
    return Recount(
        assessments=_assessments(),
        contacts=_contacts(),
        groups=_groups(),
        targets=_targets(),
        merged=dict(Child.objects.exclude(merged_into=None).values_list("pk", "merged_into")),
        now=now,
        plans=list(Plan.objects.values("started_on", "category", "child")),
        trainings=_trainings(),
        networks=_networks(),
        meetings=_meetings(),
        consultations=_consultations(),
        localities=list(Locality.objects.values_list("name", flat=True)),
    )


def _groups() -> dict[str, list]:
    return {
        agency.code: [(m.starts_on, m.group.code) for m in agency.group_memberships.all()]
        for agency in Agency.objects.prefetch_related("group_memberships__group")
    }


def _assessments() -> Rows:
    return [
        {
            "agency": a.agency.code,
            "completed_on": a.completed_on,
            "shared_on": a.shared_on,
            "pilot": a.pilot_id,
            "counted": a.status in ("completed", "closed"),
            "key": a.pk,
            "closed_on": a.closed_on,
            "closure_reason": a.closure_reason,
            "needs_taf": a.needs_taf,
            "locality": a.locality.name if a.locality else None,
            "lead": a.lead_professional_agency.code if a.lead_professional_agency else None,
            "children": [child.pk for child in a.children.all()],
        }
        for a in Assessment.objects.select_related("agency", "locality", "lead_professional_agency").prefetch_related(
            "children"
        )
    ]


def _contacts() -> Rows:
    return [
        {
            "agency": c.source_agency.code,
            "received_on": local_day(c.received_at),
            "priority": c.priority,
            "due_at": c.due_at,
            "decided_at": c.decided_at,
            "outcome": c.outcome,
            "late": c.missed_earlier_due,
            "children": [child.pk for child in c.children.all()],
        }
        for c in Contact.objects.select_related("source_agency").prefetch_related("children")
    ]


def _targets() -> Rows:
    return [
        {
            "year": t.year,
            "target": t.target,
            "agreed_on": t.agreed_on,
            "basis": t.basis,
            "agency": t.agency.code if t.agency else None,
            "group": t.group.code if t.group else None,
        }
        for t in Target.objects.select_related("agency", "group")
    ]


def _trainings() -> Rows:
    return [
        {"person": t.person, "agency": t.agency.code, "completed_on": t.completed_on}
        for t in Training.objects.select_related("agency")
    ]


def _meetings() -> Rows:
    return [
        {
            "assessment": meeting.assessment_id,
            "held_on": meeting.held_on,
            "chair": meeting.chair_agency.code,
            "people": [
                (person.agency.code if person.agency else None, person.attendance)
                for person in meeting.attendances.all()
                if not person.of_family
            ],
        }
        for meeting in Meeting.objects.select_related("chair_agency").prefetch_related("attendances__agency")
    ]


def _networks() -> Rows:
    return [
        {"locality": n.locality.name, "held_on": n.held_on, "held": n.held, "families": n.families_discussed}
        for n in NetworkMeeting.objects.select_related("locality")
    ]


def _consultations() -> Rows:
    return [
        {
            "agency": c.agency.code,
            "locality": c.locality.name if c.locality else None,
            "theme": c.theme,
            "held_on": c.held_on,
        }
        for c in Consultation.objects.select_related("agency", "locality")
    ]
