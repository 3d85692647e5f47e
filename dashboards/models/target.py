from django.db import models
from django.db.models import Q

from agencies.models import Agency, Group, User
from ehtrack.lib.models import Record


class Basis(models.TextChoices):
    """Which S&Ns count: all completed ones that the partnership knows of, or only those shared with the council."""

    COMPLETED = "completed", "Completed S&Ns"
    SHARED = "shared", "S&Ns shared with the council"


class Target(Record):
    """How many S&Ns a financial year should bring, as agreed on a day; a later agreement is a new row.

    Of an agency, of a group, or (both empty) of the whole partnership. ``year`` reads ``2022-23``.
    """

    year = models.CharField(max_length=7)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="targets")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="targets")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.COMPLETED)
    agreed_on = models.DateField()
    target = models.PositiveIntegerField()
    source = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["year", "agreed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "agency", "group", "basis", "agreed_on"],
                nulls_distinct=False,
                name="target_once_per_agreement",
            ),
            models.CheckConstraint(condition=Q(agency=None) | Q(group=None), name="target_of_an_agency_or_a_group"),
            models.CheckConstraint(condition=Q(year__regex=r"^\d{4}-\d{2}$"), name="target_year_is_financial"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.target}"
