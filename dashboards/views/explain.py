from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from agencies.models import Agency
from agencies.policy import Permission, requires, signed_in
from agencies.scope import ActingRequest, Scope
from agencies.selectors import agencies
from agencies.services import audit
from assessments.facts import standards_in_force
from dashboards.forms.figures import FigureFilter
from dashboards.measures.asking import Question
from dashboards.measures.declaration import Measure, Records
from dashboards.measures.definitions import BY_KEY
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.presenters import explain as presenter
from dashboards.selectors import records
from ehtrack.lib.calendar import local_day

PER_PAGE = 25


@signed_in("Definitions hold no figure and no record.")
def definition_list(request: ActingRequest) -> HttpResponse:
    context = {
        "title": "What every figure means",
        "definitions": presenter.definitions_table(),
        "standards": presenter.standards_table(standards_in_force(timezone.localdate())),
    }
    return render(request, "dashboards/definitions.html", context)


@requires(Permission.SEE_AGENCY_FIGURES)
def explain_own_figure(request: ActingRequest, measure: str) -> HttpResponse:
    """A figure of the lead's own agency."""
    return _explain(request, measure, agencies.own(request.scope))


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def explain_figure(request: ActingRequest, measure: str) -> HttpResponse:
    """A figure of the partnership, or of the ``group`` or ``agency`` (by its code) in the address."""
    code = request.GET.get("agency")
    agency = agencies.by_code(request.scope, code) if code else None
    if code and agency is None:
        raise Http404
    return _explain(request, measure, agency)


def _explain(request: ActingRequest, key: str, agency: Agency | None) -> HttpResponse:
    if key not in BY_KEY:
        raise Http404
    measure, now = BY_KEY[key], timezone.now()
    with one_snapshot():
        form = FigureFilter(request.GET, today=local_day(now), groups=None if agency else list(agencies.groups()))
        figures = Figures(form.question(agency=agency), now=now)
        context: dict[str, Any] = {"explanation": presenter.explanation(measure, figures), "form": form}
        ids = records.ids(figures.question, measure.records) if measure.records else []
    if measure.records:
        context |= _records(request, measure.records, ids)
        shown = [row["pk"] for row in context["page"]]
        _audited(request.scope, measure.records.kind, shown, measure, figures.question)
    return render(request, "dashboards/explain.html", {"title": measure.title, **context})


def _records(request: ActingRequest, counted: Records, ids: list[UUID]) -> dict[str, Any]:
    openable = records.openable(request.scope, counted.kind, ids)
    page = Paginator(openable, PER_PAGE).get_page(request.GET.get("page"))
    opens = counted.kind != "contact" or request.scope.may(Permission.READ_CONTACTS)
    return {
        "how_many": presenter.how_many(counted.kind, counted=len(ids), openable=page.paginator.count),
        "records": presenter.records_table(counted.kind, page, opens=opens) if page.paginator.count else None,
        "page": page,
    }


def _audited(scope: Scope, kind: str, shown: list[UUID], measure: Measure, question: Question) -> None:
    detail = {"measure": measure.key, "from": question.first.isoformat(), "as_of": question.as_of.isoformat()}
    audit.record(scope=scope, action="figure.explained", subject_type=kind, subject_ids=shown, detail=detail)
