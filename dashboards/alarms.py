"""What somebody has to be told at night. An alarm is in the log at ERROR first, whether or not an email goes out."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

log = logging.getLogger(__name__)

DIFFER = """The nightly check recounted every figure and found {number} that differ from their records.

Sign in as Trust Board admin: the page Jobs says when. The log of the worker names it as check_every_figure.
Until it is understood, do not publish figures.
"""


def figures_differ(number: int) -> None:
    log.error("check_every_figure: %d buckets differ from their records", number)
    if not settings.ALARM_EMAILS:
        return
    try:
        send_mail(
            "ehtrack: figures differ from their records", DIFFER.format(number=number), None, settings.ALARM_EMAILS
        )
    except (SMTPException, OSError) as error:
        log.error("check_every_figure: the alarm was not sent by email (%s)", type(error).__name__)
