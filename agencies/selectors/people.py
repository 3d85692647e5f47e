"""People, their memberships and the invitations that wait for an answer."""

from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from agencies.models import Agency, Invitation, Membership, Role, User
from agencies.models.membership import InvitationQuerySet, MembershipQuerySet
from agencies.scope import Scope
from agencies.selectors import agencies


def memberships(scope: Scope) -> MembershipQuerySet:
    """All memberships for the Board admin; for everybody else those of their agency."""
    return Membership.objects.filter(agency__in=agencies.visible(scope))


def reached(scope: Scope) -> MembershipQuerySet:
    """By which people's email, phone and last sign-in are known: an agency follows nobody who has left it."""
    return memberships(scope) if scope.has(Role.BOARD) else memberships(scope).current()


def is_reached(scope: Scope, person: User) -> bool:
    return reached(scope).filter(user=person).exists()


def visible(scope: Scope) -> QuerySet[User]:
    """Who belongs, or once belonged, to an agency in scope."""
    return User.objects.filter(pk__in=memberships(scope).values("user_id"))


def listed(
    scope: Scope, *, search: str = "", role: str = "", status: str = "current", agency: Agency | None = None
) -> QuerySet[User]:
    """People; their ``memberships`` are fetched as far as in scope, and in the agency when one is given.

    ``status`` current: who holds a membership now; ended: who held one and holds none; empty: both.
    """
    shown = memberships(scope).filter(agency=agency) if agency else memberships(scope)
    matching = shown.filter(role=role) if role else shown
    found = User.objects.filter(pk__in=matching.values("user_id"))
    if status == "current":
        found = found.filter(pk__in=matching.current().values("user_id"))
    if status == "ended":
        found = found.exclude(pk__in=matching.current().values("user_id"))
    if search:
        by_email = Q(email__icontains=search, pk__in=reached(scope).values("user_id"))
        found = found.filter(Q(name__icontains=search) | by_email)
    return found.order_by("name", "pk").prefetch_related(_shown(shown))


def memberships_of(scope: Scope, person: User) -> MembershipQuerySet:
    """What the person is, and was, in the agencies in scope."""
    return _in_order(memberships(scope).filter(user=person))


def invitations(scope: Scope) -> InvitationQuerySet:
    """Those that were neither accepted nor withdrawn; some may be past their last day."""
    unanswered = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return unanswered.filter(agency__in=agencies.visible(scope)).select_related("agency", "team", "invited_by")


def by_email(email: str) -> User | None:
    """Whatever its capitals. Letters beyond ASCII are never taken for those that share their capitals."""
    return User.objects.filter(Exact(Lower("email"), email.lower())).first() if email.isascii() else None


def by_digest(digest: str) -> Invitation | None:
    found = Invitation.objects.filter(token_digest=digest, withdrawn_at=None, accepted_at=None)
    return found.select_related("agency", "team", "invited_by").first()


def count_current(agency_id: UUID) -> int:
    return Membership.objects.current().filter(agency_id=agency_id).values("user_id").distinct().count()


def _shown(shown: MembershipQuerySet) -> Prefetch:
    return Prefetch("memberships", queryset=_in_order(shown))


def _in_order(rows: MembershipQuerySet) -> MembershipQuerySet:
    return rows.select_related("agency", "team").order_by("agency__name", "role", "team__name", "pk")
