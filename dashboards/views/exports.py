import io
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import FileResponse, Http404, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from agencies.models import Agency
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from dashboards.forms.exports import INTERNAL, PUBLICATION, ExportForm, PublicationForm
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.measures.ledger import ledger
from dashboards.presenters import exports as presenter
from dashboards.presenters import publication, words, workbook
from dashboards.services import export_limits, releases
from dashboards.views.publishing import back_to_export, publish_page
from ehtrack.lib.calendar import local_day
from ehtrack.lib.tables import Table, csv_chunks
from ehtrack.lib.workbooks import Cover, write_xlsx


class Said(NamedTuple):
    """What a file says of itself: who asked for it, and what it is for."""

    who: str
    use: str

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """What is in no publication."""
        return [("Not in it", "; ".join(what for what, _ in publication.LEFT_OUT))] if self.is_public else []

    @property
    def is_public(self) -> bool:
        return self.use == words.PUBLICATION


TOO_MANY = "too-many"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.EXPORT_FIGURES)
def export_agency(request: ActingRequest) -> HttpResponseBase:
    """Figures of the own agency."""
    return _export(request, agency=agencies.own(request.scope), back=reverse("agency_figures"), may_publish=False)


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def export_partnership(request: ActingRequest) -> HttpResponseBase:
    """Figures of the whole partnership, or of the ``group`` or ``agency`` (by its code) in the address. Of those for
    publication it leads to the page that publishes them."""
    if request.GET.get("use") == PUBLICATION:
        return redirect(f"{reverse('publish_figures')}?{request.GET.urlencode()}")
    agency = _of_code(request, request.GET)
    page = reverse("figures_of_agency", args=[agency.pk]) if agency else reverse("partnership_figures")
    return _export(request, agency=agency, back=page, may_publish=True)


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def publish_figures(request: ActingRequest) -> HttpResponseBase:
    """Says what publishing does. What is posted is published: remembered, and sent as a file."""
    is_sent, now = request.method == "POST", timezone.now()
    data = request.POST if is_sent else request.GET
    agency = _of_code(request, data)
    form = PublicationForm(data, today=local_day(now), groups=list(agencies.groups()), is_sent=is_sent)
    if file := _file_if_valid(request, form, agency, now, use=PUBLICATION):
        return file
    return publish_page(
        request,
        form,
        title="Publish figures",
        whose=f"The figures of {_whose(form, agency)}",
        left_out=publication.LEFT_OUT,
        back_link=back_to_export(reverse("export_partnership"), data),
        status=_status(form),
    )


def _of_code(request: ActingRequest, data: QueryDict) -> Agency | None:
    code = data.get("agency")
    agency = agencies.by_code(request.scope, code) if code else None
    if code and agency is None:
        raise Http404
    return agency


def _export(request: ActingRequest, *, agency: Agency | None, back: str, may_publish: bool) -> HttpResponseBase:
    now = timezone.now()
    groups, is_sent = list(agencies.groups()), "format" in request.GET
    form = ExportForm(request.GET, today=local_day(now), groups=groups, is_sent=is_sent, asks_use=may_publish)
    if file := _file_if_valid(request, form, agency, now, use=INTERNAL):
        return file
    address = f"{back}?{urlencode(form.page_address)}" if form.page_address else back
    context = {"title": "Export figures", "form": form, "back_link": address, "whose": _whose(form, agency)}
    return render(request, "dashboards/export.html", context, status=_status(form))


def _status(form: ExportForm) -> int:
    return 429 if form.has_error(NON_FIELD_ERRORS, TOO_MANY) else 200


def _whose(form: ExportForm, agency: Agency | None) -> str:
    return str(agency or form.chosen_group or "the partnership")


def _file_if_valid(
    request: ActingRequest, form: ExportForm, agency: Agency | None, now: datetime, *, use: str
) -> HttpResponseBase | None:
    """None when the form says why there is none."""
    if not form.is_valid():
        return None
    try:
        return _file(request, form, agency, now, use)
    except export_limits.TooManyExports as error:
        form.add_error(None, ValidationError(error.message, code=TOO_MANY))
    return None


def _file(request: ActingRequest, form: ExportForm, agency: Agency | None, now: datetime, use: str) -> HttpResponseBase:
    question, format = form.question(agency=agency), form.cleaned_data["format"]
    export_limits.record(
        scope=request.scope,
        action="figures.exported",
        subject_type="agency",
        subject_ids=[agency.pk] if agency else [],
        detail={"quarter": form.label, "format": format, "basis": question.basis, "use": use},
        now=now,
    )
    with one_snapshot():
        figures = Figures(question, now=now)
        tables = _published(request, form, figures) if use == PUBLICATION else TABLES[format](figures)
        said = Said(request.scope.user_name, words.PUBLICATION if use == PUBLICATION else words.INTERNAL)
        return FORMATS[format](figures, form.label, tables, said)


def _published(request: ActingRequest, form: ExportForm, figures: Figures) -> list[Table]:
    format = form.cleaned_data["format"]
    since = publication.since(figures, format)
    book = ledger(figures.question, since=since)
    return releases.publish(
        scope=request.scope,
        question=figures.question,
        since=since,
        ledger=book,
        tables=publication.TABLES[format](figures, book),
        label=form.label,
        format=format,
    )


def _csv(figures: Figures, label: str, tables: list[Table], said: Said) -> HttpResponseBase:
    about = [*presenter.about(figures, label, tables, who=said.who, use=said.use), *said.left_out]
    response = StreamingHttpResponse(csv_chunks(tables[0], about), content_type="text/csv; charset=utf-8")
    return _named(response, figures, said, label, "csv")


def _xlsx(figures: Figures, label: str, tables: list[Table], said: Said) -> HttpResponseBase:
    about = [*presenter.about(figures, label, tables, who=said.who, use=said.use), *said.left_out]
    notes = [*presenter.NOTES, *(publication.NOTES if said.is_public else [])]
    file = io.BytesIO()
    write_xlsx(file, cover=Cover(about[0][1], about), notes=notes, tables=tables)
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX), figures, said, label, "xlsx")


def _named(response: HttpResponseBase, figures: Figures, said: Said, label: str, ending: str) -> HttpResponseBase:
    chosen = figures.question.agency or figures.question.group
    whose = chosen.code if chosen else "partnership"
    use = "-publication" if said.is_public else ""
    name = f"ehtrack-{whose}-{label.replace(' ', '-')}{use}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


FORMATS: dict[str, Callable[[Figures, str, list[Table], Said], HttpResponseBase]] = {
    "csv": _csv,
    "xlsx": _xlsx,
}
TABLES: dict[str, Callable[[Figures], list[Table]]] = {
    "csv": lambda figures: [presenter.tidy(figures)],
    "xlsx": workbook.sheets,
}
