"""What every page's frame needs: the way around, and for whom the person acts."""

from typing import Any

from django.http import HttpRequest

from agencies.navigation import items


def page(request: HttpRequest) -> dict[str, Any]:
    scope = getattr(request, "scope", None)
    return {"acting": scope, "navigation": items(request, scope) if scope else []}
