"""Reminders of returns that nobody signed: 7 days before they are due, on the day, and each week after; and of those
that were sent back: the next morning, and each week after."""

import logging
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from agencies import site
from agencies.models import Membership, Role
from dashboards.models import QuarterlyReturn, ReturnReminder, ReturnState
from dashboards.selectors import returns
from ehtrack.lib.calendar import local_day

log = logging.getLogger(__name__)

ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
SUBJECT = "A quarterly return to sign"
LETTER = """The return of {quarter} {what}. The Children's Trust Board waits for it.

Open it, fill in what is missing and sign it:
{address}
"""


def last_day(row: QuarterlyReturn, *, today: date) -> date | None:
    """The last day of reminding up to ``today``; None before the first. ``row``: with ``sent_back_at``."""
    sent_back_at = getattr(row, "sent_back_at", None) if row.state == ReturnState.SENT_BACK else None
    begins = local_day(sent_back_at) + ONE_DAY if sent_back_at else row.due_on - WEEK
    weeks = (today - begins) // WEEK
    return None if weeks < 0 else begins + weeks * WEEK


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Write down whom to remind today, once; and send what was not sent yet. How many emails went out.

    After days without a schedule one reminder is sent, not all that were missed. When the post is down they wait for
    the next run, for as long as the return does.
    """
    today = local_day(now)
    for row in returns.to_remind_of():
        if day := last_day(row, today=today):
            ReturnReminder.objects.get_or_create(quarterly_return=row, day=day)
    waiting = list(
        ReturnReminder.objects.filter(sent_at=None, quarterly_return__in=returns.to_remind_of().values("pk"))
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
        body = LETTER.format(quarter=row.label, what=_what(row, today), address=site.address("return_detail", row.pk))
        for email in leads.values_list("user__email", flat=True).distinct():
            yield EmailMessage(SUBJECT, body, None, [email])


def _what(row: QuarterlyReturn, today: date) -> str:
    if row.state == ReturnState.SENT_BACK:
        return "was sent back"
    day = f"{row.due_on.day} {row.due_on:%B %Y}"
    if today == row.due_on:
        return f"is due today, {day}"
    return f"is due on {day}" if today < row.due_on else f"is late: it was due on {day}"
