from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Group
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies as agency_selectors
from dashboards.forms.figures import FigureFilter
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.presenters import pages, words
from dashboards.presenters.parts import Opener
from ehtrack.lib.calendar import local_day

ROWS_PER_PAGE = 25
KEPT = ("year", "quarter", "basis", "as_of", "as_of_day", "as_of_month", "as_of_year", "group")


@requires(Permission.SEE_AGENCY_FIGURES)
def agency_figures(request: ActingRequest) -> HttpResponse:
    """The lead's own agency."""
    opened = Opener("explain_own_figure", _address(request))
    return _figures(request, opened, agency=agency_selectors.own(request.scope), export="export_agency")


@requires(Permission.SEE_PARTNERSHIP_FIGURES, agency=agency_selectors.visible)
def figures_of_agency(request: ActingRequest, agency: Agency) -> HttpResponse:
    """Any agency, for the Trust Board."""
    opened = Opener("explain_figure", _address(request), {"agency": agency.code})
    return _figures(request, opened, agency=agency, export="export_partnership")


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def partnership_figures(request: ActingRequest) -> HttpResponse:
    """The partnership, or with ``group`` in the address one organisation, and on the first page its agencies."""
    opened = Opener("explain_figure", _address(request))
    return _figures(request, opened, groups=list(agency_selectors.groups()), export="export_partnership")


def _figures(
    request: ActingRequest,
    opened: Opener,
    *,
    agency: Agency | None = None,
    groups: list[Group] | None = None,
    export: str,
) -> HttpResponse:
    now, topic = timezone.now(), pages.topic(request.GET.get("topic"))
    with one_snapshot():
        form = FigureFilter(request.GET, today=local_day(now), groups=groups)
        figures = Figures(form.question(agency=agency), now=now)
        page = pages.page(figures, opened, topic)
    context: dict[str, Any] = {"figures": page, "title": page.title}
    if paged := page.parts.paged:
        listed = Paginator(paged.rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
        context |= {"listed": listed, "table_of_page": paged.table(list(listed))}
    context |= {"form": form, "topic": topic, "counted_at": words.moment(now), "export_url": reverse(export)}
    return render(request, "dashboards/figures.html", context)


def _address(request: ActingRequest) -> dict[str, str]:
    return {key: request.GET[key] for key in KEPT if request.GET.get(key)}
