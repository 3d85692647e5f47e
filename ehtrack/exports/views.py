from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from agencies.asked_jobs import wake
from agencies.models import ExportFormat, ExportJob
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import export_jobs
from agencies.services import audit, request_keys
from agencies.unit_of_work import streamed
from agencies.views.pages import posted
from assessments.exports.registry import KINDS, kinds_for
from ehtrack.exports import jobs, presenter
from ehtrack.exports.forms import ExportForm
from ehtrack.exports.jobs import own_jobs
from ehtrack.exports.tasks import run_export
from ehtrack.lib.calendar import local_day

RECENT = 20
TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@requires(Permission.EXPORT_RECORDS)
def export_list(request: ActingRequest) -> HttpResponse:
    table = presenter.jobs_table(own_jobs(request.scope)[:RECENT])
    return render(request, "exports/export_list.html", {"title": "Your exports", "table": table})


@requires(Permission.EXPORT_RECORDS)
def export_ask(request: ActingRequest, kind: str) -> HttpResponse:
    """Says what the file will hold, then takes the question."""
    if kind not in KINDS:
        raise Http404
    if kind not in kinds_for(request.scope):
        raise PermissionDenied
    chosen, query, now = KINDS[kind], _filters(request), timezone.now()
    search = request.POST.get("search", request.session.get(chosen.search_key, ""))
    size = jobs.size_now(request.scope, kind, query, search, now)
    form = ExportForm(posted(request), rows=size.rows, initial={"search": search})
    if form.is_valid():
        try:
            return redirect(_asked(request, kind, query, form))
        except jobs.TooManyExports as error:
            form.add_error(None, str(error))
    context = {
        "title": f"Export {chosen.title}",
        "form": form,
        "submit_label": "Export",
        "cancel_url": f"{reverse(chosen.list_name)}?{query.urlencode()}",
        "told": presenter.asking(chosen, request.scope, query, search, size),
        "is_long": size.rows > jobs.SMALL,
    }
    return render(request, "exports/export_ask.html", context)


def _filters(request: ActingRequest) -> QueryDict:
    query = request.GET.copy()
    query.pop("page", None)
    return query


def _asked(request: ActingRequest, kind: str, query: QueryDict, form: ExportForm) -> str:
    """Where the file is, or its progress; sent twice, the form leads to the one that the first time made."""
    key = form.cleaned_data["request_key"]
    if first := request_keys.claim(scope=request.scope, key=key):
        return first
    job = jobs.ask(
        scope=request.scope,
        kind=kind,
        format=ExportFormat(form.cleaned_data["format"]),
        query=query,
        search=form.cleaned_data["search"],
        now=timezone.now(),
    )
    if jobs.is_waiting(job):
        wake(run_export, job.pk)
    url = reverse("export_detail" if jobs.is_waiting(job) else "export_file", args=[job.pk])
    request_keys.remember(scope=request.scope, key=key, target_url=url)
    return url


@requires(Permission.EXPORT_RECORDS, job=own_jobs)
@require_GET
def export_detail(request: ActingRequest, job: ExportJob) -> HttpResponse:
    shown = presenter.page(job, request.scope, has_file=export_jobs.has_file(job))
    crumbs = [("Your exports", reverse("export_list")), (shown.headline, "")]
    context = {"title": shown.headline, "shown": shown, "breadcrumbs": crumbs}
    return render(request, "exports/export_detail.html", context)


@requires(Permission.EXPORT_RECORDS, job=own_jobs)
@require_GET
def export_file(request: ActingRequest, job: ExportJob) -> HttpResponseBase:
    if not export_jobs.has_file(job):
        raise Http404
    audit.record(scope=request.scope, action="export.downloaded", subject_type="export_job", subject_ids=[job.pk])
    body = streamed(request.scope.user_id, lambda: jobs.parts(job))
    response = StreamingHttpResponse(body, content_type=TYPES[ExportFormat(job.format)])
    name = f"ehtrack-{job.kind}-{local_day(job.recorded_at)}.{job.format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(job.size)
    return response
