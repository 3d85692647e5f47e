from datetime import datetime

from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from agencies.models import Agency
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from dashboards.files import figures as files
from dashboards.forms.exports import INTERNAL, PUBLICATION, ExportForm
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.services import export_limits
from ehtrack.lib.calendar import local_day


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
    if file := _file_if_valid(request, form, agency, now):
        return file
    address = f"{back}?{urlencode(form.page_address)}" if form.page_address else back
    context = {"title": "Export figures", "form": form, "back_link": address, "whose": _whose(form, agency)}
    return render(request, "dashboards/export.html", context, status=form.status)


def _whose(form: ExportForm, agency: Agency | None) -> str:
    return str(agency or form.chosen_group or "the partnership")


def _file_if_valid(
    request: ActingRequest, form: ExportForm, agency: Agency | None, now: datetime
) -> HttpResponseBase | None:
    """None when the form says why there is none."""
    if not form.is_valid():
        return None
    question, format = form.question(agency=agency), form.cleaned_data["format"]
    try:
        export_limits.record(
            scope=request.scope,
            action="figures.exported",
            subject_type="agency",
            subject_ids=[agency.pk] if agency else [],
            detail={"quarter": form.label, "format": format, "basis": question.basis, "use": INTERNAL},
            now=now,
        )
    except export_limits.TooManyExports as error:
        form.refuse(error.message, status=429)
        return None
    with one_snapshot():
        said = files.Said(form.label, request.scope.user_name)
        return files.internal(Figures(question, now=now), format, said).download()
