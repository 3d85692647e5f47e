"""How long a session lasts: 30 minutes without use, 12 hours whatever is done. What was typed meanwhile is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone

from agencies.acting import SESSION_KEY
from agencies.models import User
from agencies.policy import Rule
from agencies.presenters.sessions import browser_words
from agencies.selectors import scopes
from agencies.services import audit
from agencies.sessions import BROWSER, SEEN_AT, SIGNED_IN_AT
from agencies.unit_of_work import set_person

IDLE, TOTAL = timedelta(minutes=30), timedelta(hours=12)
WARNING = timedelta(minutes=2)  # the page warns so long before the end
GRAIN = timedelta(seconds=20)  # being seen is written at most so often

# In the session of a browser that was signed out: who it was, and the form that came too late.
WAS, UNSENT = "signed_out_person", "unsent_form"

SECRETS = "/accounts/"  # passwords and codes are typed there, which are kept nowhere

WORDS = {
    "idle": "You were signed out because you did nothing for 30 minutes",
    "total": "You were signed out because you signed in 12 hours ago",
}


class SessionLimitsMiddleware:
    """Stands before the person is asked for anything: a session past its end is nobody's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path != "/healthz" and request.user.is_authenticated:
            _hold(request, timezone.now())
        response = self.get_response(request)
        if request.path != "/healthz" and request.session.modified and request.user.is_authenticated:
            request.session.setdefault(BROWSER, browser_words(request.headers.get("User-Agent", "")))
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """A form that was sent after the session ended is kept for the same person; it goes on after signing in."""
        rule: Rule | None = getattr(view, "rule", None)
        if request.method != "POST" or rule is None or rule.public:
            return None
        if request.user.is_authenticated:
            if request.session.get(UNSENT, {}).get("path") == request.get_full_path():
                del request.session[UNSENT]
            return None
        if WAS not in request.session or request.path_info.startswith(SECRETS):
            return None
        request.session[UNSENT] = {
            "person": request.session[WAS],
            "agency": request.session.get(SESSION_KEY),
            "path": request.get_full_path(),
            "fields": [[name, value] for name, values in request.POST.lists() for value in values],
        }
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': reverse('unsent_form')})}")


def ends_at(session: SessionBase) -> datetime | None:
    """When the session ends whatever is done; None before its first page."""
    return datetime.fromisoformat(session[SIGNED_IN_AT]) + TOTAL if SIGNED_IN_AT in session else None


def _hold(request: HttpRequest, now: datetime) -> None:
    session = request.session
    seen = datetime.fromisoformat(session[SEEN_AT])
    if now - datetime.fromisoformat(session[SIGNED_IN_AT]) >= TOTAL:
        _end(request, "total")
    elif now - seen >= IDLE:
        _end(request, "idle")
    elif now - seen >= GRAIN:
        session[SEEN_AT] = now.isoformat()


def _end(request: HttpRequest, why: str) -> None:
    person = cast(User, request.user)
    set_person(person.pk)
    scope = scopes.current(person, request.session.get(SESSION_KEY))
    audit.record(
        scope=scope, action="session.ended", subject_type="person", subject_ids=[person.pk], detail={"why": why}
    )
    acted_for = request.session.get(SESSION_KEY)
    set_person(None)
    logout(request)
    request.session[WAS] = str(person.pk)
    if scope:  # what was typed for this agency is sent for it
        request.session[SESSION_KEY] = acted_for or str(scope.agency_id)
    messages.info(request, f"{WORDS[why]}. Sign in to go on: nothing that you sent is lost")
