from django.db import models
from django.db.models import Q

from agencies.models.agency import Locality
from ehtrack.lib.models import Record


class NetworkMeeting(Record):
    """A meeting of the Early Help Network of a locality, held or, with its reason, not held.

    ``families_discussed`` null: not known. A family is never named here.
    """

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="network_meetings")
    held_on = models.DateField("date")
    held = models.BooleanField(default=True, db_default=True)
    reason = models.TextField("why it was not held", blank=True, db_default="")
    families_discussed = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        ordering = ["-held_on", "locality"]
        verbose_name = "Early Help Network meeting"
        constraints = [
            models.UniqueConstraint(fields=["locality", "held_on"], name="network_meeting_once_per_day"),
            models.CheckConstraint(
                condition=Q(held=True) | Q(families_discussed=None) | Q(families_discussed=0),
                name="network_meeting_discusses_only_when_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality_id} {self.held_on}"
