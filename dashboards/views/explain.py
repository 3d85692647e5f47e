from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from agencies.models import Agency, Role
from agencies.policy import Permission, requires, signed_in
from agencies.scope import ActingRequest, Scope
from agencies.selectors import agencies
from agencies.services import audit
from assessments.facts import standards_in_force
from dashboards.forms.figures import FigureFilter, address
from dashboards.measures.asking import Question
from dashboards.measures.declaration import Measure, Records
from dashboards.measures.definitions import BY_KEY
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.presenters import counted_records, pages
from dashboards.presenters import explain as presenter
from dashboards.presenters.parts import ALL, Opener
from dashboards.selectors import records
from ehtrack.lib.calendar import local_day

PER_PAGE = 25
OPENS = {"contact": Permission.READ_CONTACTS, "consultation": Permission.RECORD_CONSULTATIONS}


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
    return _explain(request, measure, agencies.own(request.scope), own=True)


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def explain_figure(request: ActingRequest, measure: str) -> HttpResponse:
    """A figure of the partnership, or of the ``group`` or ``agency`` (by its code) in the address."""
    code = request.GET.get("agency")
    agency = agencies.by_code(request.scope, code) if code else None
    if code and agency is None:
        raise Http404
    return _explain(request, measure, agency)


def _explain(request: ActingRequest, key: str, agency: Agency | None, *, own: bool = False) -> HttpResponse:
    if key not in BY_KEY:
        raise Http404
    measure, now = BY_KEY[key], timezone.now()
    context: dict[str, Any] = {"title": measure.title, "back_link": _back(request, measure, agency, own)}
    with one_snapshot():
        form = FigureFilter(request.GET, today=local_day(now), groups=None if agency else list(agencies.groups()))
        asked = form.question(agency=agency)
        if asked and measure.of_all and any(asked.scope.values()):
            raise Http404
        if asked:
            opened = _opener(request, agency, own)
            context["explanation"] = presenter.explanation(measure, Figures(asked, now=now), opened)
            ids = records.ids(asked, measure.records) if measure.records else []
    if asked and measure.records:
        context |= _records(request, measure.records, ids)
        shown = [row["pk"] for row in context["page"]]
        _audited(request.scope, measure.records.kind, shown, measure, asked)
    return render(request, "dashboards/explain.html", {**context, "form": form, "agency": None if own else agency})


def _opener(request: ActingRequest, agency: Agency | None, own: bool) -> Opener:
    """To the explanations of other figures of the same question, from where the way back stays the same."""
    origin = {key: str(request.GET[key]) for key in ("from", "within") if request.GET.get(key)}
    if own:
        return Opener("explain_own_figure", address(request.GET), origin=origin)
    return Opener("explain_figure", address(request.GET), {"agency": agency.code} if agency else {}, origin)


def _back(request: ActingRequest, measure: Measure, agency: Agency | None, own: bool) -> str:
    """The page that the figure was opened from; of an address alone, the figure's own, on the measure's topic."""
    came, within, asked = request.GET.get("from"), request.GET.get("within"), address(request.GET)
    if came == "home":
        return reverse("home")
    if own:
        page = reverse("agency_figures")
    elif within:
        page = reverse("partnership_figures")
        asked = {key: value for key, value in asked.items() if key != "group"}
        asked |= {} if within == ALL else {"group": within}
    else:
        page = reverse("figures_of_agency", args=[agency.pk]) if agency else reverse("partnership_figures")
    topic = pages.topic(came).key if came else measure.topic
    query = urlencode({**asked, **({"topic": topic} if topic else {})})
    return f"{page}?{query}" if query else page


def _records(request: ActingRequest, counted: Records, ids: list[UUID]) -> dict[str, Any]:
    kind, scope = counted.kind, request.scope
    openable = records.openable(scope, kind, ids)
    page = Paginator(openable, PER_PAGE).get_page(request.GET.get("page"))
    found, opens = page.paginator.count, OPENS.get(kind) is None or scope.may(OPENS[kind])
    return {
        "how_many": counted_records.how_many(
            kind,
            counted=len(ids),
            openable=found,
            opens=opens,
            board=scope.has(Role.BOARD),
        ),
        "sent_contacts": reverse("sent_contact_list") if kind == "contact" and found and not opens else "",
        "records": counted_records.table(kind, page, opens=opens) if found else None,
        "page": page,
        "noun": counted_records.noun(kind, found),
    }


def _audited(scope: Scope, kind: str, shown: list[UUID], measure: Measure, question: Question) -> None:
    detail = {"measure": measure.key, "from": question.first.isoformat(), "as_of": question.as_of.isoformat()}
    audit.record(scope=scope, action="figure.explained", subject_type=kind, subject_ids=shown, detail=detail)
