"""Exports of quarterly returns. They stand before the addresses of one return."""

from django.urls import path

from dashboards.views import publishing, return_exports

urlpatterns = [
    path("export/", return_exports.return_exports, name="return_exports"),
    path("publish/", publishing.publish_returns, name="publish_returns"),
    path(
        "<uuid:quarterly_return>/versions/<int:number>/export/<slug:format>/",
        return_exports.return_export,
        name="return_export",
    ),
]
