from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from agencies.models.agency import Agency, Team
from agencies.models.user import User
from ehtrack.lib.models import Record


class Role(models.TextChoices):
    """What a person does for an agency; what each may do stands in ``agencies.policy``."""

    PRACTITIONER = "practitioner", "Practitioner"
    LEAD = "lead", "Agency lead"
    LCSS = "lcss", "LCSS worker"
    MASH = "mash", "MASH worker"
    BOARD = "board", "Trust Board admin"
    AUDITOR = "auditor", "Auditor"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at=None)


class Membership(Record):
    """A role that a person holds in an agency, for now or until it was ended. Ended, never deleted.

    Without ``ended_by`` ehtrack ended it: the account was not used.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="memberships")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency", "role", "team"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="membership_once_while_current",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by=None), name="membership_ended_by_only_when_ended"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.user_id} at {self.agency_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(Record):
    """An invitation by email to hold roles in an agency. Only a digest of the link's secret is kept."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="invitations")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField(max_length=254)
    roles = ArrayField(models.CharField(max_length=20, choices=Role))
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_once_while_waiting",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("recorded_at")), name="invitation_expires_after_it_is_made"
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation to {self.agency_id}"
