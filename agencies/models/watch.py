from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from agencies.models.user import User
from ehtrack.lib.models import Record


class WatchRule(models.TextChoices):
    MANY = "many", "Many records in a short time"
    OWN_SURNAME = "own-surname", "A child of the reader's own surname"
    COLLEAGUE = "colleague", "A colleague's family, or a namesake's"
    OUT_OF_HOURS = "out-of-hours", "Reading out of hours"
    REFUSED = "refused", "Refused attempts"


class WatchThreshold(models.Model):
    """From how many on a rule finds something; without a row the default holds (``agencies.watch``)."""

    rule = models.CharField(max_length=20, choices=WatchRule, primary_key=True)
    at_least = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(at_least__gte=1), name="watch_threshold_is_one_or_more"),
            models.CheckConstraint(condition=Q(rule__in=WatchRule.values), name="watch_threshold_known_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} from {self.at_least}"


class WatchItem(Record):
    """Something unusual that a person read or tried on a day, by ids only, until the auditor has looked into it.

    ``looked_at``: until when it tells of that day. What comes later is told by it while it waits for its review, and by
    another item once it is reviewed.
    """

    rule = models.CharField(max_length=20, choices=WatchRule)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()
    number = models.PositiveIntegerField()
    at_least = models.PositiveIntegerField()
    subject_ids = ArrayField(models.UUIDField(), default=list)
    looked_at = models.DateTimeField(db_default=Now())
    note = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "rule", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "person", "day"], condition=Q(reviewed_at=None), name="watch_item_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None, reviewed_at=None)
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(note=""),
                name="watch_item_reviewed_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
