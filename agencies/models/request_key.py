from django.db import models

from agencies.models.user import User
from ehtrack.lib.models import Record


class RequestKey(Record):
    """The hidden key of a form that was sent, and where it led: a double click or a resend leads there again."""

    key = models.UUIDField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    target_url = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="request_key_once_per_person")]

    def __str__(self) -> str:
        return str(self.key)
