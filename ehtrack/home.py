"""The home page: what needs doing first, by role. Each app offers its panels; this only puts them in order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

import agencies.home
import assessments.home
import dashboards.home
from agencies.policy import signed_in

SOURCES = (assessments.home.panels, dashboards.home.panels, agencies.home.panels)


@signed_in("Everybody has a home page; what stands on it is asked of each app with the person's scope.")
def home(request: HttpRequest) -> HttpResponse:
    scope = getattr(request, "scope", None)
    if scope is None:
        return redirect("no_membership")
    today = timezone.localdate()
    panels = sorted((panel for source in SOURCES for panel in source(scope, today)), key=lambda panel: panel.position)
    return render(request, "home.html", {"title": f"Hello, {scope.user_name}", "panels": panels})
