from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, User
from assessments.models.child import Child
from ehtrack.lib.models import Record


class EmergencyAccess(Record):
    """A person, for an agency, opened the record of a child without a right, giving a reason; it ends by itself.

    Append-only, held by the database: nobody makes it last longer, nobody takes it back. A review that says it was
    not right closes what was opened.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at"), ends_at__lte=F("opened_at") + timedelta(hours=24)),
                name="emergency_access_lasts_a_day_at_most",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_access_has_a_reason"),
        ]
        indexes = [models.Index(fields=["person", "ends_at"], name="emergency_access_live")]

    def __str__(self) -> str:
        return str(self.pk)


class EmergencyReview(Record):
    """What a lead of an agency whose S&Ns were opened says of it: was it right? Waits until it is said.

    ``told_at``: when the agency and the auditor were sent an email.
    """

    access = models.ForeignKey(EmergencyAccess, models.PROTECT, related_name="reviews")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    was_right = models.BooleanField(null=True, blank=True)
    note = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-access__opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["access", "agency"], name="emergency_review_once_per_agency"),
            models.CheckConstraint(
                condition=Q(was_right=None, reviewed_by=None, reviewed_at=None)
                | Q(was_right__isnull=False, reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="emergency_review_said_by_and_when",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="emergency_review_to_tell")]

    def __str__(self) -> str:
        return str(self.pk)
