"""What somebody has to be told at night. An alarm is in the log at ERROR first, whether or not an email goes out."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from ehtrack.lib import numbers

log = logging.getLogger(__name__)

DIFFER = """The nightly check recounted every figure and found {number} that differ from their records.

Sign in as Trust Board admin: the page Jobs says when. The log of the worker names it as check_every_figure.
Until it is understood, do not publish figures.
"""


ALTERED = """These signed quarterly returns are not as they were signed:

{named}

Somebody changed them in the database, past the program. They are not shown, not exported and not accepted.
manage.py verify_returns names all of them. Keep the database as it is until it is understood, and take the returns from
a backup.
"""


def figures_differ(number: int) -> None:
    log.error("check_every_figure: %d buckets differ from their records", number)
    _send("ehtrack: figures differ from their records", DIFFER.format(number=number))


def returns_altered(named: Sequence[str]) -> None:
    told = numbers.plural(len(named), "signed return is not as it was", "signed returns are not as they were")
    log.error("%s signed: %s", told, "; ".join(named))
    _send("ehtrack: signed returns were changed", ALTERED.format(named="\n".join(named)))


def _send(subject: str, body: str) -> None:
    if not settings.ALARM_EMAILS:
        return
    try:
        send_mail(subject, body, None, settings.ALARM_EMAILS)
    except (SMTPException, OSError) as error:
        log.error("The alarm was not sent by email (%s)", type(error).__name__)
