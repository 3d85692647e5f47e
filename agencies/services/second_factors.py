"""Taking away the second factors of somebody who has lost the phone and the codes: they set up new ones."""

import logging
from smtplib import SMTPException

from allauth.mfa.models import Authenticator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from agencies.errors import ServiceError
from agencies.models import Membership, Role, Session, User
from agencies.scope import Scope
from agencies.services import audit

log = logging.getLogger(__name__)


@transaction.atomic
def remove_all(*, scope: Scope, person: User, reason: str) -> None:
    """The password still stands before it, the person is told by email, and is signed out everywhere.

    Nobody does it for themselves: who has the password would need nothing else. A lead does it for who works for their
    agency alone, and not for somebody who has gone to another.
    """
    if person.pk == scope.user_id:
        raise ServiceError("Ask another lead or the Trust Board admin to remove your second factor")
    current = Membership.objects.current().filter(user=person)
    if not current.exists():
        raise ServiceError("This person's memberships have ended. Invite them again first")
    if not scope.has(Role.BOARD) and current.exclude(agency_id=scope.agency_id).exists():
        raise ServiceError("This person works for another agency too. Ask the Trust Board admin to remove it")
    removed, _ = Authenticator.objects.filter(user_id=person.pk).delete()
    if not removed:
        raise ServiceError("This person has no second factor")
    Session.objects.filter(user=person).delete()
    audit.record(
        scope=scope, action="second_factor.reset", subject_type="person", subject_ids=[person.pk], reason=reason
    )
    _tell(person, scope)


def _tell(person: User, scope: Scope) -> None:
    """Without the email nothing is removed: the person would not learn of it."""
    body = render_to_string("agencies/email/second_factor_removed.txt", {"by": scope.user_name})
    try:
        send_mail("Your second factor was removed from ehtrack", body, None, [person.email])
    except (SMTPException, OSError) as error:
        log.warning("person %s: the email was not sent (%s)", person.pk, type(error).__name__)
        raise ServiceError("The email could not be sent, so nothing was removed. Try again in a few minutes") from error
