from django.http import Http404, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agencies.asked_jobs import wake
from agencies.models import ImportJob, ImportPart
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import import_jobs
from agencies.services import audit, request_keys
from agencies.unit_of_work import streamed
from ehtrack.imports import jobs, presenter
from ehtrack.imports.forms import ImportForm
from ehtrack.imports.kinds import columns_of, kinds_for, own_jobs
from ehtrack.imports.tasks import run_import
from ehtrack.imports.templates import ENDINGS

RECENT = 20


@requires(Permission.IMPORT_FILES)
def import_list(request: ActingRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None, scope=request.scope)
    if form.is_valid():
        return redirect(_asked(request, form))
    context = {
        "title": "Import records",
        "form": form,
        "submit_label": "Import",
        "codes_note": presenter.codes_note(request.scope),
        "helps": presenter.kind_helps(request.scope),
        "recent": presenter.jobs_table(own_jobs(request.scope)[:RECENT]),
    }
    return render(request, "imports/import_form.html", context)


def _asked(request: ActingRequest, form: ImportForm) -> str:
    """The address of the import; sent twice, the form leads to the one that the first time made."""
    key = form.cleaned_data["request_key"]
    if first := request_keys.claim(scope=request.scope, key=key):
        return first
    job = jobs.ask(
        scope=request.scope,
        kind=form.cleaned_data["kind"],
        file=form.cleaned_data["file"],
        check_only=form.cleaned_data["check_only"],
    )
    wake(run_import, job.pk)
    url = reverse("import_detail", args=[job.pk])
    request_keys.remember(scope=request.scope, key=key, target_url=url)
    return url


@requires(Permission.IMPORT_FILES)
def import_template(request: ActingRequest, kind: str, ending: str) -> HttpResponse:
    """An empty file of a kind that the person may bring; of another there is none, however it is asked for."""
    if kind not in kinds_for(request.scope) or ending not in ENDINGS:
        raise Http404
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    content_type, write = ENDINGS[ending]
    response = HttpResponse(write(columns_of(request.scope, kind)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{kind}.{ending}"'
    return response


@requires(Permission.IMPORT_FILES, job=own_jobs)
@require_GET
def import_detail(request: ActingRequest, job: ImportJob) -> HttpResponse:
    if job.is_over:  # its problems quote the file
        audit.record(scope=request.scope, action="import.read", subject_type="import_job", subject_ids=[job.pk])
    shown = presenter.page(job, has_rejected_rows=import_jobs.has_rejected_rows(job))
    crumbs = [("Import records", reverse("import_list")), (shown.headline, "")]
    context = {"title": shown.headline, "shown": shown, "breadcrumbs": crumbs}
    return render(request, "imports/import_detail.html", context)


@requires(Permission.IMPORT_FILES, job=own_jobs)
@require_GET
def import_rejected(request: ActingRequest, job: ImportJob) -> StreamingHttpResponse:
    audit.record(
        scope=request.scope, action="import.rejected_rows_read", subject_type="import_job", subject_ids=[job.pk]
    )
    body = streamed(request.scope.user_id, lambda: jobs.parts(job, ImportPart.Holds.REJECTED))
    response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="to-mend-{job.kind}.csv"'
    return response
