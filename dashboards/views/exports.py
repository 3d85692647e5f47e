import io
from collections.abc import Callable

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from agencies.models import Agency
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from agencies.services import audit
from dashboards.forms.exports import ExportForm
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.presenters import exports as presenter
from dashboards.presenters import workbook
from ehtrack.lib.calendar import local_day
from ehtrack.lib.tables import csv_chunks
from ehtrack.lib.workbooks import Cover, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.EXPORT_FIGURES)
def export_agency(request: ActingRequest) -> HttpResponseBase:
    """Figures of the own agency."""
    return _export(request, agency=agencies.own(request.scope), back=reverse("agency_figures"))


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def export_partnership(request: ActingRequest) -> HttpResponseBase:
    """Figures of the whole partnership, or of the ``group`` or ``agency`` (by its code) in the address."""
    code = request.GET.get("agency")
    agency = agencies.by_code(request.scope, code) if code else None
    if code and agency is None:
        raise Http404
    page = reverse("figures_of_agency", args=[agency.pk]) if agency else reverse("partnership_figures")
    return _export(request, agency=agency, back=page)


def _export(request: ActingRequest, *, agency: Agency | None, back: str) -> HttpResponseBase:
    now = timezone.now()
    form = ExportForm(request.GET, today=local_day(now), groups=list(agencies.groups()))
    if not form.is_valid():
        whose = agency or form.chosen_group or "the partnership"
        address = f"{back}?{urlencode(form.page_address)}" if form.page_address else back
        context = {"title": "Export figures", "form": form, "back_link": address, "whose": whose}
        return render(request, "dashboards/export.html", context)
    with one_snapshot():
        figures = Figures(form.question(agency=agency), now=now)
        response = FORMATS[form.cleaned_data["format"]](figures, form.label, request.scope.user_name)
    audit.record(
        scope=request.scope,
        action="figures.exported",
        subject_type="agency",
        subject_ids=[agency.pk] if agency else [],
        detail={"quarter": form.label, "format": form.cleaned_data["format"], "basis": figures.question.basis},
    )
    return response


def _csv(figures: Figures, label: str, who: str) -> HttpResponseBase:
    table = presenter.tidy(figures)
    about = presenter.about(figures, label, who=who, rows=len(list(table.rows)))
    response = StreamingHttpResponse(csv_chunks(table, about), content_type="text/csv; charset=utf-8")
    return _named(response, figures, label, "csv")


def _xlsx(figures: Figures, label: str, who: str) -> HttpResponseBase:
    about = presenter.about(figures, label, who=who)
    file = io.BytesIO()
    write_xlsx(
        file,
        cover=Cover(about[0][1], about[1:]),
        notes=presenter.NOTES,
        tables=workbook.sheets(figures),
    )
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX), figures, label, "xlsx")


def _named(response: HttpResponseBase, figures: Figures, label: str, ending: str) -> HttpResponseBase:
    chosen = figures.question.agency or figures.question.group
    whose = chosen.code if chosen else "partnership"
    name = f"ehtrack-{whose}-{label.replace(' ', '-')}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


FORMATS: dict[str, Callable[[Figures, str, str], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}
