"""Data quality: what is missing or doubtful, as counts that open to their records."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit
from agencies.views.pages import page_of
from assessments.presenters import quality as presenter
from assessments.selectors import quality


@requires(Permission.SEE_DATA_QUALITY)
def quality_list(request: ActingRequest) -> HttpResponse:
    table = presenter.counts_table(quality.counts(request.scope, timezone.localdate()))
    return render(request, "assessments/quality_list.html", {"title": "Data quality", "table": table})


@requires(Permission.SEE_DATA_QUALITY)
def quality_check(request: ActingRequest, check: str) -> HttpResponse:
    chosen = {one.key: one for one in quality.checks_for(request.scope)}.get(check)
    if chosen is None:
        raise Http404
    page = page_of(request, quality.listed(chosen.rows(request.scope, timezone.localdate()), chosen))
    audit.record(
        scope=request.scope,
        action="quality.listed",
        subject_type=chosen.kind,
        subject_ids=[row.pk for row in page],
        detail={"check": chosen.key},
    )
    context = {
        "title": chosen.title,
        "page": page,
        "noun": "pairs" if chosen.key == quality.DUPLICATES else "records",
        "list_table": presenter.records_table(chosen, page),
        "cure": chosen.cure,
        "breadcrumbs": [("Data quality", reverse("quality_list")), (chosen.title, "")],
    }
    return render(request, "assessments/quality_check.html", context)
