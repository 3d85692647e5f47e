"""The access log, for the auditor: who did or read what, by ids."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies.forms.access_log import AccessLogFilter
from agencies.policy import Permission, requires
from agencies.presenters.access_log import events_table
from agencies.scope import ActingRequest
from agencies.selectors import audit as selectors
from agencies.services import audit
from agencies.views.pages import older_than

PER_PAGE = 50


@requires(Permission.READ_ACCESS_LOG)
def access_log(request: ActingRequest) -> HttpResponse:
    """Pages go on from an id, so that the millionth row costs what the first does. Reading the log is logged too."""
    form = AccessLogFilter(request.GET or None)
    form.is_valid()
    before = older_than(request)
    found = selectors.events(request.scope, before=before, **form.values())
    events = [] if form.errors else list(found[: PER_PAGE + 1])
    shown, older = events[:PER_PAGE], events[PER_PAGE:]
    audit.record(scope=request.scope, action="access_log.read", detail={"events": len(shown)})
    return render(
        request,
        "agencies/access_log.html",
        {
            "title": "Access log",
            "events": shown,
            "list_table": events_table(shown),
            "filter_form": form,
            "filters_open": bool(request.GET),
            "older": shown[-1].pk if older else None,
            "newest": before is not None,
            "find_url": reverse("access_log_record"),
        },
    )
