"""No Names Consultations of the LCSS: listed, recorded, corrected, removed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.consultations import ConsultationFilter, CorrectForm, RecordForm
from agencies.forms.outcomes import refusals_in
from agencies.forms.versions import RemoveForm, VersionedForm
from agencies.models import Consultation
from agencies.policy import Permission, requires
from agencies.presenters import consultations as words
from agencies.scope import ActingRequest
from agencies.selectors import consultations as selectors
from agencies.services import audit, request_keys
from agencies.services import consultations as services
from agencies.views.pages import form_page, page_of, posted, remove_page, saved

LIST = "consultation_list"
KIND = "consultation"
FIELDS = ("held_on", "agency", "locality", "theme", "advice", "version")


@requires(Permission.RECORD_CONSULTATIONS)
def consultation_list(request: ActingRequest) -> HttpResponse:
    form = ConsultationFilter(request.GET or None, **_choices())
    form.is_valid()
    page = page_of(request, selectors.listed(request.scope, **form.values()), form)
    read = [row.pk for row in page]
    audit.record(scope=request.scope, action="consultation.listed", subject_type=KIND, subject_ids=read)
    return render(
        request,
        "agencies/consultation_list.html",
        {
            "title": "No Names Consultations",
            "page": page,
            "noun": "consultations",
            "list_table": words.consultations_table(page),
            "filter_form": form,
            "filters_open": bool(request.GET),
        },
    )


@requires(Permission.RECORD_CONSULTATIONS)
def consultation_record(request: ActingRequest) -> HttpResponse:
    form = RecordForm(posted(request), **_choices())
    if form.is_valid():
        key, back = form.cleaned_data["request_key"], reverse(LIST)
        if first := request_keys.claim(scope=request.scope, key=key):
            return redirect(first)
        with refusals_in(form):
            made = services.record(scope=request.scope, details=form.details(), today=timezone.localdate())
            request_keys.remember(scope=request.scope, key=key, target_url=back)
            messages.success(request, f"The consultation is recorded: {words.title(made)}")
            return redirect(back)
    title, label = "Record a No Names Consultation", "Record consultation"
    return form_page(request, form, title=title, cancel_url=reverse(LIST), submit_label=label)


@requires(Permission.RECORD_CONSULTATIONS, consultation=selectors.visible)
def consultation_correct(request: ActingRequest, consultation: Consultation) -> HttpResponse:
    initial = {name: getattr(consultation, name) for name in FIELDS}
    form = CorrectForm(posted(request), initial=initial, **_choices())
    if form.is_valid():
        act = partial(
            services.change,
            scope=request.scope,
            consultation=consultation,
            version=form.cleaned_data["version"],
            details=form.details(),
            today=timezone.localdate(),
        )
        if answer := _saved(request, form, act, consultation, "The consultation is corrected"):
            return answer
    audit.record(scope=request.scope, action="consultation.read", subject_type=KIND, subject_ids=[consultation.pk])
    return form_page(
        request,
        form,
        title=f"Correct the consultation: {words.title(consultation)}",
        cancel_url=reverse(LIST),
        template="agencies/correct_form.html",
        remove_url=reverse("consultation_remove", args=[consultation.pk]),
        status=form.status,
    )


@requires(Permission.RECORD_CONSULTATIONS, consultation=selectors.visible)
def consultation_remove(request: ActingRequest, consultation: Consultation) -> HttpResponse:
    form = RemoveForm(posted(request), initial={"version": consultation.version})
    if form.is_valid():
        act = partial(services.remove, scope=request.scope, consultation=consultation, **form.cleaned_data)
        if answer := _saved(request, form, act, consultation, "The consultation is removed"):
            return answer
    audit.record(scope=request.scope, action="consultation.read", subject_type=KIND, subject_ids=[consultation.pk])
    return remove_page(
        request,
        form,
        title="Remove this consultation",
        says=words.says_now(consultation),
        what_happens="It is taken out of every figure at once.",
        cancel_url=reverse("consultation_correct", args=[consultation.pk]),
    )


def _choices() -> dict[str, Any]:
    return {"agencies": selectors.askers(), "localities": selectors.localities()}


def _saved(
    request: ActingRequest, form: VersionedForm, act: Callable[[], None], consultation: Consultation, done: str
) -> HttpResponse | None:
    return saved(request, form, act, record=consultation, says=words.says_now, done=done, to=LIST)
