from typing import Any

from django.db import models
from django.db.models import F, Q

from agencies.models import User
from assessments.models.child import Child
from ehtrack.lib.models import Record


class TwoChildrenQuerySet(models.QuerySet["TwoChildren"]):
    def standing(self) -> "TwoChildrenQuerySet":
        return self.filter(taken_back_at=None)

    def of(self, one: Any, other: Any) -> "TwoChildrenQuerySet":
        """Of these two records, whichever way they are compared."""
        return self.filter(Q(first=one, second=other) | Q(first=other, second=one))


class TwoChildren(Record):
    """Two records that look like one child were compared, and somebody says that they are of two. It stands until it is
    taken back.

    ``first`` and ``second`` are in the order of their keys, so that a pair is said once, whichever way it was compared.
    Either may be merged into a third record later: what was said stays with the two.
    """

    first = models.ForeignKey(Child, models.PROTECT, related_name="+")
    second = models.ForeignKey(Child, models.PROTECT, related_name="+")
    reason = models.TextField()
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = TwoChildrenQuerySet.as_manager()

    class Meta:
        ordering = ["said_at"]
        verbose_name = verbose_name_plural = "two children"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(taken_back_at=None), name="two_children_said_once"
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="two_children_in_order"),
            models.CheckConstraint(condition=~Q(reason=""), name="two_children_have_a_reason"),
            models.CheckConstraint(
                condition=Q(taken_back_by=None, taken_back_at=None)
                | Q(taken_back_by__isnull=False, taken_back_at__isnull=False),
                name="two_children_taken_back_by_and_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
