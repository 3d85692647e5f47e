from datetime import datetime

import pghistory
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Coalesce

from agencies.models import Agency, User
from assessments.models.child import Child
from ehtrack.lib.models import Record


class Rag(models.TextChoices):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"


class ContactOutcome(models.TextChoices):
    NO_FURTHER_ACTION = "no-further-action", "No further action"
    ADVICE = "advice", "Information and advice"
    EARLY_HELP = "early-help", "Early help: S&N to be completed"
    ASSESSMENT = "assessment", "Assessment: referral accepted"
    STRATEGY_DISCUSSION = "strategy-discussion", "Strategy discussion"
    OPEN_CASE = "open-case", "Existing open case"
    OTHER = "other", "Other"


class SourceCode(models.TextChoices):
    """Contact or referral source of the children in need census."""

    INDIVIDUAL_FAMILY = "1A", "1A: Family member or carer"
    INDIVIDUAL_ACQUAINTANCE = "1B", "1B: Acquaintance"
    INDIVIDUAL_SELF = "1C", "1C: Self"
    INDIVIDUAL_OTHER = "1D", "1D: Other individual"
    SCHOOLS = "2A", "2A: Schools"
    EDUCATION_SERVICES = "2B", "2B: Education services"
    GP = "3A", "3A: GP"
    HEALTH_VISITOR = "3B", "3B: Health visitor"
    SCHOOL_NURSE = "3C", "3C: School nurse"
    OTHER_PRIMARY_HEALTH = "3D", "3D: Other primary health"
    A_AND_E = "3E", "3E: A&E"
    OTHER_HEALTH = "3F", "3F: Other health"
    HOUSING = "4", "4: Housing"
    SOCIAL_CARE = "5A", "5A: Social care"
    OTHER_INTERNAL = "5B", "5B: Other council service"
    OTHER_AUTHORITY = "5C", "5C: Another authority"
    EARLY_HELP = "5D", "5D: Early help"
    POLICE = "6", "6: Police"
    OTHER_LEGAL = "7", "7: Other legal agency"
    OTHER = "8", "8: Other"
    ANONYMOUS = "9", "9: Anonymous"
    UNKNOWN = "10", "10: Unknown"


class MashStandard(Record):
    """Within what time a contact of a priority must be decided: hours round the clock, or working days.

    ``holds_from`` null: since ever. "n working days" ends at midnight after the n-th working day after receipt.
    """

    priority = models.CharField(max_length=5, choices=Rag)
    holds_from = models.DateField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    working_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["priority", F("holds_from").asc(nulls_first=True)]
        verbose_name = "MASH standard"
        constraints = [
            models.UniqueConstraint(
                fields=["priority", "holds_from"], nulls_distinct=False, name="mash_standard_once_per_day"
            ),
            models.CheckConstraint(
                condition=Q(hours=None) ^ Q(working_days=None), name="mash_standard_hours_or_working_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_priority_display()} from {self.holds_from or 'the beginning'}"


def _london_day(timestamp: str) -> Cast:
    return Cast(
        Func(Value("Europe/London"), F(timestamp), function="timezone", output_field=models.DateTimeField()),
        models.DateField(),
    )


class ContactQuerySet(models.QuerySet["Contact"]):
    def undecided(self) -> "ContactQuerySet":
        return self.filter(decided_at=None)

    def overdue(self, now: datetime) -> "ContactQuerySet":
        """Undecided past the due time; exactly at it is still in time."""
        return self.undecided().filter(due_at__lt=now)


@pghistory.track(
    pghistory.UpdateEvent(label="before_update", row=pghistory.Old),
    pghistory.DeleteEvent(label="before_delete"),
    model_name="ContactHistory",
    level=pghistory.Statement,
    exclude=["received_on"],
)
class Contact(Record):
    """A MASH contact (enquiry). It counts one, on its received date in Europe/London, for the source agency.

    Some lists have only a date (``received_day``) and no time; such a contact has no due time. ``due_at`` is set when
    the clock starts. ``missed_earlier_due``: a downgrade came after the earlier due time, so it stays late.
    """

    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=100)
    received_at = models.DateTimeField(null=True, blank=True)
    received_day = models.DateField(null=True, blank=True)
    received_on = models.GeneratedField(
        expression=Coalesce(_london_day("received_at"), F("received_day")),
        output_field=models.DateField(),
        db_persist=True,
    )
    source_agency = models.ForeignKey(Agency, models.PROTECT, related_name="contacts", db_index=False)
    source_code = models.CharField(max_length=2, choices=SourceCode, blank=True)
    referrer_name = models.CharField(max_length=200, blank=True)
    referrer_role = models.CharField(max_length=200, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="sent_contacts")
    logged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    children = models.ManyToManyField(Child, through="ContactChild", related_name="contacts")
    concern = models.TextField("presenting concern", blank=True)
    family_agreed = models.BooleanField(null=True, blank=True)
    no_agreement_reason = models.TextField(blank=True)
    priority = models.CharField(max_length=5, choices=Rag, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    missed_earlier_due = models.BooleanField(default=False, db_default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=30, choices=ContactOutcome, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decision_reason = models.TextField(blank=True)
    early_help_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    feedback = models.TextField("what the referrer was told", blank=True)
    feedback_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-received_at"]
        verbose_name = "MASH contact"
        constraints = [
            models.UniqueConstraint(fields=["source", "reference"], name="contact_reference_once_per_source"),
            models.CheckConstraint(
                condition=Q(received_at=None) ^ Q(received_day=None), name="contact_received_at_or_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, outcome="") | Q(decided_at__isnull=False) & ~Q(outcome=""),
                name="contact_decided_at_and_outcome",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(received_at=None) | Q(decided_at__gte=F("received_at")),
                name="contact_decided_after_received",
            ),
            models.CheckConstraint(
                condition=Q(priority="") | Q(priority__in=Rag.values), name="contact_known_priority"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=ContactOutcome.values), name="contact_known_outcome"
            ),
            models.CheckConstraint(condition=Q(due_at=None) | ~Q(priority=""), name="contact_due_only_with_a_priority"),
        ]
        indexes = [
            # What the policy for persons asks of a row, in an index that few values keep small.
            models.Index(fields=["source_agency", "early_help_agency"], name="contact_of_agency"),
            models.Index(
                fields=["source_agency", "received_on"],
                include=["outcome", "priority", "decided_at", "due_at", "missed_earlier_due"],
                name="contact_fact",
            ),
            models.Index(fields=["-received_on", "-received_at"], name="contact_latest"),
            models.Index(fields=["due_at"], condition=Q(decided_at=None), name="contact_undecided"),
        ]

    def __str__(self) -> str:
        return self.reference


class ContactChild(models.Model):
    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="links")
    child = models.ForeignKey(Child, models.PROTECT, related_name="contact_links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "child"], name="contact_child_once")]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.child_id}"


class PriorityChange(models.Model):
    """Each priority that a contact was given, with its reason and the due time that followed."""

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="priority_changes")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    priority = models.CharField(max_length=5, choices=Rag)
    reason = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.priority}"
