"""Refusals. The page for a record that is not yours is the same, to the byte, as for one that does not exist."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from agencies.policy import NotInScope
from agencies.services import audit

REFUSED = "refused"


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404. That somebody asked for an id outside their scope is on record, whether or not it exists."""
    if isinstance(exception, NotInScope):
        _on_record(request, exception.kind, [exception.key] if isinstance(exception.key, UUID) else [])
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the record is in the person's scope, or the page exists, but their role may not do this. Audited."""
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    ids = {name: value for name, value in asked.items() if isinstance(value, UUID)}
    _on_record(request, next(iter(ids), ""), ids.values())
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"form_expired": True}, status=403)


def _on_record(request: HttpRequest, kind: str, ids: Iterable[UUID]) -> None:
    """``kind``: what the address calls the record asked for."""
    scope = getattr(request, "scope", None)
    if scope:
        detail = {"view": _view_name(request), "method": request.method}
        audit.record(scope=scope, action=REFUSED, subject_type=kind, subject_ids=ids, detail=detail)


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
