"""Promise 29: two schedulers: no publication, reminder or ending of an account twice."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connections
from django.utils import timezone

from agencies.models import AuditEvent, Membership, User
from agencies.services import unused_accounts
from dashboards.models import QuarterlyReturn, ReturnArrangement, ReturnMove, ReturnReminder
from dashboards.services import return_reminders, returns
from ehtrack.drills import twice
from ehtrack.drills.report import Report
from tests import factories

pytestmark = pytest.mark.usefixtures("clone")


def test_two_schedulers_at_once_have_the_effect_of_one():
    twice.two_schedulers(Report(print), live=False)


@pytest.mark.parametrize(("days", "warned", "effect"), [(80, None, "account.warned"), (120, 20, "account.ended")])
def test_a_reminder_and_an_ending_happen_once_also_without_the_lock_of_the_job(settings, days, warned, effect):
    """A pooler between may take the lock away, which belongs to a connection."""
    settings.EMAIL_BACKEND = "ehtrack.drills.slow_post.SlowPost"
    now = timezone.now()
    person, long_ago = factories.person(agency=factories.agency()), now - timedelta(days=400)
    warned_at = None if warned is None else now - timedelta(days=warned)
    User.objects.update(last_login=now - timedelta(days=days), recorded_at=long_ago, unused_warned_at=warned_at)
    Membership.objects.update(recorded_at=long_ago)

    at_once(
        lambda: unused_accounts.end(now=now),
        lambda: unused_accounts.warn(now=now, address="https://ehtrack.example.org"),
    )

    assert AuditEvent.objects.filter(action=effect, subject_ids=[person.pk]).count() == 1
    assert len(mail.outbox) == (1 if effect == "account.warned" else 0)


def test_a_return_is_opened_and_reminded_of_once_also_without_the_lock_of_the_job(settings, cast):
    settings.EMAIL_BACKEND = "ehtrack.drills.slow_post.SlowPost"
    ReturnArrangement.objects.create(agency=cast.school, starts_on=date(2022, 10, 1))

    at_once(
        lambda: returns.open_due(now=datetime(2023, 1, 1, 8, tzinfo=UTC)),
        lambda: return_reminders.remind(now=datetime(2023, 1, 31, 8, tzinfo=UTC)),
    )

    assert QuarterlyReturn.objects.count() == ReturnReminder.objects.count() == ReturnMove.objects.count() == 1
    assert len(mail.outbox) == 1


def at_once(*steps):
    """Two schedulers do the same."""
    ready = threading.Barrier(2)

    def work():
        ready.wait()
        for step in steps:
            step()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
