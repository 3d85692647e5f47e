"""Accounts that nobody uses end after 90 days, with a warning 14 days before."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from agencies.models import AuditEvent, Membership, Role, Session, User
from agencies.services import invitations, unused_accounts
from dashboards import tasks
from dashboards.models import JobRun
from tests import factories
from tests.factories import PASSWORD

NOW = timezone.now()
SITE = "https://ehtrack.example.org"


@pytest.fixture
def everybody(cast):
    """They all signed in today."""
    User.objects.update(last_login=NOW)
    return cast


def last_used(person, days, *, warned=None):
    long_ago = NOW - timedelta(days=400)
    warned_at = NOW - timedelta(days=warned) if warned is not None else None
    User.objects.filter(pk=person.pk).update(
        last_login=NOW - timedelta(days=days), recorded_at=long_ago, unused_warned_at=warned_at
    )
    Membership.objects.filter(user=person).update(recorded_at=long_ago)


def is_member(person):
    return Membership.objects.current().filter(user=person).exists()


def warn():
    return unused_accounts.warn(now=NOW, address=SITE)


@pytest.mark.parametrize(("days", "sent"), [(75, 0), (76, 1), (200, 1)])
def test_a_warning_goes_out_a_fortnight_before(everybody, days, sent):
    last_used(everybody.asha, days)

    assert warn() == sent
    assert [message.to for message in mail.outbox] == [["asha@example.org"]] * sent


def test_the_warning_says_by_when_and_where(everybody):
    last_used(everybody.asha, 76)

    warn()

    day = timezone.localdate(NOW + timedelta(days=14))
    assert f"sign in by {day.day} {day:%B %Y}" in mail.outbox[0].body
    assert SITE in mail.outbox[0].body
    assert AuditEvent.objects.get(action="account.warned").subject_ids == [everybody.asha.pk]


def test_it_goes_out_once(everybody):
    last_used(everybody.asha, 76)

    assert (warn(), warn()) == (1, 0)


def test_it_goes_out_again_when_the_account_was_used_in_between(everybody):
    last_used(everybody.asha, 77, warned=200)

    assert warn() == 1


@pytest.mark.parametrize(
    ("days", "warned", "ended"),
    [
        (90, 14, True),
        (89, 14, False),
        (200, 13, False),  # warned late: the fortnight counts
        (200, None, False),  # never warned
        (95, 100, False),  # the warning was before the last use
    ],
)
def test_it_ends_after_90_days_and_a_fortnights_notice(everybody, days, warned, ended):
    last_used(everybody.asha, days, warned=warned)

    unused_accounts.end(now=NOW)

    assert is_member(everybody.asha) is not ended
    assert is_member(everybody.ben)


def test_the_end_is_on_record_and_by_nobody(everybody):
    membership = Membership.objects.get(user=everybody.asha)
    everybody.client("asha").get("/your-account/")
    last_used(everybody.asha, 90, warned=14)

    unused_accounts.end(now=NOW)

    membership.refresh_from_db()
    event = AuditEvent.objects.get(action="account.ended")
    assert (membership.ended_at, membership.ended_by) == (NOW, None)
    assert (event.actor, event.subject_ids) == (None, [everybody.asha.pk])
    assert event.detail == {"why": "unused for 90 days", "memberships": [str(membership.pk)]}
    assert not Session.objects.filter(user=everybody.asha).exists()


def test_who_never_signed_in_ends_too(everybody):
    last_used(everybody.asha, 90, warned=14)
    User.objects.filter(pk=everybody.asha.pk).update(last_login=None)

    unused_accounts.end(now=NOW)

    assert not is_member(everybody.asha)


def test_a_new_membership_counts_as_use(everybody):
    last_used(everybody.asha, 200, warned=50)
    factories.membership(everybody.asha, everybody.health)

    assert unused_accounts.end(now=NOW) == 0


def test_the_last_board_admin_stays(everybody):
    last_used(everybody.esme, 200, warned=20)

    assert unused_accounts.end(now=NOW) == 0

    factories.membership(everybody.dev, everybody.council, Role.BOARD)
    assert unused_accounts.end(now=NOW) == 1


def test_a_lead_can_invite_again_and_they_come_back(everybody):
    last_used(everybody.asha, 90, warned=14)
    unused_accounts.end(now=NOW)

    made = invitations.invite(
        scope=everybody.scope("ben"),
        agency=everybody.school,
        email="asha@example.org",
        roles=[Role.PRACTITIONER],
        team=None,
        now=NOW,
        link=lambda secret: f"/invitations/accept/{secret}/",
    )
    client = Client()
    client.post("/accounts/login/", {"login": "asha@example.org", "password": PASSWORD})
    assert client.get("/assessments/").headers["Location"] == "/no-membership/"
    client.post(mail.outbox[-1].body.split("link by")[1].split()[3])

    assert is_member(everybody.asha)
    made.refresh_from_db()
    assert made.accepted_by == everybody.asha
    User.objects.filter(pk=everybody.asha.pk).update(last_login=NOW)
    assert unused_accounts.end(now=NOW) == 0


def test_an_email_that_fails_is_no_warning(everybody, monkeypatch):
    last_used(everybody.asha, 80)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)

    assert warn() == 0

    assert User.objects.get(pk=everybody.asha.pk).unused_warned_at is None


def refuse(*args):
    raise OSError


@pytest.mark.parametrize(("demonstration", "result"), [(False, {"ended": 1, "warned": 0}), (True, {})])
def test_every_night_but_not_in_the_demonstration(everybody, settings, demonstration, result):
    settings.DEMONSTRATION = demonstration
    last_used(everybody.asha, 91, warned=15)

    tasks.end_unused_accounts()

    assert JobRun.objects.get().detail == result


def test_a_lead_sees_when_their_people_last_signed_in(everybody):
    last_used(everybody.asha, 40)

    page = everybody.client("ben").get("/people/").content.decode()

    day = timezone.localdate(NOW - timedelta(days=40))
    assert f"{day.day} {day:%B %Y}" in page
