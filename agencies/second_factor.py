"""The second factor: an authenticator app or a passkey, with recovery codes for when it is lost.

Required on real servers (``SECOND_FACTOR_REQUIRED``): a session without one gets to the pages that set one up, and
nowhere else. ``agencies.acting`` holds that; this module knows whether a session has passed.
"""

import base64
import hashlib

import qrcode
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.models import User

PASSED = "second_factor_passed"
OWN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not correct. It changes every 30 seconds: enter the newest one",
        "cannot_delete_authenticator": "You need one second factor. Add another before you remove this one",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=OWN_FACTORS)
        return not settings.SECOND_FACTOR_REQUIRED or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> SafeString:
        """Presentation attributes only, so that the content security policy stays strict; as wide as its place."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, filled in enumerate(row) if filled)
        return format_html(
            '<svg class="eh-qr" viewBox="0 0 {0} {0}" role="img" aria-label="QR code of the key below">'
            '<path d="M0 0h{0}v{0}H0z" fill="#ffffff"/><path d="{1}" fill="#000000"/></svg>',
            len(rows),
            dark,
        )


def is_missing(request: HttpRequest) -> bool:
    """Must this session set a second factor up before anything else?"""
    return settings.SECOND_FACTOR_REQUIRED and not is_passed(request)


def is_passed(request: HttpRequest) -> bool:
    return bool(request.session.get(PASSED))


def passed(request: HttpRequest) -> None:
    """By setting one up in this session."""
    request.session[PASSED] = True


def note(request: HttpRequest, user: User) -> None:
    """At the end of signing in: did they use one, ours or the provider's?"""
    used = {record.get("method") for record in get_authentication_records(request, user)}
    request.session[PASSED] = "mfa" in used or by_provider(request)


def stands_by_provider(request: HttpRequest) -> None:
    """For the rest of this request, in which the person is signed in."""
    request.second_factor_by_provider = True  # type: ignore[attr-defined]


def by_provider(request: HttpRequest | None) -> bool:
    return getattr(request, "second_factor_by_provider", False)


def has_own(user: User) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=OWN_FACTORS).exists()


def _keys() -> MultiFernet:
    """The key of an authenticator app is worth a password: the database alone does not tell it."""
    secrets = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    digests = (hashlib.sha256(b"ehtrack.second_factor " + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
