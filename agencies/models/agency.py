from datetime import date

from django.db import models
from django.db.models import F, Q

from ehtrack.lib.models import Record


class Group(Record):
    """An agency group, "Organisation" in the Board's papers: County Council, Health, Education, Police, Other."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Locality(Record):
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "localities"

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(models.QuerySet["Agency"]):
    def open_on(self, day: date) -> "AgencyQuerySet":
        return self.filter(Q(active_from=None) | Q(active_from__lte=day), Q(active_to=None) | Q(active_to__gte=day))


class Agency(Record):
    """Who works with families: a council service, a health trust, a school, a police team, a charity.

    ``active_to`` is the last day it works. ``do_not_name``: look-ups answer "contact LCSS" instead of its name.
    ``completes_none``: by its nature it completes no S&Ns, as a hub that takes in contacts or a board.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    locality = models.ForeignKey(Locality, models.PROTECT, null=True, blank=True, related_name="agencies")
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)
    do_not_name = models.BooleanField(default=False)
    completes_none = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(active_from=None) | Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="agency_closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(Record):
    """The group of an agency from the first of a month on, until its next row. ``starts_on`` null: since ever."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="group_memberships")
    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    starts_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["agency", F("starts_on").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "starts_on"], nulls_distinct=False, name="group_membership_once_per_month"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(starts_on__day=1),
                name="group_membership_starts_on_the_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} in {self.group_id} from {self.starts_on or 'the beginning'}"


class Population(Record):
    """The children an agency works with, such as pupils on roll, from a day on, until its next row.

    ``starts_on`` null: since ever. ``children`` null: not known any more.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="populations")
    starts_on = models.DateField(null=True, blank=True)
    children = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["agency", F("starts_on").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "starts_on"], nulls_distinct=False, name="population_once_per_day"
            ),
            models.CheckConstraint(condition=Q(children=None) | Q(children__gt=0), name="population_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.children} of {self.agency_id} from {self.starts_on or 'the beginning'}"


class Team(Record):
    """The circle within an agency that works with the same families; a health trust as a whole is too wide a circle."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="team_name_once_per_agency")]

    def __str__(self) -> str:
        return self.name
