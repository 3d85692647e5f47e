import io
from collections.abc import Callable

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from agencies.services import audit
from dashboards.forms.exports import ExportForm
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.presenters import exports as presenter
from ehtrack.lib.calendar import Quarter, local_day
from ehtrack.lib.tables import csv_chunks
from ehtrack.lib.workbooks import Cover, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.EXPORT_FIGURES)
def export_agency(request: ActingRequest) -> HttpResponseBase:
    """A quarter of the own agency."""
    return _export(request, agency=agencies.own(request.scope), back=reverse("agency_figures"))


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def export_partnership(request: ActingRequest) -> HttpResponseBase:
    """A quarter of the whole partnership."""
    return _export(request, agency=None, back=reverse("partnership_figures"))


def _export(request: ActingRequest, *, agency: Agency | None, back: str) -> HttpResponseBase:
    now = timezone.now()
    form = ExportForm(request.GET or None, today=local_day(now))
    if not form.is_valid():
        context = {"title": "Export a quarter", "form": form, "back_link": back, "whose": agency or "the partnership"}
        return render(request, "dashboards/export.html", context)
    quarter = form.chosen()
    with one_snapshot():
        figures = Figures(form.question(agency=agency), now=now)
        response = FORMATS[form.cleaned_data["format"]](figures, quarter, request.scope.user_name)
    audit.record(
        scope=request.scope,
        action="figures.exported",
        subject_type="agency",
        subject_ids=[agency.pk] if agency else [],
        detail={"quarter": quarter.label, "format": form.cleaned_data["format"], "basis": figures.question.basis},
    )
    return response


def _csv(figures: Figures, quarter: Quarter, who: str) -> HttpResponseBase:
    table = presenter.tidy(figures)
    about = presenter.about(figures, quarter, who=who, rows=len(list(table.rows)))
    response = StreamingHttpResponse(csv_chunks(table, about), content_type="text/csv; charset=utf-8")
    return _named(response, figures, quarter, "csv")


def _xlsx(figures: Figures, quarter: Quarter, who: str) -> HttpResponseBase:
    about = presenter.about(figures, quarter, who=who)
    file = io.BytesIO()
    write_xlsx(
        file,
        cover=Cover(about[0][1], about[1:]),
        notes=presenter.NOTES,
        tables=presenter.workbook_tables(figures),
    )
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX), figures, quarter, "xlsx")


def _named(response: HttpResponseBase, figures: Figures, quarter: Quarter, ending: str) -> HttpResponseBase:
    whose = figures.question.agency.code if figures.question.agency else "partnership"
    name = f"ehtrack-{whose}-{quarter.label.replace(' ', '-')}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


FORMATS: dict[str, Callable[[Figures, Quarter, str], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}
