from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from agencies.services import request_keys
from agencies.views.pages import form_page, page_of
from dashboards.forms.targets import TargetForm
from dashboards.presenters import targets as presenter
from dashboards.selectors import targets
from dashboards.services import targets as services


@requires(Permission.MANAGE_AGENCIES)
def target_list(request: ActingRequest) -> HttpResponse:
    page = page_of(request, targets.history())
    table = presenter.history(page, known=targets.history(), today=timezone.localdate())
    context = {"title": "Targets", "page": page, "noun": "targets", "list_table": table}
    return render(request, "dashboards/targets.html", context)


@requires(Permission.MANAGE_AGENCIES)
def target_new(request: ActingRequest) -> HttpResponse:
    scope = request.scope
    form = TargetForm(
        request.POST or None,
        today=timezone.localdate(),
        agencies=agencies.visible(scope),
        groups=agencies.groups(),
    )
    if form.is_valid():
        key = form.cleaned_data["request_key"]
        if first := request_keys.claim(scope=scope, key=key):
            return redirect(first)
        with refusals_in(form):
            made = services.agree(scope=scope, **form.agreed())
            request_keys.remember(scope=scope, key=key, target_url=reverse("target_list"))
            messages.success(request, f"The target for {made.year} is recorded")
            return redirect("target_list")
    return form_page(
        request, form, title="Record a target", cancel_url=reverse("target_list"), submit_label="Record target"
    )
