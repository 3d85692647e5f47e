"""The way from a list page to its export: the same filters, for whom it is."""

from django.http import HttpRequest
from django.urls import reverse

from agencies.scope import Scope
from assessments.exports.registry import kinds_for


def export_url(request: HttpRequest, scope: Scope, kind: str) -> str:
    """Empty for who may not export this list."""
    if kind not in kinds_for(scope):
        return ""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{reverse('export_ask', args=[kind])}?{query.urlencode()}".rstrip("?")
