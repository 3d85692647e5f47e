"""Accounts that nobody uses end: memberships after 90 days without signing in, a warning by email 14 days before.

Nothing is deleted, and the lead can invite the person again. The last Trust Board admin stays, who lets others in.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.template.loader import render_to_string

from agencies.models import Membership, Role, Session, User
from agencies.services import audit

UNUSED, NOTICE = timedelta(days=90), timedelta(days=14)
log = logging.getLogger(__name__)


def warn(*, now: datetime, address: str) -> int:
    """An email to everybody whose account ends in 14 days; ``address`` is the site's. Answers how many were sent."""
    due = _unused(now - UNUSED + NOTICE).filter(Q(unused_warned_at=None) | Q(unused_warned_at__lt=F("last_used")))
    return sum(_warned(person, now=now, address=address) for person in due)


def end(*, now: datetime) -> int:
    """End the memberships of who was warned 14 days ago and did not sign in since. Answers how many people."""
    told = Q(unused_warned_at__gte=F("last_used"), unused_warned_at__lte=now - NOTICE)
    return sum(_ended(person, now=now) for person in _unused(now - UNUSED).filter(told))


def _unused(since: datetime) -> QuerySet[User]:
    """Who belongs to an agency, and neither signed in nor joined one after ``since``."""
    current = Q(memberships__ended_at=None)
    joined = Max("memberships__recorded_at", filter=current)
    people = User.objects.filter(pk__in=Membership.objects.current().values("user_id"))
    used = people.annotate(last_used=Greatest(Coalesce("last_login", "recorded_at"), joined))
    return used.filter(last_used__lte=since).order_by("pk")


@transaction.atomic
def _warned(person: User, *, now: datetime, address: str) -> bool:
    """Without the email there is no warning: it is tried again the next night.

    Claimed before it is sent, so that two who warn at once send one.
    """
    if not User.objects.filter(pk=person.pk, unused_warned_at=person.unused_warned_at).update(unused_warned_at=now):
        return False
    body = render_to_string("agencies/email/unused_account.txt", {"ends_on": now + NOTICE, "address": address})
    try:
        send_mail("Your ehtrack account will end", body, None, [person.email])
    except (SMTPException, OSError) as error:
        log.warning("person %s: the email was not sent (%s)", person.pk, type(error).__name__)
        transaction.set_rollback(True)
        return False
    audit.record(scope=None, action="account.warned", subject_type="person", subject_ids=[person.pk])
    return True


@transaction.atomic
def _ended(person: User, *, now: datetime) -> bool:
    current = list(Membership.objects.current().filter(user=person).select_for_update())
    if not current:  # ended meanwhile
        return False
    if _is_last_admin(person, current):
        log.warning("person %s: not ended, there is no other Trust Board admin", person.pk)
        return False
    ids = [membership.pk for membership in current]
    Membership.objects.filter(pk__in=ids).update(ended_at=now, ended_by=None)
    Session.objects.filter(user=person).delete()
    audit.record(scope=None, action="account.ended", subject_type="person", subject_ids=[person.pk], detail=_of(ids))
    return True


def _is_last_admin(person: User, memberships: list[Membership]) -> bool:
    if Role.BOARD not in {membership.role for membership in memberships}:
        return False
    return not Membership.objects.current().filter(role=Role.BOARD).exclude(user=person).exists()


def _of(memberships: list[UUID]) -> dict[str, object]:
    return {"why": "unused for 90 days", "memberships": [str(membership) for membership in memberships]}
