"""Exports of quarterly returns: one version for who may read it, a quarter or a year for the Board."""

from datetime import datetime

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from dashboards.files import returns as files
from dashboards.forms.exports import INTERNAL, PUBLICATION
from dashboards.forms.return_exports import ReturnsExportForm
from dashboards.models import QuarterlyReturn
from dashboards.presenters import return_exports as presenter
from dashboards.presenters.return_exports import Asked
from dashboards.publications import returns as publishing
from dashboards.selectors import return_exports as selectors
from dashboards.selectors import returns
from dashboards.services import export_limits, return_seals
from dashboards.services.export_limits import TooManyExports
from dashboards.views.returns import version_page
from ehtrack.lib.calendar import local_day


@requires(Permission.READ_RETURNS, quarterly_return=returns.visible)
def return_export(
    request: ActingRequest, quarterly_return: QuarterlyReturn, number: int, format: str
) -> HttpResponseBase:
    """A version as it was signed, beside what the records count now."""
    version = selectors.signed(quarterly_return, number)
    if version is None or format not in files.FORMATS:
        raise Http404
    if return_seals.broken(scope=request.scope, versions=[version]):
        return version_page(request, quarterly_return, number, status=409)
    now = timezone.now()
    try:
        export_limits.record(
            scope=request.scope,
            action="return.exported",
            subject_type="return",
            subject_ids=[quarterly_return.pk],
            detail={"version": number, "format": format},
            now=now,
        )
    except TooManyExports:
        return render(request, "429.html", status=429)
    asked = Asked(request.scope.user_name, now)
    [entry] = files.entries([quarterly_return], {quarterly_return.pk: version}, asked)
    return files.written(presenter.of_version(entry, asked), format).download()


@requires(Permission.JUDGE_RETURNS)
def return_exports(request: ActingRequest) -> HttpResponseBase:
    """The returns of a quarter or a year, each as it was signed last. Of those for publication it leads to the page
    that publishes them."""
    if request.GET.get("use") == PUBLICATION:
        return redirect(f"{reverse('publish_returns')}?{request.GET.urlencode()}")
    now, makers = timezone.now(), returns.who_made_one()
    is_sent = "format" in request.GET
    form = ReturnsExportForm(request.GET, today=local_day(now), makers=makers, is_sent=is_sent)
    if file := _file_if_valid(request, form, now):
        return file
    context = {"title": "Export returns", "form": form, "back_link": reverse("return_year")}
    return render(request, "dashboards/return_export.html", context, status=form.status)


def _file_if_valid(request: ActingRequest, form: ReturnsExportForm, now: datetime) -> HttpResponseBase | None:
    """None when the form says why there is none."""
    if not form.is_valid():
        return None
    wanted, format = publishing.chosen(request.scope, form), form.cleaned_data["format"]
    if altered := wanted.altered():
        for why in altered:
            form.refuse(why, status=409)
        return None
    try:
        export_limits.record(
            scope=request.scope,
            action="returns.exported",
            subject_type="return",
            subject_ids=[row.pk for row in wanted.rows],
            detail={"year": wanted.year.label, "quarter": wanted.number, "format": format, "use": INTERNAL},
            now=now,
        )
    except TooManyExports as error:
        form.refuse(error.message, status=429)
        return None
    asked = Asked(request.scope.user_name, now, wanted.agency)
    entries = files.entries(wanted.rows, wanted.signed, asked)
    if wanted.quarter:
        export = presenter.of_quarter(wanted.label, wanted.rows, entries, asked)
    else:
        export = presenter.of_year(wanted.year, wanted.rows, entries, asked)
    return files.written(export, format).download()
