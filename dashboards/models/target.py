from django.db import models
from django.db.models import Q

from agencies.models import Agency, Group, User
from ehtrack.lib.models import Record


class Basis(models.TextChoices):
    """Which S&Ns count: all completed ones that the partnership knows of, or only those shared with the council."""

    COMPLETED = "completed", "Completed S&Ns"
    SHARED = "shared", "S&Ns shared with the council"


class Kind(models.TextChoices):
    """What a target is of: a number in the year, or a share of what was decided in the year."""

    ASSESSMENTS = "assessments", "S&Ns"
    TRAINED = "trained", "Staff trained"
    RED_IN_TIME = "red-in-time", "Red contacts decided in time"

    @property
    def measure(self) -> str:
        """The key of the declared measure that counts it."""
        return {Kind.ASSESSMENTS: "assessments", Kind.TRAINED: "trained", Kind.RED_IN_TIME: "on-time-red"}[self]

    @property
    def unit(self) -> tuple[str, str]:
        """One of it, and several: what follows the number."""
        return {
            Kind.ASSESSMENTS: ("S&N", "S&Ns"),
            Kind.TRAINED: ("person", "people"),
            Kind.RED_IN_TIME: ("percent", "percent"),
        }[self]

    @property
    def is_share(self) -> bool:
        return self is Kind.RED_IN_TIME


class TargetQuerySet(models.QuerySet["Target"]):
    def standing(self, *kinds: Kind) -> "TargetQuerySet":
        """Those that were not withdrawn, of one kind, some, or all."""
        found = self.filter(withdrawn_at=None)
        return found.filter(kind__in=kinds) if kinds else found


class Target(Record):
    """What a financial year should bring, as agreed on a day; a later agreement is a new row.

    Of an agency, of a group, or (both empty) of the whole partnership. ``year`` reads ``2022-23``. A row that was
    recorded by mistake is withdrawn: it stays in the history and counts nowhere. ``basis`` says something of S&Ns only.
    """

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ASSESSMENTS, db_default=Kind.ASSESSMENTS)
    year = models.CharField(max_length=7)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="targets")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="targets")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.COMPLETED)
    agreed_on = models.DateField()
    target = models.PositiveIntegerField()
    source = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawal_reason = models.CharField(max_length=500, blank=True, db_default="")

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["year", "agreed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "agency", "group", "basis", "agreed_on"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="target_once_per_agreement",
            ),
            models.CheckConstraint(condition=Q(agency=None) | Q(group=None), name="target_of_an_agency_or_a_group"),
            models.CheckConstraint(condition=Q(year__regex=r"^\d{4}-\d{2}$"), name="target_year_is_financial"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="target_known_kind"),
            models.CheckConstraint(
                condition=Q(target__gte=1) | Q(withdrawn_at__isnull=False), name="target_is_something_to_reach"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.RED_IN_TIME) | Q(target__lte=100), name="target_share_up_to_the_whole"
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.ASSESSMENTS) | Q(basis=Basis.COMPLETED), name="target_basis_of_assessments_only"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="target_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.target}"
