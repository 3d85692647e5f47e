from django.db import models
from django.db.models import F, Q

from agencies.models import User
from ehtrack.lib.models import Record


class Release(Record):
    """Tables that were made for publication, so that none after them undoes what they kept back. Never changed.

    ``first`` to ``last``: the whole months. ``asked``: label, whose, basis, format. ``cells``: each figure told or kept
    back, as [measure, agency, group, first month, last month, value, shown]. ``lines``: what each agency recorded in
    each month, as figures were counted from it then.
    """

    released_by = models.ForeignKey(User, models.PROTECT, related_name="releases")
    first = models.DateField()
    last = models.DateField()
    definition = models.CharField(max_length=10)
    asked = models.JSONField()
    cells = models.JSONField()
    lines = models.JSONField()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [models.CheckConstraint(condition=Q(first__lte=F("last")), name="release_of_days_in_order")]

    def __str__(self) -> str:
        return f"{self.first:%Y-%m} to {self.last:%Y-%m}"
