import pghistory
from django.db import models
from django.db.models import F, Q

from assessments.models.child import Child
from ehtrack.lib.models import Record


class PlanType(models.TextChoices):
    CHILD_PROTECTION = "child-protection", "Child protection plan"
    CHILD_IN_NEED = "child-in-need", "Child in need plan"


class PlanCategory(models.TextChoices):
    """Category of abuse, as the papers count it; a child in need plan often has none."""

    NEGLECT = "neglect", "Neglect"
    EMOTIONAL = "emotional", "Emotional abuse"
    PHYSICAL = "physical", "Physical abuse"
    SEXUAL = "sexual", "Sexual abuse"
    MULTIPLE = "multiple", "Multiple"
    NONE = "none", "None recorded"


@pghistory.track(
    pghistory.UpdateEvent(label="before_update", row=pghistory.Old),
    pghistory.DeleteEvent(label="before_delete"),
    model_name="PlanHistory",
    level=pghistory.Statement,
)
class Plan(Record):
    """A statutory plan of a child: it counts on the day it starts."""

    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=100)
    child = models.ForeignKey(Child, models.PROTECT, related_name="plans")
    type = models.CharField(max_length=20, choices=PlanType)
    category = models.CharField(max_length=10, choices=PlanCategory)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["-started_on"]
        verbose_name = "statutory plan"
        constraints = [
            models.UniqueConstraint(fields=["source", "reference"], name="plan_reference_once_per_source"),
            models.CheckConstraint(condition=Q(type__in=PlanType.values), name="plan_known_type"),
            models.CheckConstraint(condition=Q(category__in=PlanCategory.values), name="plan_known_category"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="plan_ends_after_it_starts"
            ),
        ]
        indexes = [models.Index(fields=["started_on"], include=["child", "category"], name="plan_fact")]

    def __str__(self) -> str:
        return self.reference
