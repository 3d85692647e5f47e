"""Invitations by email. The link's secret is in the email only; the database keeps a digest of it."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from agencies.errors import NotAllowedYet, ServiceError
from agencies.models import Agency, Invitation, Membership, Role, Team, User
from agencies.scope import Scope
from agencies.services import audit

LASTS = timedelta(days=14)
UNUSABLE = "This invitation cannot be used any more. Ask the person who invited you to send it again"
AcceptUrl = Callable[[str], str]
log = logging.getLogger(__name__)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(
    *, scope: Scope, agency: Agency, email: str, roles: Iterable[str], team: Team | None, now: datetime, link: AcceptUrl
) -> Invitation:
    """``link`` makes the address that a secret is accepted at. The invitation stands only if the email was sent."""
    roles, email = sorted(roles), email.lower()
    _refuse_roles_beyond(scope, roles)
    _refuse_invitation(scope, agency, email, roles, team, now)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        agency=agency,
        team=team,
        email=email,
        roles=roles,
        token_digest=digest_of(secret),
        invited_by_id=scope.user_id,
        expires_at=now + LASTS,
    )
    audit.record(
        scope=scope, action="invitation.sent", subject_type="invitation", subject_ids=[invitation.pk], detail=_of(roles)
    )
    _send(scope, invitation, link(secret))
    return invitation


@transaction.atomic
def resend(*, scope: Scope, invitation: Invitation, now: datetime, link: AcceptUrl) -> Invitation:
    """A new link with a new last day; the link that was sent before stops working."""
    _refuse_roles_beyond(scope, invitation.roles)
    invitation = _locked(invitation)
    secret = secrets.token_urlsafe(32)
    invitation.token_digest = digest_of(secret)
    invitation.expires_at = now + LASTS
    invitation.invited_by_id = scope.user_id
    invitation.save(update_fields=["token_digest", "expires_at", "invited_by"])
    audit.record(scope=scope, action="invitation.resent", subject_type="invitation", subject_ids=[invitation.pk])
    _send(scope, invitation, link(secret))
    return invitation


@transaction.atomic
def withdraw(*, scope: Scope, invitation: Invitation, now: datetime) -> None:
    _refuse_roles_beyond(scope, invitation.roles)
    invitation = _locked(invitation)
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    audit.record(scope=scope, action="invitation.withdrawn", subject_type="invitation", subject_ids=[invitation.pk])


@transaction.atomic
def accept(*, invitation: Invitation, user: User, now: datetime) -> Scope:
    """The roles of the invitation for the person it was sent to; answers with the scope that they now can act in."""
    invitation = _locked(invitation)
    if invitation.expires_at <= now:
        raise ServiceError(UNUSABLE)
    if user.email.lower() != invitation.email:
        raise PermissionDenied
    held = Membership.objects.current().filter(user=user, agency=invitation.agency, team=invitation.team)
    new = set(invitation.roles) - set(held.values_list("role", flat=True))
    made = Membership.objects.bulk_create(
        [Membership(user=user, agency=invitation.agency, role=role, team=invitation.team) for role in sorted(new)]
    )
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    scope = Scope(user.pk, invitation.agency_id, frozenset(Role(role) for role in invitation.roles))
    audit.record(
        scope=scope,
        action="invitation.accepted",
        subject_type="membership",
        subject_ids=[membership.pk for membership in made],
        detail=_of(invitation.roles),
    )
    return scope


@transaction.atomic
def accept_as_new_person(*, invitation: Invitation, name: str, password: str, now: datetime) -> User:
    """An account for the address that the invitation was sent to, with its roles."""
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise NotAllowedYet("This email address has an account. Sign in to accept the invitation")
    user = User.objects.create_user(email=invitation.email, name=name, password=password)
    scope = accept(invitation=invitation, user=user, now=now)
    audit.record(scope=scope, action="person.added", subject_type="person", subject_ids=[user.pk])
    return user


@transaction.atomic
def accept_by_email(*, email: str, name: str, now: datetime) -> User | None:
    """An account, without a password, for whom an identity provider vouches; None when no invitation waits for them."""
    waiting = list(Invitation.objects.waiting(now).filter(email=email.lower())) if email.isascii() else []
    if not waiting:
        return None
    user = User.objects.create_user(email=email, name=name)
    for invitation in waiting:
        scope = accept(invitation=invitation, user=user, now=now)
    audit.record(scope=scope, action="person.added", subject_type="person", subject_ids=[user.pk])
    return user


def _of(roles: Iterable[str]) -> dict[str, list[str]]:
    return {"roles": list(roles)}


def _refuse_roles_beyond(scope: Scope, roles: Iterable[str]) -> None:
    if not scope.may_give(roles):
        raise PermissionDenied


def _refuse_invitation(
    scope: Scope, agency: Agency, email: str, roles: Iterable[str], team: Team | None, now: datetime
) -> None:
    if agency.active_to and agency.active_to < timezone.localdate(now):
        raise NotAllowedYet("This agency is closed. Change its last day before inviting people to it")
    if User.objects.filter(pk=scope.user_id, email__iexact=email).exists():
        raise ServiceError("You cannot invite yourself. Ask another lead or the Trust Board admin")
    if Invitation.objects.filter(agency=agency, email=email, accepted_at=None, withdrawn_at=None).exists():
        raise ServiceError("An invitation to this email address is waiting. Send it again, or withdraw it first")
    held = Membership.objects.current().filter(user__email__iexact=email, agency=agency, team=team)
    if set(roles) <= set(held.values_list("role", flat=True)):
        raise ServiceError("This person already has these roles")


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it is now, held until the end of the transaction; refused when it was answered meanwhile."""
    waiting = Invitation.objects.select_for_update(of=("self",)).select_related("agency", "team")
    try:
        return waiting.get(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    except Invitation.DoesNotExist:
        raise ServiceError(UNUSABLE) from None


def _send(scope: Scope, invitation: Invitation, address: str) -> None:
    words = {"invitation": invitation, "inviter": scope.user_name, "address": address, "roles": labels(invitation)}
    body = render_to_string("agencies/email/invitation.txt", words)
    try:
        send_mail(f"Join {invitation.agency.name} on ehtrack", body, None, [invitation.email])
    except (SMTPException, OSError) as error:
        log.warning("invitation %s: the email was not sent (%s)", invitation.pk, type(error).__name__)
        raise ServiceError("The email could not be sent, so nobody was invited. Try again in a few minutes") from error


def labels(invitation: Invitation) -> str:
    return ", ".join(role.label for role in Role if role in invitation.roles)
