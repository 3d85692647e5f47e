"""Refusals. The page for a record that is not yours is the same, to the byte, as for one that does not exist."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.services import audit


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the record is in the person's scope, or the page exists, but their role may not do this. Audited."""
    scope = getattr(request, "scope", None)
    if scope:
        audit.record(scope=scope, action="refused", detail={"view": _view_name(request), "method": request.method})
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"form_expired": True}, status=403)


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
