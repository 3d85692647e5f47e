"""Exports of quarterly returns: one version for who may read it, a quarter or a year for the Board."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import IO, Any

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from dashboards.forms.exports import INTERNAL, PUBLICATION
from dashboards.forms.return_exports import ReturnsExportForm
from dashboards.measures import returned
from dashboards.measures.asking import Question
from dashboards.measures.figures import one_snapshot
from dashboards.models import QuarterlyReturn, ReturnVersion
from dashboards.presenters import return_exports as presenter
from dashboards.presenters import return_publication as publication
from dashboards.presenters import returns as return_words
from dashboards.presenters.return_exports import Asked, ReturnExport
from dashboards.presenters.return_tables import Entry
from dashboards.selectors import return_exports as selectors
from dashboards.selectors import returns
from dashboards.services import export_limits, releases, return_seals
from dashboards.services.export_limits import TooManyExports
from dashboards.views.publishing import back_to_export, publish_page
from dashboards.views.returns import version_page
from ehtrack.lib.calendar import Quarter, local_day
from ehtrack.lib.documents.pdf import write_pdf
from ehtrack.lib.documents.word import write_docx
from ehtrack.lib.tables import csv_chunks
from ehtrack.lib.workbooks import Cover, write_xlsx


@requires(Permission.READ_RETURNS, quarterly_return=returns.visible)
def return_export(
    request: ActingRequest, quarterly_return: QuarterlyReturn, number: int, format: str
) -> HttpResponseBase:
    """A version as it was signed, beside what the records count now."""
    version = selectors.signed(quarterly_return, number)
    if version is None or format not in FORMATS:
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
    [entry] = _entries([quarterly_return], {quarterly_return.pk: version}, asked)
    return _file(presenter.of_version(entry, asked), format)


@requires(Permission.JUDGE_RETURNS)
def return_exports(request: ActingRequest) -> HttpResponseBase:
    """The returns of a quarter or a year, each as it was signed last. Of those for publication it leads to the page
    that publishes them."""
    if request.GET.get("use") == PUBLICATION:
        return redirect(f"{reverse('publish_returns')}?{request.GET.urlencode()}")
    now, makers = timezone.now(), returns.who_made_one()
    is_sent = "format" in request.GET
    form = ReturnsExportForm(request.GET, today=local_day(now), makers=makers, is_sent=is_sent, asks_use=True)
    if file := _file_if_valid(request, form, INTERNAL, _internal, now):
        return file
    context = {"title": "Export returns", "form": form, "back_link": reverse("return_year")}
    return render(request, "dashboards/return_export.html", context, status=form.status)


@requires(Permission.JUDGE_RETURNS)
def publish_returns(request: ActingRequest) -> HttpResponseBase:
    """Says what publishing does. What is posted is published: remembered, and sent as a file."""
    is_sent, now = request.method == "POST", timezone.now()
    data = request.POST if is_sent else request.GET
    form = ReturnsExportForm(data, today=local_day(now), makers=returns.who_made_one(), is_sent=is_sent)
    if file := _file_if_valid(request, form, PUBLICATION, _published, now):
        return file
    return publish_page(
        request,
        form,
        title="Publish returns",
        whose="Each return as it was signed last",
        left_out=publication.LEFT_OUT,
        back_link=back_to_export(reverse("return_exports"), data),
        status=form.status,
    )


Made = Callable[[ActingRequest, ReturnsExportForm, Sequence[QuarterlyReturn], list[Entry], Asked], ReturnExport]


def _file_if_valid(
    request: ActingRequest, form: ReturnsExportForm, use: str, made: Made, now: datetime
) -> HttpResponseBase | None:
    """None when the form says why there is none."""
    if not form.is_valid():
        return None
    year, number, format = form.chosen_year, form.chosen_quarter, form.cleaned_data["format"]
    agency = form.cleaned_data["agency"]
    rows = selectors.of_period(request.scope, year, number, agency=agency)
    signed = selectors.signed_last(rows)
    if altered := return_seals.broken(scope=request.scope, versions=list(signed.values())):
        for version in altered:
            form.refuse(return_words.altered(version), status=409)
        return None
    try:
        export_limits.record(
            scope=request.scope,
            action="returns.exported",
            subject_type="return",
            subject_ids=[row.pk for row in rows],
            detail={"year": year.label, "quarter": number, "format": format, "use": use},
            now=now,
        )
    except TooManyExports as error:
        form.refuse(error.message, status=429)
        return None
    asked = Asked(request.scope.user_name, now, agency)
    entries = _entries(rows, signed, asked)
    return _file(made(request, form, rows, entries, asked), format)


def _internal(
    request: ActingRequest, form: ReturnsExportForm, rows: Sequence[QuarterlyReturn], entries: list[Entry], asked: Asked
) -> ReturnExport:
    year, number = form.chosen_year, form.chosen_quarter
    if number:
        return presenter.of_quarter(Quarter(year, number).label, rows, entries, asked)
    return presenter.of_year(year, rows, entries, asked)


def _published(
    request: ActingRequest, form: ReturnsExportForm, rows: Sequence[QuarterlyReturn], entries: list[Entry], asked: Asked
) -> ReturnExport:
    """With small numbers suppressed, and remembered; where nothing is signed there is nothing to remember."""
    year, number = form.chosen_year, form.chosen_quarter
    once = publication.each_agency_once(entries)
    codes = [agency.code for entry in once for agency in entry.figures.agencies]
    keys, quarter = selectors.keys(request.scope, codes), Quarter(year, number) if number else None
    signed = publication.Signed(once, keys, year, quarter)
    book = signed.ledger
    tables = publication.told_tables(signed, book)
    if once:
        first, last = once[0].figures, once[-1].figures
        tables = releases.publish(
            scope=request.scope,
            question=Question(year=year, as_of=last.as_of, basis=first.basis, first=first.period.start),
            since=first.period.start,
            ledger=book,
            tables=tables,
            label=f"Quarterly returns, {quarter.label if quarter else year}",
            format=form.cleaned_data["format"],
        )
    return publication.export(signed, rows, tables, asked)


def _entries(rows: Sequence[QuarterlyReturn], signed: Mapping[Any, ReturnVersion], asked: Asked) -> list[Entry]:
    """The signed ones, with what the records count now: of each quarter once, in one state of the records."""
    found = [row for row in rows if row.pk in signed]
    covered = returns.covered_by(found)
    now: dict[Any, returned.ReturnFigures] = {}
    with one_snapshot():
        for label in dict.fromkeys(row.label for row in found):
            of_quarter: dict[Any, Sequence[Agency]] = {row.pk: covered[row.pk] for row in found if row.label == label}
            now |= returned.prepared_of_all(of_quarter, Quarter.from_label(label), now=asked.now)
    return [Entry(row, signed[row.pk], now[row.pk]) for row in found]


def _file(export: ReturnExport, format: str) -> HttpResponseBase:
    content_type, write = FORMATS[format]
    file = io.BytesIO()
    write(file, export)
    file.seek(0)
    name = f"ehtrack-{export.name.replace(' ', '-')}.{format}"
    return FileResponse(file, content_type=content_type, as_attachment=True, filename=name)


def _csv(file: IO[bytes], export: ReturnExport) -> None:
    file.writelines(piece.encode() for piece in csv_chunks(export.tidy, export.about([export.tidy])))


def _xlsx(file: IO[bytes], export: ReturnExport) -> None:
    cover = Cover(export.title, export.about(export.sheets))
    write_xlsx(file, cover=cover, notes=export.notes, tables=export.sheets)


def _docx(file: IO[bytes], export: ReturnExport) -> None:
    write_docx(file, export.document)


def _pdf(file: IO[bytes], export: ReturnExport) -> None:
    write_pdf(file, export.document)


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, tuple[str, Callable[[IO[bytes], ReturnExport], None]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", _xlsx),
    "docx": (f"{OFFICE}.wordprocessingml.document", _docx),
    "pdf": ("application/pdf", _pdf),
}
