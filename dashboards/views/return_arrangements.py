"""Who makes a quarterly return, and who is reported through another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from agencies.views.pages import form_page, page_of, posted
from dashboards.forms.returns import ArrangementForm
from dashboards.presenters import returns as presenter
from dashboards.selectors import returns
from dashboards.services import return_arrangements as services
from ehtrack.lib.calendar import Quarter


@requires(Permission.JUDGE_RETURNS)
def arrangement_list(request: ActingRequest) -> HttpResponse:
    page = page_of(request, returns.arrangements())
    context = {
        "title": "Who makes a return",
        "page": page,
        "noun": "agencies",
        "list_table": presenter.arrangements_table(page),
    }
    return render(request, "dashboards/return_arrangements.html", context)


@requires(Permission.JUDGE_RETURNS)
def arrangement_change(request: ActingRequest) -> HttpResponse:
    today = timezone.localdate()
    form = ArrangementForm(
        posted(request),
        quarter=Quarter.of(today),
        agencies=agencies.visible(request.scope).open_on(today),
        groups=agencies.groups(),
        makers=returns.all_makers(),
    )
    if form.is_valid():
        with refusals_in(form):
            number = services.arrange(
                scope=request.scope,
                agencies=returns.agencies_meant(form.cleaned_data["agency"], form.cleaned_data["group"], today=today),
                how=form.cleaned_data["how"],
                through=form.cleaned_data["through"],
                starts_on=form.starts_on,
            )
            messages.success(request, presenter.arranged(number))
            return redirect("return_arrangements")
    return form_page(
        request, form, title="Change who makes a return", cancel_url=reverse("return_arrangements"), submit_label="Save"
    )
