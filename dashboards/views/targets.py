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
from agencies.views.pages import form_page, page_of, posted
from dashboards.forms.targets import TargetForm, WithdrawForm
from dashboards.measures import attainment, remembered
from dashboards.measures.asking import question
from dashboards.measures.figures import one_snapshot
from dashboards.models import Target
from dashboards.presenters import targets as presenter
from dashboards.selectors import targets
from dashboards.services import targets as services


@requires(Permission.MANAGE_AGENCIES)
def target_list(request: ActingRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    page = page_of(request, targets.history())
    with one_snapshot():
        asked = question(today=today)
        figures = remembered.figures(asked, now=now)
        whole = [("The partnership", one) for one in figures.attained.values()]
        attained = [*whole, *attainment.of_groups(asked, figures.groups)]
        allocated = targets.allocations(as_of=today)
        progress = presenter.progress(attained, figures) if attained else None
    context = {
        "title": "Targets",
        "page": page,
        "noun": "targets",
        "list_table": presenter.history(page, known=targets.history(), today=today),
        "allocated": presenter.allocated(allocated) if allocated else None,
        "progress": progress,
    }
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


@requires(Permission.MANAGE_AGENCIES, target=targets.visible)
def target_withdraw(request: ActingRequest, target: Target) -> HttpResponse:
    form, back = WithdrawForm(posted(request)), reverse("target_list")
    if form.is_valid():
        with refusals_in(form):
            services.withdraw(scope=request.scope, target=target, now=timezone.now(), **form.cleaned_data)
            messages.success(request, f"The target for {target.year} is withdrawn")
            return redirect(back)
    return form_page(
        request,
        form,
        title="Withdraw this target",
        template="agencies/remove_form.html",
        submit_label="Withdraw",
        says=presenter.says(target),
        what_happens="It counts nowhere at once: what was agreed before it holds again. It stays in the history.",
        cancel_url=back,
    )
