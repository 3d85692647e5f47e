"""Wrong passwords: counted by account and address together, so that neither a council nor a person is locked out."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from agencies.models import AuditEvent, SignInFailure
from agencies.services import lockout
from tests.factories import PASSWORD

LOGIN = "/accounts/login/"
COUNCIL, ELSEWHERE = "192.0.2.1", "198.51.100.7"
WORDS = "Too many wrong attempts. Wait 15 minutes, then try again, or reset your password"


def attempt(email, password=PASSWORD, *, address=COUNCIL):
    client = Client(REMOTE_ADDR=address)
    response = client.post(LOGIN, {"login": email, "password": password})
    return "in" if "_auth_user_id" in client.session else response.content.decode()


def guess(email, times=lockout.PER_ACCOUNT_AND_ADDRESS, *, address=COUNCIL):
    for number in range(times):
        attempt(email, f"guess number {number}", address=address)


def test_five_wrong_passwords_close_the_account_at_that_address(cast):
    guess("asha@example.org")

    assert WORDS in attempt("asha@example.org")


def test_four_do_not(cast):
    guess("asha@example.org", 4)

    assert attempt("asha@example.org") == "in"


def test_the_right_one_begins_the_count_again(cast):
    guess("asha@example.org", 4)
    attempt("asha@example.org")
    guess("asha@example.org", 4)

    assert attempt("asha@example.org") == "in"


def test_others_at_the_same_address_still_get_in(cast):
    guess("asha@example.org")

    assert attempt("ben@example.org") == "in"


def test_the_person_still_gets_in_from_elsewhere(cast):
    guess("asha@example.org", 20, address=ELSEWHERE)

    assert attempt("asha@example.org", address=COUNCIL) == "in"


def test_addresses_of_one_ipv6_network_are_one(cast):
    for number in range(lockout.PER_ACCOUNT_AND_ADDRESS):
        guess("asha@example.org", 1, address=f"2001:db8:1:2::{number}")

    assert WORDS in attempt("asha@example.org", address="2001:db8:1:2:ffff::1")


def test_capitals_make_no_other_account(cast):
    for email in ("asha@example.org", "ASHA@example.org", "Asha@Example.org", "asha@EXAMPLE.org", "aSha@example.org"):
        guess(email, 1)

    assert WORDS in attempt("asha@example.org")


def test_it_opens_after_a_quarter_of_an_hour(cast, time_machine):
    guess("asha@example.org")

    time_machine.move_to(timezone.now() + lockout.WINDOW + timedelta(seconds=1))

    assert attempt("asha@example.org") == "in"


def test_an_address_that_tries_many_accounts_is_closed(cast):
    now = timezone.now()
    for number in range(lockout.PER_ADDRESS):
        lockout.record_failure(account=f"person{number}@example.org", address=ELSEWHERE, now=now)

    assert WORDS in attempt("asha@example.org", address=ELSEWHERE)
    assert attempt("asha@example.org", address=COUNCIL) == "in"


@pytest.mark.parametrize("email", ["asha@example.org", "nobody@example.org"])
def test_an_account_and_none_are_closed_alike(cast, email):
    guess(email)

    assert WORDS in attempt(email)


def test_a_wrong_password_is_on_record_without_what_was_typed(cast):
    attempt("asha@example.org", "wrong")
    attempt("nobody@example.org", "wrong")

    of_asha, of_nobody = AuditEvent.objects.filter(action="sign_in_failed").order_by("id")
    assert (of_asha.actor, of_asha.subject_ids, of_asha.detail) == (None, [cast.asha.pk], {"step": "password"})
    assert (of_nobody.subject_ids, of_nobody.detail) == ([], {"step": "password"})


def test_neither_email_nor_address_is_in_the_count(cast):
    attempt("asha@example.org", "wrong")

    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(f)::text from agencies_signinfailure f")
        stored = cursor.fetchone()[0]
    assert "asha" not in stored
    assert COUNCIL not in stored


def test_what_counts_no_more_is_deleted(cast):
    now = timezone.now()
    for age in (timedelta(minutes=1), timedelta(minutes=16), timedelta(days=3)):
        lockout.record_failure(account="asha@example.org", address=COUNCIL, now=now - age)

    lockout.prune(now=now)

    assert SignInFailure.objects.count() == 1
