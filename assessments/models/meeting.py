import pghistory
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, User
from assessments.models.assessment import Assessment, ClosureReason
from ehtrack.lib.models import Record


class MeetingOutcome(models.TextChoices):
    CONTINUE = "continue", "Continue the plan"
    CLOSE = "close", "Close"
    STEP_UP = "step-up", "Step up to social care"


class Attendance(models.TextChoices):
    INVITED = "invited", "Invited"
    ATTENDED = "attended", "Attended"
    APOLOGIES = "apologies", "Sent apologies"
    REPORT = "report", "Sent a report"


@pghistory.track(
    pghistory.UpdateEvent(label="before_update", row=pghistory.Old),
    pghistory.DeleteEvent(label="before_delete"),
    model_name="MeetingHistory",
    level=pghistory.Statement,
)
class Meeting(Record):
    """A Team Around the Family (TAF) meeting of an S&N: planned on a day, then held on it or another, or cancelled."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="meetings")
    planned_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    place = models.CharField("place, or online", max_length=200, blank=True)
    chair = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="chaired_meetings")
    chair_name = models.CharField(max_length=200, blank=True)
    chair_agency = models.ForeignKey(Agency, models.PROTECT, related_name="chaired_meetings")
    family_update = models.TextField("the family's update", blank=True)
    decisions = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, choices=MeetingOutcome, blank=True)
    closure_reason = models.CharField(max_length=30, choices=ClosureReason, blank=True)
    next_on = models.DateField("next meeting", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["-planned_on"]
        verbose_name = "TAF meeting"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="") | Q(held_on__isnull=False), name="meeting_outcome_only_when_held"
            ),
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(held_on=None) | Q(next_on__gt=F("held_on")),
                name="meeting_next_after_this_one",
            ),
            models.CheckConstraint(condition=Q(held_on=None) | Q(cancelled_on=None), name="meeting_held_or_cancelled"),
            models.CheckConstraint(
                condition=Q(outcome="close") ^ Q(closure_reason=""), name="meeting_closes_with_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["assessment", "held_on"], name="meeting_by_assessment"),
            models.Index(
                fields=["held_on"],
                include=["id", "assessment", "chair_agency"],
                condition=Q(held_on__isnull=False),
                name="meeting_held",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MeetingAttendance(models.Model):
    """A person asked to a TAF meeting: of the family, or a professional of an agency (with an account or without)."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    name = models.CharField(max_length=200)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="meeting_attendances")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    of_family = models.BooleanField(default=False)
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.INVITED)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=~Q(user=None), name="meeting_attendance_once_per_user"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.attendance}"
