"""The MASH's timeliness standards: those in force, those before and to come."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import request_keys
from agencies.views.pages import form_page, posted
from assessments.forms.standards import RemoveStandardForm, StandardForm
from assessments.models import MashStandard
from assessments.presenters import standards as words
from assessments.selectors import standards as selectors
from assessments.services import standards as services

LIST = "standard_list"


@requires(Permission.SET_STANDARDS)
def standard_list(request: ActingRequest) -> HttpResponse:
    table = words.standards_table(selectors.spans(), today=timezone.localdate())
    return render(request, "assessments/standard_list.html", {"title": "MASH standards", "table": table})


@requires(Permission.SET_STANDARDS)
def standard_add(request: ActingRequest) -> HttpResponse:
    form, back = StandardForm(posted(request), today=timezone.localdate()), reverse(LIST)
    if form.is_valid():
        key = form.cleaned_data["request_key"]
        if first := request_keys.claim(scope=request.scope, key=key):
            return redirect(first)
        with refusals_in(form):
            services.add(scope=request.scope, details=form.details())
            request_keys.remember(scope=request.scope, key=key, target_url=back)
            messages.success(request, "The standard is added")
            return redirect(back)
    return form_page(request, form, title="Add a MASH standard", cancel_url=back, submit_label="Add standard")


@requires(Permission.SET_STANDARDS, standard=selectors.removable)
def standard_remove(request: ActingRequest, standard: MashStandard) -> HttpResponse:
    form = RemoveStandardForm(posted(request))
    if form.is_valid():
        with refusals_in(form):
            services.remove(scope=request.scope, standard=standard, reason=form.cleaned_data["reason"])
            messages.success(request, "The standard is removed")
            return redirect(LIST)
    return form_page(
        request,
        form,
        title="Remove this standard",
        cancel_url=reverse(LIST),
        template="agencies/remove_form.html",
        says=words.says_now(standard),
        what_happens="The one before it holds on. Contacts whose clock has started keep their due time.",
        submit_label="Remove",
    )
