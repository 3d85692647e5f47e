"""Wrong passwords, counted by account and address together, and by address.

By both together: one council's shared address is not locked out by one person, and an attacker locks a person out only
from where the attacker is. Only failures are written, so that people who sign in at nine never wait for each other.
"""

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from agencies.models import SignInFailure
from ehtrack.lib.postgres.locks import one_after_another

WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_ADDRESS = 5
PER_ADDRESS = 200  # a council's staff behind one address mistype too


def is_locked(*, account: str, address: str, now: datetime) -> bool:
    """Attempts at one account from one address wait for each other: many at once are counted one by one."""
    account, address = _digest("account", account.lower()), _digest("address", address)
    one_after_another(f"sign-in {account} {address}")
    recent = SignInFailure.objects.filter(address=address, at__gt=now - WINDOW)
    return recent.count() >= PER_ADDRESS or recent.filter(account=account).count() >= PER_ACCOUNT_AND_ADDRESS


def record_failure(*, account: str, address: str, now: datetime) -> None:
    SignInFailure.objects.create(
        account=_digest("account", account.lower()), address=_digest("address", address), at=now
    )


def forget(*, account: str, address: str) -> None:
    """After the right password: earlier slips of the same person at the same place count no more."""
    SignInFailure.objects.filter(
        account=_digest("account", account.lower()), address=_digest("address", address)
    ).delete()


def prune(*, now: datetime) -> int:
    """Those that count no more, every night."""
    return SignInFailure.objects.filter(at__lte=now - WINDOW).delete()[0]


def _digest(kind: str, text: str) -> str:
    return salted_hmac(f"ehtrack.lockout.{kind}", text, algorithm="sha256").hexdigest()
