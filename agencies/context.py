"""What every page's frame needs: the way around, and for whom the person acts."""

from typing import Any

from django.http import HttpRequest

from agencies import second_factor, session_limits
from agencies.navigation import items


def page(request: HttpRequest) -> dict[str, Any]:
    scope = getattr(request, "scope", None)
    if not scope or second_factor.is_missing(request):
        return {"acting": scope, "navigation": [], **_session(request)}
    return {"acting": scope, "navigation": items(request, scope), **_session(request)}


def _session(request: HttpRequest) -> dict[str, Any]:
    """For the warning before the session ends; nothing for who is not signed in."""
    ends_at = session_limits.ends_at(request.session) if hasattr(request, "session") else None
    if ends_at is None:
        return {}
    idle, warning = session_limits.IDLE.total_seconds(), session_limits.WARNING.total_seconds()
    return {"session_limits": {"idle": int(idle), "warning": int(warning), "ends_at": ends_at.isoformat()}}
