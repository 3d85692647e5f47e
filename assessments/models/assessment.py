from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pghistory
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value

from agencies.models import Agency, Locality, Team, User
from assessments.models.child import Child, Family
from ehtrack.lib.models import Record

FIRST_TAF_WITHIN = timedelta(days=42)
TAF_EVERY = timedelta(days=56)
STILL_PLANNED = Q(held_on=None, cancelled_on=None)


class AssessmentStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    COMPLETED = "completed", "Open"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class LevelOfNeed(models.IntegerChoices):
    UNIVERSAL = 1, "Level 1: universal"
    VULNERABLE = 2, "Level 2: vulnerable"
    COMPLEX = 3, "Level 3: complex"
    CRITICAL = 4, "Level 4: critical"


class Priority(models.TextChoices):
    """The Board's priority areas."""

    MENTAL_HEALTH = "mental-health", "Mental health and well-being"
    EARLY_YEARS = "0-5", "0 to 5-year-olds"
    SEND = "send", "Special educational needs and disabilities"


class Consent(models.TextChoices):
    """Did the family agree to work together and to share?"""

    YES = "yes", "Yes"
    NO = "no", "No"


class ClosureReason(models.TextChoices):
    NEEDS_MET = "needs-met", "Needs met"
    SINGLE_AGENCY = "single-agency", "Continues with a single agency"
    STEP_UP = "step-up", "Stepped up to social care"
    AGREEMENT_WITHDRAWN = "agreement-withdrawn", "Agreement withdrawn"
    MOVED_AWAY = "moved-away", "Moved away"
    AGED_OUT = "aged-out", "Reached the age limit"
    OTHER = "other", "Other"


class Domain(models.TextChoices):
    HEALTH = "health", "Child's development and health"
    EDUCATION = "education", "Education"
    EMOTIONAL = "emotional", "Emotional and behavioural"
    RELATIONSHIPS = "relationships", "Family and relationships"
    PARENTING = "parenting", "Parenting"
    HOME = "home", "Home, money and work"
    COMMUNITY = "community", "Community and safety"


