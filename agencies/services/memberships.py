"""Memberships are ended, never deleted: the access log goes on naming what the person was."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from agencies.errors import ServiceError
from agencies.models import Invitation, Membership, Role, User
from agencies.policy import grantable_by
from agencies.scope import Scope
from agencies.services import audit


@transaction.atomic
def end(*, scope: Scope, membership: Membership, reason: str, now: datetime) -> int:
    """Takes the role away from the person's next request on. How many invitations that they sent are withdrawn by it.

    Nobody ends their own: an agency that has a lead keeps one, and so does the Board.
    """
    if not scope.may_give([membership.role]):
        raise PermissionDenied
    if membership.user_id == scope.user_id:
        raise ServiceError("You cannot end your own membership. Ask another lead or the Trust Board admin")
    ended = Membership.objects.current().filter(pk=membership.pk).update(ended_at=now, ended_by_id=scope.user_id)
    if not ended:
        raise ServiceError("This membership has been ended already")
    audit.record(
        scope=scope,
        action="membership.ended",
        subject_type="membership",
        subject_ids=[membership.pk],
        reason=reason,
        detail={"role": membership.role},
    )
    return _withdraw_invitations(scope, membership.user, now)


def _withdraw_invitations(scope: Scope, person: User, now: datetime) -> int:
    """Those that the person sent by a role they no longer hold, so that nobody comes back by one at another address."""
    held = list(Membership.objects.current().filter(user=person).values_list("role", "agency_id"))
    waiting = Invitation.objects.select_for_update().filter(invited_by=person, accepted_at=None, withdrawn_at=None)
    left = []
    for sent in waiting:
        roles = [Role(role) for role, agency in held if role == Role.BOARD or agency == sent.agency_id]
        if not set(sent.roles) <= grantable_by(roles):
            left.append(sent.pk)
    if left:
        Invitation.objects.filter(pk__in=left).update(withdrawn_at=now)
        audit.record(scope=scope, action="invitation.withdrawn", subject_type="invitation", subject_ids=left)
    return len(left)
