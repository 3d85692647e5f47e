"""allauth's adapter: accounts come by invitation only, wrong passwords are counted, and signing in is on record."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from agencies import acting, second_factor
from agencies.models import User
from agencies.selectors import people, scopes
from agencies.services import audit, lockout
from agencies.session_limits import WAS
from agencies.sessions import SIGNED_IN_AT

RECENT = timedelta(minutes=5)  # so long after signing in nobody is asked again who they are


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "Too many wrong attempts. Wait 15 minutes, then try again, or reset your password",
        "rate_limited": "Too many wrong attempts. Wait 15 minutes, then try again",
        "incorrect_password": "The password is not correct",
        "incorrect_code": "The code is not correct. It changes every 30 seconds: enter the newest one",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        attempt = {"account": credentials.get("email", ""), "address": get_ip(request)}
        if lockout.is_locked(**attempt, now=timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user:
            lockout.forget(account=credentials.get("email", ""), address=get_ip(request))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """On record with the account, if there is one; what was typed is nowhere."""
        typed = credentials.get("email", "")
        lockout.record_failure(account=typed, address=get_ip(request), now=timezone.now())
        failed(people.by_email(typed), step="password")

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth's own count is not used for passwords: there is nothing to take back."""

    def reauthenticate(self, user: User, password: str) -> bool:
        return self.authenticate(context.request, email=user.email, password=password) == user

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        since = context.request.session.get(SIGNED_IN_AT)
        return not since or timezone.now() - datetime.fromisoformat(since) > RECENT

    def get_login_stages(self) -> list[str]:
        """Who comes from a provider whose second factor stands for ours is not asked for ours."""
        stages: list[str] = super().get_login_stages()
        return [stage for stage in stages if not (second_factor.by_provider(self.request) and ".mfa." in stage)]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        second_factor.note(request, user)
        if request.session.get(WAS) != str(user.pk):
            request.session.pop(acting.SESSION_KEY, None)  # another person acted for it
        audit.record(
            scope=scopes.current(user, None),
            action="signed_in",
            subject_type="person",
            subject_ids=[user.pk],
            detail={"second_factor": second_factor.is_passed(request)},
        )
        return super().post_login(request, user, **kwargs)


def failed(user: User | None, **detail: str) -> None:
    audit.record(
        scope=None,
        action="sign_in_failed",
        subject_type="person",
        subject_ids=[user.pk] if user else [],
        detail=detail,
    )
