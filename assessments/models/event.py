from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agencies.models import Agency, User
from assessments.models.assessment import Assessment
from assessments.models.child import Child
from assessments.models.contact import Contact
from assessments.models.meeting import Meeting


class EventKind(models.TextChoices):
    """What can happen to a record; the words of the chronology."""

    ASSESSMENT_STARTED = "assessment.started", "S&N started"
    ASSESSMENT_COMPLETED = "assessment.completed", "S&N completed"
    ASSESSMENT_SHARED = "assessment.shared", "S&N shared with the council"
    ASSESSMENT_CORRECTED = "assessment.corrected", "S&N corrected"
    ASSESSMENT_CLOSED = "assessment.closed", "S&N closed"
    ASSESSMENT_WITHDRAWN = "assessment.withdrawn", "S&N withdrawn"
    ASSESSMENT_REASSIGNED = "assessment.reassigned", "S&N reassigned"
    ASSESSMENT_IMPORTED = "assessment.imported", "S&N imported"
    MEETING_PLANNED = "meeting.planned", "TAF meeting planned"
    MEETING_HELD = "meeting.held", "TAF meeting held"
    MEETING_CANCELLED = "meeting.cancelled", "TAF meeting cancelled"
    MEETING_CORRECTED = "meeting.corrected", "TAF meeting corrected"
    CONTACT_RECEIVED = "contact.received", "MASH contact received"
    CONTACT_PRIORITISED = "contact.prioritised", "MASH contact prioritised"
    CONTACT_DECIDED = "contact.decided", "MASH contact decided"
    CONTACT_CORRECTED = "contact.corrected", "MASH contact corrected"
    CONTACT_FEEDBACK = "contact.feedback", "Referrer told"
    CONTACT_IMPORTED = "contact.imported", "MASH contact imported"
    CHILD_ADDED = "child.added", "Child added"
    CHILD_CORRECTED = "child.corrected", "Child's details corrected"
    CHILD_IMPORTED = "child.imported", "Child imported"
    CHILD_MERGED = "child.merged", "Records of the same child merged"
    CHILD_UNMERGED = "child.unmerged", "Merge undone"
    CHILD_TAKEN_OVER = "child.taken_over", "Details taken over from a merged record"
    CHILD_GIVEN_BACK = "child.given_back", "Details given back to a record that was merged"


class Event(models.Model):
    """The chronology: what happened to which record, when in the world and when recorded. Append-only.

    ``version`` is that of the S&N or meeting after the event, so that history can say who changed what and why.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40, choices=EventKind)
    occurred_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="events")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="events")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="events")
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="events")
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment__isnull=False) | Q(contact__isnull=False) | Q(child__isnull=False),
                name="event_of_a_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_on}"
