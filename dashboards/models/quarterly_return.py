"""The quarterly return: the Board's ask of each agency that makes one, and what the agency signed."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, User
from ehtrack.lib.calendar import FinancialYear, Quarter
from ehtrack.lib.models import Record


class ReturnState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    SENT_BACK = "sent-back", "Sent back"
    ACCEPTED = "accepted", "Accepted"
    REOPENED = "reopened", "Reopened to correct"


class HowOften(models.TextChoices):
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    TWICE = "twice-a-year", "Twice a year"
    YEARLY = "yearly", "Once a year"
    NOT = "not", "It is not reported"


class ReturnArrangement(Record):
    """Whether an agency makes its own return (``through`` empty) or is reported through another. No row: no return.

    ``starts_on``: the first day of the first quarter that its own return is asked for.
    """

    agency = models.OneToOneField(Agency, models.PROTECT, related_name="return_arrangement")
    through = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="reports_for")
    starts_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(through=F("agency")), name="return_through_another_agency"),
            models.CheckConstraint(
                condition=Q(through__isnull=True) ^ Q(starts_on__isnull=True), name="return_asked_from_a_quarter_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} through {self.through_id or 'itself'}"


class QuarterlyReturn(Record):
    """One agency's return of one quarter. ``year`` reads ``2022-23``; ``version`` rises with every move."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="returns", db_index=False)
    year = models.CharField(max_length=7)
    quarter = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReturnState, default=ReturnState.DRAFT)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["-year", "-quarter"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "quarter"], name="return_once_per_agency_and_quarter"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="return_of_one_of_four_quarters"),
            models.CheckConstraint(condition=Q(year__regex=r"^\d{4}-\d{2}$"), name="return_year_is_financial"),
        ]
        indexes = [models.Index(fields=["year", "quarter"], name="return_by_quarter")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.label}"

    @property
    def period(self) -> Quarter:
        return Quarter(FinancialYear.from_label(self.year), self.quarter)

    @property
    def label(self) -> str:
        return self.period.label

    def is_late(self, today: date) -> bool:
        """Due, and never signed. One that was sent back or is corrected was signed once."""
        return self.state == ReturnState.DRAFT and self.due_on < today


LABELS = {
    "target_this_year": "Target for this financial year",
    "target_next_year": "Target for the next financial year",
    "unrecorded": "S&Ns completed but not recorded in ehtrack",
    "unrecorded_why": "Why they are not recorded",
    "narrative": "What happened in the quarter",
    "barriers": "Barriers and challenges",
    "senior_lead": "Senior lead for early help",
    "senior_lead_role": "Their role",
    "reported_to": "Where early help is reported in your organisation",
    "reported_how_often": "How often it is reported",
    "resource": "Senior leadership and resource",
    "training_done": "Training done",
    "training_planned": "Training planned",
}


class ReturnContent(models.Model):
    """What the agency says. ``unrecorded``: S&Ns it completed in the quarter that are not recorded in ehtrack."""

    target_this_year = models.PositiveIntegerField(null=True, blank=True)
    target_next_year = models.PositiveIntegerField(null=True, blank=True)
    unrecorded = models.PositiveIntegerField(null=True, blank=True)
    unrecorded_why = models.TextField(blank=True)
    narrative = models.TextField(blank=True)
    barriers = models.TextField(blank=True)
    senior_lead = models.CharField(max_length=200, blank=True)
    senior_lead_role = models.CharField(max_length=200, blank=True)
    reported_to = models.TextField(blank=True)
    reported_how_often = models.CharField(max_length=20, choices=HowOften, blank=True)
    resource = models.TextField(blank=True)
    training_done = models.TextField(blank=True)
    training_planned = models.TextField(blank=True)

    class Meta:
        abstract = True


class ReturnDraft(ReturnContent):
    """What is being filled in. It lives as long as the return: a correction goes on from what was signed last."""

    quarterly_return = models.OneToOneField(QuarterlyReturn, models.PROTECT, primary_key=True, related_name="draft")
    version = models.PositiveIntegerField(default=1, db_default=1)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"draft of {self.quarterly_return_id}"


class ReturnVersion(Record, ReturnContent):
    """What was signed: content and figures as they stood. Never changed, nor deleted: the database refuses both.

    ``figures`` are ``dashboards.measures.returned`` as JSON, counts and no quotients. ``digest``: SHA-256 of all of it.
    """

    quarterly_return = models.ForeignKey(QuarterlyReturn, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    definition = models.CharField(max_length=10)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    correcting = models.TextField("why it was corrected", blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["quarterly_return", "number"], name="return_version_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(correcting=""), name="return_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.quarterly_return_id}"


class ReturnMove(Record):
    """A step of a return: which, when, who (nobody: the schedule) and why. Added, never changed."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    signed = models.ForeignKey(ReturnVersion, models.PROTECT, null=True, related_name="moves")
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(move__in=["accept", "send-back"]) | Q(signed__isnull=False) & ~Q(by=F("signed_by")),
                name="return_judged_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(move__in=["send-back", "reopen"]) | ~Q(reason=""), name="return_sent_back_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarterly_return_id}: {self.move}"


class ReturnReminder(models.Model):
    """One reminder of one day, written before it is sent, so that no day is reminded of twice."""

    id = models.BigAutoField(primary_key=True)
    quarterly_return = models.ForeignKey(QuarterlyReturn, models.PROTECT, related_name="reminders", db_index=False)
    day = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quarterly_return", "day"], name="return_reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.quarterly_return_id} {self.day}"
