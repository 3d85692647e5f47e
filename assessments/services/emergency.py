"""Emergency access: a record opened without a right, for a reason, for a day. The owning agency and the auditor are
told, without a word of the record; a review waits for the agency's lead."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction

from agencies.errors import NotAllowedYet, ServiceError
from agencies.models import AuditEvent, Membership, Role, User
from agencies.scope import Scope
from agencies.services import audit
from assessments.models import EmergencyAccess, EmergencyReview
from assessments.selectors import assessments, emergency, open_work
from assessments.selectors.emergency import Openable
from assessments.selectors.open_work import OpenWork

LASTS = timedelta(hours=24)
OPENED, REFUSED, ASKED = "emergency.opened", "emergency.refused", "child.who_works_asked"
TRIES_A_DAY = 10
LOOK_UPS_AN_HOUR = 20
NOTHING = (
    "No record can be opened with these details. Check them, or ring the MASH: it can act without a record in ehtrack"
)
log = logging.getLogger(__name__)


class TooManyTries(ServiceError):
    """The person asked too often to be at work with one family."""


@transaction.atomic
def who_works_with(
    *, scope: Scope, forename: str, surname: str, born: date, reason: str, now: datetime
) -> list[OpenWork]:
    """Is anyone already working with this child? On record with its reason before it is answered.

    Raises TooManyTries. Silent alike about a child that is protected and one that is not known.
    """
    if _count(scope, [ASKED], now - timedelta(hours=1)) >= LOOK_UPS_AN_HOUR:
        raise TooManyTries(f"You have asked about {LOOK_UPS_AN_HOUR} children in an hour. Wait before you ask again")
    found = emergency.children_named(forename, surname, born)
    audit.record(scope=scope, action=ASKED, subject_type="child", subject_ids=found, reason=reason)
    return open_work.of_children(scope, found)


def open_by_reference(
    *, scope: Scope, reference: str, reason: str, now: datetime, link: Callable[[str], str]
) -> list[UUID] | None:
    return _open(scope, emergency.children_of_reference(reference), reason, now, link)


def open_by_name(
    *, scope: Scope, forename: str, surname: str, born: date, reason: str, now: datetime, link: Callable[[str], str]
) -> list[UUID] | None:
    return _open(scope, emergency.children_named(forename, surname, born), reason, now, link)


@transaction.atomic
def _open(
    scope: Scope, child_ids: list[UUID], reason: str, now: datetime, link: Callable[[str], str]
) -> list[UUID] | None:
    """The children that are now open; None when nothing can be opened: said alike, whatever the cause, and on record.

    ``link`` makes the address of a page by its name. Who may read the S&Ns anyway is let in without more ado.
    """
    if _count(scope, [OPENED, REFUSED], now - timedelta(hours=24)) >= TRIES_A_DAY:
        raise TooManyTries(f"You have tried {TRIES_A_DAY} times in a day. Ring the MASH, or ask LCSS")
    rows = emergency.openable(child_ids)
    opened = sorted({row.child_id for row in rows})
    if not rows:
        audit.record(scope=scope, action=REFUSED, subject_type="child", subject_ids=child_ids, reason=reason)
        return None
    ids = {row.assessment_id for row in rows}
    readable = set(assessments.circle(scope).filter(pk__in=ids).values_list("pk", flat=True))
    closed = [row for row in rows if row.assessment_id not in readable]
    if closed:
        _make(scope, opened, closed, reason, now)
        transaction.on_commit(lambda: _tell({row.agency_id for row in closed}, link))
    return opened


def _make(scope: Scope, child_ids: list[UUID], rows: list[Openable], reason: str, now: datetime) -> None:
    opened = EmergencyAccess.objects.bulk_create(
        EmergencyAccess(
            person_id=scope.user_id,
            agency_id=scope.agency_id,
            child_id=child_id,
            reason=reason,
            opened_at=now,
            ends_at=now + LASTS,
        )
        for child_id in child_ids
    )
    owners = {row.agency_id for row in rows}
    EmergencyReview.objects.bulk_create(
        EmergencyReview(access=access, agency_id=owner) for access in opened for owner in sorted(owners)
    )
    ids = [*child_ids, *sorted({row.assessment_id for row in rows})]
    audit.record(scope=scope, action=OPENED, subject_type="child", subject_ids=ids, reason=reason)


@transaction.atomic
def review(*, scope: Scope, review: EmergencyReview, was_right: bool, note: str, now: datetime) -> None:
    """Said once. Raises NotAllowedYet when another lead was faster, or the person would judge their own act."""
    if review.access.person_id == scope.user_id:
        raise NotAllowedYet("You opened this record yourself. Another lead or the auditor has to review it")
    said = EmergencyReview.objects.filter(pk=review.pk, was_right=None).update(
        was_right=was_right, note=note, reviewed_by_id=scope.user_id, reviewed_at=now
    )
    if not said:
        raise NotAllowedYet("Somebody else has reviewed this already")
    audit.record(
        scope=scope,
        action="emergency.reviewed",
        subject_type="emergency_access",
        subject_ids=[review.access_id, review.access.child_id],
        detail={"was_right": was_right},
    )


def _count(scope: Scope, actions: Iterable[str], since: datetime) -> int:
    return AuditEvent.objects.filter(actor=scope.user_id, action__in=list(actions), at__gt=since).count()


def _tell(owners: set[UUID], link: Callable[[str], str]) -> None:
    """Without content. That the post is down stops nobody: it stands on the home pages too."""
    current = Membership.objects.current().filter(user__is_active=True)
    leads = current.filter(agency__in=owners, role=Role.LEAD).values("user")
    auditors = current.filter(role=Role.AUDITOR).values("user")
    for ids, address in ((leads, link("emergency_list")), (auditors, link("access_log"))):
        for email in User.objects.filter(pk__in=ids).values_list("email", flat=True):
            _send(email, address)


def _send(email: str, address: str) -> None:
    body = (
        "Somebody opened a record in an emergency, without having a right to it before. It stays open to them for 24 "
        f"hours.\n\nSign in to see who, and why: {address}\n"
    )
    try:
        send_mail("A record was opened in an emergency", body, None, [email])
    except (SMTPException, OSError) as error:
        log.warning("emergency access: an email was not sent (%s)", type(error).__name__)
