from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models.functions import Now

from agencies.models.agency import Agency
from agencies.models.user import User


class AuditEvent(models.Model):
    """Who did or read what, when. Append-only, held by the database. Ids only: never a name, a date of birth or text
    of a record; ``reason`` is what the person typed to justify the act, ``detail`` counts and digests."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_ids = ArrayField(models.UUIDField(), default=list)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
            models.Index(fields=["agency", "-id"], name="audit_by_agency"),
            BrinIndex(fields=["at"], name="audit_by_time"),  # rows come in the order of time
            GinIndex(fields=["subject_ids"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
