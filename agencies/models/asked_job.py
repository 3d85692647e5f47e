from typing import Any

from django.db import models

from agencies.models.user import User
from ehtrack.lib.models import Record


class AskedJob(Record):
    """What a person asks for in the browser and a worker does (``agencies.asked_jobs``), acting for an agency.

    ``beginnings``: how often a worker began it. ``fault``: what its person is told when it failed.
    """

    user: "models.ForeignKey[Any, User]"
    agency_id: Any
    state: Any
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    beginnings = models.PositiveSmallIntegerField(default=0, db_default=0)
    fault = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None
