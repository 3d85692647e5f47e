from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from agencies.models import Agency, Group
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies as agency_selectors
from dashboards.forms.figures import FigureFilter, address
from dashboards.measures import remembered
from dashboards.measures.figures import one_snapshot
from dashboards.presenters import pages, words
from dashboards.presenters.parts import Opener, Paged
from ehtrack.lib.calendar import local_day

ROWS_PER_PAGE = 25


@requires(Permission.SEE_AGENCY_FIGURES)
def agency_figures(request: ActingRequest) -> HttpResponse:
    """The lead's own agency."""
    opened = Opener("explain_own_figure", address(request.GET), origin=_origin(request))
    return _figures(request, opened, agency=agency_selectors.own(request.scope), export="export_agency")


@requires(Permission.SEE_PARTNERSHIP_FIGURES, agency=agency_selectors.visible)
def figures_of_agency(request: ActingRequest, agency: Agency) -> HttpResponse:
    """Any agency, for the Trust Board."""
    opened = Opener("explain_figure", address(request.GET), {"agency": agency.code}, _origin(request))
    return _figures(request, opened, agency=agency, export="export_partnership")


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def partnership_figures(request: ActingRequest) -> HttpResponse:
    """The partnership, or with ``group`` in the address one organisation, and on the first page its agencies."""
    opened = Opener("explain_figure", address(request.GET), origin=_origin(request))
    return _figures(request, opened, groups=list(agency_selectors.groups()), export="export_partnership")


def _origin(request: ActingRequest) -> dict[str, str]:
    """The page on which a figure stands, for the way back from its explanation."""
    return {"from": pages.topic(request.GET.get("topic")).key or pages.FIRST}


def _figures(
    request: ActingRequest,
    opened: Opener,
    *,
    agency: Agency | None = None,
    groups: list[Group] | None = None,
    export: str,
) -> HttpResponse:
    now, topic = timezone.now(), pages.topic(request.GET.get("topic"), of_one=agency is not None)
    title = f"{agency.name if agency else 'The partnership'}: {topic.title}"
    context: dict[str, Any] = {"title": title, "topic": topic, "counted_at": words.moment(now)}
    with one_snapshot():
        form = FigureFilter(request.GET, today=local_day(now), groups=groups)
        if asked := form.question(agency=agency):
            page = pages.page(remembered.figures(asked, now=now), opened, topic)
            context |= {"figures": page, "title": page.title, **_listed(request, page.parts.paged)}
            context["export_url"] = f"{reverse(export)}?{urlencode(words.export_address(asked))}"
    return render(request, "dashboards/figures.html", {**context, "form": form})


def _listed(request: ActingRequest, paged: Paged | None) -> dict[str, Any]:
    """The page of a long list, with what it all adds up to under the last row."""
    if paged is None:
        return {}
    sort = request.GET.get("sort")
    listed = Paginator(paged.ordered(sort), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    total = [paged.total] if paged.total and not listed.has_next() else []
    return {
        "listed": listed,
        "table_of_page": paged.table([*listed, *total]),
        "orders": pages.orders(paged, sort, {key: str(value) for key, value in request.GET.items() if key != "page"}),
    }