class Pilot(Record):
    """A way of working that is tried, such as the Health Visitor Early Help pilot."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="pilots")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="pilot_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def open(self) -> "AssessmentQuerySet":
        """Completed and not closed: the family is being worked with."""
        return self.filter(status=AssessmentStatus.COMPLETED)

    def drafts(self) -> "AssessmentQuerySet":
        return self.filter(status=AssessmentStatus.DRAFT)

    def shared(self) -> "AssessmentQuerySet":
        return self.filter(shared_on__isnull=False)

    def led_by(self, agency_id: UUID) -> "AssessmentQuerySet":
        """Whose lead professional is of the agency; without one named, the agency that wrote it leads."""
        return self.filter(
            Q(lead_professional_agency_id=agency_id) | Q(lead_professional_agency=None, agency_id=agency_id)
        )

    def with_meetings(self) -> "AssessmentQuerySet":
        """Adds ``last_met_on`` (null: never) and ``next_meeting_on``, the earliest still planned."""
        held = _meetings().filter(held_on__isnull=False).order_by("-held_on")
        planned = _meetings().filter(STILL_PLANNED).order_by("planned_on")
        return self.annotate(
            last_met_on=Subquery(held.values("held_on")[:1]),
            next_meeting_on=Subquery(planned.values("planned_on")[:1]),
        )

    def nothing_planned(self) -> "AssessmentQuerySet":
        return self.filter(~Exists(_meetings().filter(STILL_PLANNED)))

    def awaiting_taf(self) -> "AssessmentQuerySet":
        """Open, with a plan of more than one agency, and no TAF meeting held yet."""
        return self.open().filter(~Exists(_meetings().filter(held_on__isnull=False)), needs_taf=True)

    def taf_overdue(self, day: date) -> "AssessmentQuerySet":
        """Open, and by the day either no first TAF within its time or no meeting since the last within the next."""
        met = _meetings().filter(held_on__isnull=False)
        recently = met.filter(held_on__gte=day - TAF_EVERY)
        first_is_late = Q(~Exists(met), needs_taf=True, completed_on__lt=day - FIRST_TAF_WITHIN)
        return self.open().filter(first_is_late | Q(Exists(met), ~Exists(recently)))


def _meetings() -> models.QuerySet[Any]:
    """The meetings of the S&N of the row asked about; their model stands in a module that builds on this one."""
    meetings: models.QuerySet[Any] = apps.get_model("assessments", "Meeting")._default_manager.all()
    return meetings.filter(assessment=OuterRef("pk"))


@pghistory.track(
    pghistory.UpdateEvent(label="before_update", row=pghistory.Old),
    pghistory.DeleteEvent(label="before_delete"),
    model_name="AssessmentHistory",
    level=pghistory.Statement,
)
class Assessment(Record):
    """A Strengths & Needs assessment (S&N, = Early Help Assessment). One document counts one, for ``agency``, on
    ``completed_on``. Shared with the council is a dated fact beside the status, as import knows no order of screens."""

    # Indexed by assessment_of_agency, with the wall's own columns (0031_links_tell_who_reads.py).
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assessments", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="assessments")
    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=100)
    status = models.CharField(max_length=10, choices=AssessmentStatus, default=AssessmentStatus.DRAFT)
    family = models.ForeignKey(Family, models.PROTECT, null=True, blank=True, related_name="assessments")
    children = models.ManyToManyField(Child, through="AssessmentChild", related_name="assessments")
    # Of known children, by their ids, while it is a draft.
    typed_names = models.JSONField(default=dict, db_default=Value({}, models.JSONField()), blank=True)
    started_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    shared_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closure_reason = models.CharField(max_length=30, choices=ClosureReason, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)
    pilot = models.ForeignKey(Pilot, models.PROTECT, null=True, blank=True, related_name="assessments")
    level_of_need = models.PositiveSmallIntegerField(choices=LevelOfNeed, null=True, blank=True)
    locality = models.ForeignKey(Locality, models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="assessments")
    author_name = models.CharField(max_length=200, blank=True)
    lead_professional = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="led_assessments")
    lead_professional_name = models.CharField(max_length=200, blank=True)
    lead_professional_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    consent = models.CharField(max_length=3, choices=Consent, blank=True)
    consent_on = models.DateField(null=True, blank=True)
    consent_who = models.TextField("who agreed", blank=True)
    not_to_share_with = models.TextField(blank=True)
    sharing_reason = models.TextField(blank=True)
    priorities = ArrayField(models.CharField(max_length=20, choices=Priority), default=list, blank=True)
    why_now = models.TextField(blank=True)
    child_voice = models.TextField(blank=True)
    parent_voice = models.TextField(blank=True)
    summary = models.TextField("what needs to change", blank=True)
    actions = models.TextField("what each agency will do", blank=True)
    needs_taf = models.BooleanField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["source", "reference"], name="assessment_reference_once_per_source"),
            models.CheckConstraint(condition=Q(status__in=AssessmentStatus.values), name="assessment_known_status"),
            models.CheckConstraint(
                condition=~Q(status__in=["completed", "closed"]) | Q(completed_on__isnull=False),
                name="assessment_completed_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(status="draft") | Q(completed_on=None, shared_on=None), name="assessment_draft_is_undated"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closure_reason="") | Q(closed_on__isnull=False) & ~Q(closure_reason=""),
                name="assessment_closed_on_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_on__isnull=False), name="assessment_closed_has_a_date"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(completed_on=None) | Q(closed_on__gte=F("completed_on")),
                name="assessment_closed_after_completed",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) ^ Q(status="withdrawn"), name="assessment_withdrawn_when"
            ),
            models.CheckConstraint(
                condition=Q(shared_on=None) | ~Q(consent="no") | ~Q(sharing_reason=""),
                name="assessment_shared_without_agreement_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(level_of_need=None) | Q(level_of_need__in=LevelOfNeed.values),
                name="assessment_known_level_of_need",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "completed_on"],
                include=["shared_on", "pilot"],
                condition=Q(status__in=["completed", "closed"]),
                name="assessment_fact",
            ),
            models.Index(
                fields=["completed_on"],
                include=["id", "agency", "shared_on", "pilot", "closed_on", "needs_taf"],
                condition=Q(status__in=["completed", "closed"]),
                name="assessment_fact_by_day",
            ),
            models.Index(fields=["team", "-recorded_at"], name="assessment_by_team"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status == AssessmentStatus.COMPLETED


class AssessmentChild(models.Model):
    """In the database, each row also says who may read it, as its S&N does: 0031_links_tell_who_reads.py."""

    id = models.BigAutoField(primary_key=True)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="links", db_index=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="assessment_links", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "child"], name="assessment_child_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.child_id}"


@pghistory.track(
    pghistory.UpdateEvent(label="before_update", row=pghistory.Old),
    pghistory.DeleteEvent(label="before_delete"),
    model_name="AssessmentDomainHistory",
    level=pghistory.Statement,
)
class AssessmentDomain(models.Model):
    """What works well and what worries in one domain of life, scored 0 (worst) to 10 by family and practitioner.

    ``version`` is that of the S&N which these words came with.
    """

    id = models.BigAutoField(primary_key=True)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=20, choices=Domain)
    working_well = models.TextField(blank=True)
    worrying = models.TextField(blank=True)
    family_score = models.PositiveSmallIntegerField(null=True, blank=True)
    practitioner_score = models.PositiveSmallIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "domain"], name="assessment_domain_once"),
            models.CheckConstraint(
                condition=Q(family_score=None) | Q(family_score__lte=10), name="assessment_domain_family_score_to_10"
            ),
            models.CheckConstraint(
                condition=Q(practitioner_score=None) | Q(practitioner_score__lte=10),
                name="assessment_domain_practitioner_score_to_10",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.domain}"
