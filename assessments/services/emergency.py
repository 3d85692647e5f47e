"""Emergency access: a record opened without a right, for a reason, for a day. The owning agency and the auditor are
told, without a word of the record; a review waits for the agency's lead."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from agencies import site
from agencies.errors import NotAllowedYet, ServiceError
from agencies.models import Membership, Role, User
from agencies.scope import Scope
from agencies.services import audit, limits
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
TOLD_WITHIN = timedelta(days=7)  # later than that, a letter would say nothing new
LETTER = (
    "Somebody opened a record in an emergency, without having a right to it before. It stays open to them for 24 hours,"
    " unless a lead says that it was not right."
    "\n\nSign in to see what is on record of it: {address}\n"
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
    if limits.is_reached(scope=scope, actions=[ASKED], most=LOOK_UPS_AN_HOUR, within=timedelta(hours=1), now=now):
        raise TooManyTries(f"You have asked about {LOOK_UPS_AN_HOUR} children in an hour. Wait before you ask again")
    found = emergency.children_named(forename, surname, born)
    audit.record(scope=scope, action=ASKED, subject_type="child", subject_ids=found, reason=reason)
    return open_work.of_children(scope, found)


def open_by_reference(*, scope: Scope, reference: str, reason: str, now: datetime) -> list[UUID] | None:
    return _open(scope, emergency.children_of_reference(reference), reason, now)


def open_by_name(
    *, scope: Scope, forename: str, surname: str, born: date, reason: str, now: datetime
) -> list[UUID] | None:
    return _open(scope, emergency.children_named(forename, surname, born), reason, now)


@transaction.atomic
def _open(scope: Scope, child_ids: list[UUID], reason: str, now: datetime) -> list[UUID] | None:
    """The children that are now open; None when nothing can be opened: said alike, whatever the cause, and on record.

    Who may read the S&Ns anyway is let in without more ado.
    """
    tries = [OPENED, REFUSED]
    if limits.is_reached(scope=scope, actions=tries, most=TRIES_A_DAY, within=timedelta(hours=24), now=now):
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
    """Said once. Raises NotAllowedYet when another was faster, it is the auditor's to say, or the person's own act."""
    if emergency.is_kept_back(scope, review):
        raise NotAllowedYet("The auditor reviews this one")
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


@transaction.atomic
def tell(*, now: datetime) -> int:
    """Write to the leads of the agencies whose records were opened, and to the auditors; of how many reviews.

    Without content. Once, also when two workers do it; when the post is down, again the next time. It stands on their
    home pages whether or not an email comes.
    """
    untold = EmergencyReview.objects.filter(told_at=None, recorded_at__gt=now - TOLD_WITHIN).order_by("pk")
    claimed = list(untold.select_for_update(skip_locked=True).values_list("pk", "agency_id"))
    if not claimed:
        return 0
    post = get_connection()
    try:
        post.send_messages(list(_letters({agency for _, agency in claimed})))
    except (SMTPException, OSError) as error:
        log.warning("emergency access: %d emails wait (%s)", len(claimed), type(error).__name__)
        return 0
    return EmergencyReview.objects.filter(pk__in=[pk for pk, _ in claimed]).update(told_at=now)


def _letters(owners: set[UUID]) -> Iterator[EmailMessage]:
    current = Membership.objects.current().filter(user__is_active=True)
    leads = current.filter(agency__in=owners, role=Role.LEAD).values("user")
    auditors = current.filter(role=Role.AUDITOR).values("user")
    for ids, page in ((leads, "emergency_list"), (auditors, "access_log")):
        body = LETTER.format(address=site.address(page))
        for email in User.objects.filter(pk__in=ids).values_list("email", flat=True):
            yield EmailMessage("A record was opened in an emergency", body, None, [email])
