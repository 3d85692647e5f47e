"""Every address. Each view behind one carries its rule (``agencies.policy``); a view without a rule is closed."""

from django.urls import include, path

from ehtrack.health import healthz
from ehtrack.home import home

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", home, name="home"),
    path("", include("agencies.urls")),
    path("", include("assessments.urls")),
    path("", include("dashboards.urls")),
    path("", include("ehtrack.imports.urls")),
    path("", include("ehtrack.exports.urls")),
]

handler403 = "agencies.views.errors.refused"
handler404 = "agencies.views.errors.not_found"
