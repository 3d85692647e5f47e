"""How a month's figures looked when they were published; the figures of today are counted anew beside them."""

from django.db import models

from agencies.models import Agency
from dashboards.models.target import Basis
from ehtrack.lib.models import Record


class RatioSnapshot(Record):
    """An agency's S&Ns and MASH contacts from 1 April to the end of ``month``, as they stood when first published.

    Numerator and denominator, never a quotient. ``definition`` is the version of the measures' definition.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="ratio_snapshots")
    month = models.DateField()
    definition = models.CharField(max_length=10)
    assessments = models.PositiveIntegerField()
    pilot_assessments = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField()
    decided = models.PositiveIntegerField()
    no_further_action = models.PositiveIntegerField()

    class Meta:
        ordering = ["month"]
        constraints = [models.UniqueConstraint(fields=["agency", "month"], name="ratio_snapshot_once_per_month")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%Y-%m}"


class TargetSnapshot(Record):
    """The partnership's or an agency's progress to its target at the end of ``month``, when first published."""

    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="target_snapshots")
    month = models.DateField()
    basis = models.CharField(max_length=10, choices=Basis)
    definition = models.CharField(max_length=10)
    actual = models.PositiveIntegerField()
    target = models.PositiveIntegerField(null=True)
    complete_months = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month", "basis"], nulls_distinct=False, name="target_snapshot_once_per_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_id or 'partnership'} {self.month:%Y-%m}"
