"""Reminders of returns that nobody signed: 7 days before they are due, on the day, and each week after."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from agencies import site
from agencies.models import Membership, Role
from dashboards.models import QuarterlyReturn, ReturnReminder
from dashboards.selectors import returns
from ehtrack.lib.calendar import local_day

log = logging.getLogger(__name__)

WEEK = timedelta(days=7)
SUBJECT = "A quarterly return to sign"
LETTER = """The return of {quarter} is {when}. The Children's Trust Board waits for it.

Its figures are prepared. Fill in the rest and sign it:
{address}
"""


def last_day(due_on: date, *, today: date) -> date | None:
    """The last day of reminding up to ``today``: a week before ``due_on``, on it, each week after. None before."""
    weeks = (today - due_on) // WEEK
    return None if weeks < -1 else due_on + weeks * WEEK


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Write down whom to remind today, once; and send what was not sent yet. How many emails went out.

    After days without a schedule one reminder is sent, not all that were missed. When the post is down they wait for
    the next run, for as long as the return does.
    """
    today = local_day(now)
    for row in returns.unsigned():
        if day := last_day(row.due_on, today=today):
            ReturnReminder.objects.get_or_create(quarterly_return=row, day=day)
    waiting = list(
        ReturnReminder.objects.filter(sent_at=None, quarterly_return__in=returns.unsigned())
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("quarterly_return")
        .order_by("day")
    )
    if not waiting:
        return 0
    letters = list(_letters({reminder.quarterly_return for reminder in waiting}, today))
    try:
        get_connection().send_messages(letters)
    except (SMTPException, OSError) as error:
        log.warning("returns: %d reminders wait (%s)", len(waiting), type(error).__name__)
        return 0
    ReturnReminder.objects.filter(pk__in=[reminder.pk for reminder in waiting]).update(sent_at=now)
    return len(letters)


def _letters(rows: Iterable[QuarterlyReturn], today: date) -> Iterator[EmailMessage]:
    for row in rows:
        leads = Membership.objects.current().filter(agency=row.agency_id, role=Role.LEAD, user__is_active=True)
        body = LETTER.format(
            quarter=row.label, when=_when(row.due_on, today), address=site.address("return_detail", row.pk)
        )
        for email in leads.values_list("user__email", flat=True).distinct():
            yield EmailMessage(SUBJECT, body, None, [email])


def _when(due_on: date, today: date) -> str:
    day = f"{due_on.day} {due_on:%B %Y}"
    if today == due_on:
        return f"due today, {day}"
    return f"due on {day}" if today < due_on else f"late: it was due on {day}"
