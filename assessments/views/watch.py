"""The watch list: what the auditor looks into."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.forms.outcomes import refusals_in
from agencies.models import WatchItem
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit
from agencies.services import watch as threshold_services
from agencies.views.pages import form_page, page_of, posted
from assessments.forms.watch import ThresholdForm, WatchFilter, WatchReviewForm
from assessments.presenters import watch as presenter
from assessments.selectors import watch
from assessments.services import watch as services
from assessments.tasks import look_through_audit
from ehtrack.lib.sending import send


@requires(Permission.SEE_WATCH_LIST)
def watch_list(request: ActingRequest) -> HttpResponse:
    form = WatchFilter(request.GET)
    page = page_of(request, watch.items(request.scope, reviewed=form.reviewed()), form)
    ids = [item.pk for item in page]
    audit.record(scope=request.scope, action="watch.listed", subject_type="watch_item", subject_ids=ids)
    moments = watch.moments(request.scope, timezone.now())
    context = {
        "title": "Watch list",
        "looked_through": presenter.looked_through(moments),
        "asked": presenter.asked(moments),
        "page": page,
        "noun": "items",
        "list_table": presenter.items_table(page),
        "nothing": presenter.nothing(form.reviewed(), moments),
        "filter_form": form,
        "filters_open": bool(request.GET),
    }
    return render(request, "assessments/watch_list.html", context)


@requires(Permission.SEE_WATCH_LIST)
@require_POST
def watch_compute(request: ActingRequest) -> HttpResponse:
    services.ask(scope=request.scope)
    transaction.on_commit(lambda: send(look_through_audit))
    return redirect("watch_list")


@requires(Permission.SEE_WATCH_LIST)
def watch_thresholds(request: ActingRequest) -> HttpResponse:
    form = ThresholdForm(posted(request))
    if form.is_valid():
        threshold_services.set_thresholds(scope=request.scope, at_least=form.at_least())
        messages.success(
            request, "The thresholds are saved. They hold from the next look: tonight, or when you ask for one"
        )
        return redirect("watch_list")
    return form_page(
        request,
        form,
        title="When the watch list finds something",
        template="assessments/watch_thresholds.html",
        cancel_url=reverse("watch_list"),
        submit_label="Save thresholds",
    )


@requires(Permission.SEE_WATCH_LIST, item=watch.items)
def watch_item(request: ActingRequest, item: WatchItem) -> HttpResponse:
    form = WatchReviewForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            note = form.cleaned_data["note"]
            services.review(scope=request.scope, item=item, note=note, now=timezone.now())
            messages.success(request, "The review is kept")
            return redirect("watch_list")
    audit.record(scope=request.scope, action="watch.read", subject_type="watch_item", subject_ids=[item.pk])
    context = {
        "title": "Unusual access",
        "form": form,
        "rows": presenter.rows(item),
        "submit_label": "Mark as reviewed",
        "cancel_url": reverse("watch_list"),
    }
    template = "watch_reviewed" if item.reviewed_at else "watch_item"
    return render(request, f"assessments/{template}.html", context)
