"""Who acts for which agency: request.scope, read afresh from the memberships at every request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, resolve_url

from agencies import second_factor
from agencies.policy import Rule
from agencies.scope import Scope
from agencies.selectors import scopes
from agencies.unit_of_work import set_person
from agencies.views.errors import csrf_failure

SESSION_KEY = "acting_agency"


def act_for(request: HttpRequest, agency_id: UUID) -> None:
    """From now on. A form that was opened before is not taken any more: it was typed for the agency acted for then."""
    request.session[SESSION_KEY] = str(agency_id)
    rotate_token(request)


def _has_fallen(request: HttpRequest, scope: Scope | None) -> bool:
    """Has the membership ended by which the person acted, so that they act for another of their agencies?

    For which one they act stands in the session from the first request on, or nobody would notice.
    """
    noted = request.session.get(SESSION_KEY)
    if scope is None or noted == str(scope.agency_id):
        return False
    if noted is None:
        request.session[SESSION_KEY] = str(scope.agency_id)
        return False
    act_for(request, scope.agency_id)
    messages.info(request, f"You no longer work for the agency that you acted for. You act for {scope.agency_name} now")
    return True


def _sign_in_first(request: HttpRequest) -> str:
    """Where to sign in. A form that came from a browser of nobody is not kept: it could be anybody's, and anybody could
    sign in next. The page says that nothing was sent, and how to get back to what was typed."""
    asked = {"next": request.get_full_path(), **({"unsent": "1"} if request.POST else {})}
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode(asked)}"


class ActingMiddleware:
    """Sets ``request.scope`` and enforces the view's mark; a view without one is closed to everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.scope, request.has_fallen = None, False  # type: ignore[attr-defined]
        if request.path != "/healthz" and request.user.is_authenticated:
            scope = scopes.current(request.user, request.session.get(SESSION_KEY))
            set_person(request.user.pk, scope.agency_id if scope else None)
            request.scope = scope  # type: ignore[attr-defined]
            request.has_fallen = _has_fallen(request, scope)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        rule: Rule | None = getattr(view, "rule", None)
        if rule is None:
            raise Http404
        if rule.public:
            return None
        if not request.user.is_authenticated:
            return redirect(_sign_in_first(request))
        if second_factor.is_missing(request) and not rule.before_second_factor:
            return redirect("mfa_index")
        if rule.permission and request.scope is None:  # type: ignore[attr-defined]
            return redirect("no_membership")
        if request.method == "POST" and request.has_fallen:  # type: ignore[attr-defined]
            return csrf_failure(request)
        return None
