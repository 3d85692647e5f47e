"""allauth's adapter: accounts come by invitation only, and signing in is on record."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from agencies.models import User
from agencies.selectors import scopes
from agencies.services import audit


class ClosedSignUpAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        audit.record(scope=scopes.current(user, None), action="signed_in", subject_type="person", subject_ids=[user.pk])
        return super().post_login(request, user, **kwargs)
