from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies as agency_selectors
from dashboards.forms.figures import FigureFilter
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.presenters import figures as presenter
from dashboards.presenters import words
from ehtrack.lib.calendar import local_day

AGENCIES_PER_PAGE = 25
KEPT = ("year", "quarter", "basis", "as_of", "as_of_day", "as_of_month", "as_of_year", "group")


@requires(Permission.SEE_AGENCY_FIGURES)
def agency_figures(request: ActingRequest) -> HttpResponse:
    """The lead's own agency."""
    opened = presenter.Opener("explain_own_figure", _address(request))
    return _agency(request, agency_selectors.own(request.scope), opened, export="export_agency")


@requires(Permission.SEE_PARTNERSHIP_FIGURES, agency=agency_selectors.visible)
def figures_of_agency(request: ActingRequest, agency: Agency) -> HttpResponse:
    """Any agency, for the Trust Board."""
    opened = presenter.Opener("explain_figure", {**_address(request), "agency": agency.code})
    return _agency(request, agency, opened, export="export_partnership")


def _agency(request: ActingRequest, agency: Agency, opened: presenter.Opener, *, export: str) -> HttpResponse:
    now = timezone.now()
    with one_snapshot():
        form = FigureFilter(request.GET, today=local_day(now))
        figures = Figures(form.question(agency=agency), now=now)
        page = presenter.agency_page(figures, opened)
    return _render(request, form, page, figures, export=export)


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def partnership_figures(request: ActingRequest) -> HttpResponse:
    """The partnership, or with ``group`` in the address one organisation and its agencies."""
    now, opened = timezone.now(), presenter.Opener("explain_figure", _address(request))
    with one_snapshot():
        form = FigureFilter(request.GET, today=local_day(now), groups=list(agency_selectors.groups()))
        figures = Figures(form.question(), now=now)
        if figures.question.group:
            page = presenter.group_page(figures, opened)
        else:
            page = presenter.partnership_page(figures, opened)
        listed = Paginator(presenter.agencies_of(figures), AGENCIES_PER_PAGE).get_page(request.GET.get("page"))
    agencies = presenter.agencies_table(list(listed), opened)
    return _render(request, form, page, figures, export="export_partnership", agencies=agencies, listed=listed)


def _render(
    request: ActingRequest,
    form: FigureFilter,
    page: presenter.FiguresPage,
    figures: Figures,
    *,
    export: str,
    **more: Any,
) -> HttpResponse:
    context = {
        "title": page.title,
        "form": form,
        "figures": page,
        "counted_at": words.moment(figures.now),
        "export_url": reverse(export),
        **more,
    }
    return render(request, "dashboards/figures.html", context)


def _address(request: ActingRequest) -> dict[str, str]:
    return {key: request.GET[key] for key in KEPT if request.GET.get(key)}
