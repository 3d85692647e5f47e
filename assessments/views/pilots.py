"""Pilots: which run, where, and how many S&Ns carry each."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.outcomes import refusals_in
from agencies.forms.versions import RemoveForm, VersionedForm
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from agencies.services import request_keys
from agencies.views.pages import form_page, page_of, posted, remove_page, saved
from assessments.forms.pilots import CorrectPilotForm, EndPilotForm, NewPilotForm, PilotFilter
from assessments.models import Pilot
from assessments.presenters import pilots as words
from assessments.selectors import pilots as selectors
from assessments.services import pilots as services

LIST = "pilot_list"


@requires(Permission.MANAGE_PILOTS)
def pilot_list(request: ActingRequest) -> HttpResponse:
    today = timezone.localdate()
    form = PilotFilter(request.GET or None)
    form.is_valid()
    page = page_of(request, selectors.listed(request.scope, today=today, **form.values()), form)
    return render(
        request,
        "assessments/pilot_list.html",
        {
            "title": "Pilots",
            "page": page,
            "noun": "pilots",
            "list_table": words.pilots_table(page, today=today),
            "filter_form": form,
            "filters_open": bool(request.GET),
        },
    )


@requires(Permission.MANAGE_PILOTS)
def pilot_add(request: ActingRequest) -> HttpResponse:
    form, back = NewPilotForm(posted(request), agencies=agencies.visible(request.scope)), reverse(LIST)
    if form.is_valid():
        key = form.cleaned_data["request_key"]
        if first := request_keys.claim(scope=request.scope, key=key):
            return redirect(first)
        with refusals_in(form):
            made = services.add(scope=request.scope, code=form.cleaned_data["code"], details=form.details())
            request_keys.remember(scope=request.scope, key=key, target_url=back)
            messages.success(request, f"{made.name} is added")
            return redirect(back)
    return form_page(request, form, title="Add a pilot", cancel_url=back, submit_label="Add pilot")


@requires(Permission.MANAGE_PILOTS, pilot=selectors.visible)
def pilot_correct(request: ActingRequest, pilot: Pilot) -> HttpResponse:
    initial = {name: getattr(pilot, name) for name in (*services.Details.__dataclass_fields__, "version")}
    form = CorrectPilotForm(posted(request), agencies=agencies.visible(request.scope), initial=initial)
    if form.is_valid():
        version = form.cleaned_data["version"]
        act = partial(services.change, scope=request.scope, pilot=pilot, version=version, details=form.details())
        if answer := _saved(request, form, act, pilot, f"{pilot.name} is changed"):
            return answer
    return form_page(
        request,
        form,
        title=f"Change {pilot.name}",
        cancel_url=reverse(LIST),
        template="assessments/pilot_form.html",
        pilot=pilot,
        status=form.status,
    )


@requires(Permission.MANAGE_PILOTS, pilot=selectors.visible)
def pilot_end(request: ActingRequest, pilot: Pilot) -> HttpResponse:
    form = EndPilotForm(posted(request), initial={"version": pilot.version})
    if form.is_valid():
        act = partial(services.end, scope=request.scope, pilot=pilot, **form.cleaned_data)
        if answer := _saved(request, form, act, pilot, f"{pilot.name} has a last day"):
            return answer
    return form_page(
        request,
        form,
        title=f"End {pilot.name}",
        cancel_url=_address(pilot),
        template="layouts/confirm.html",
        what_happens="S&Ns that carry the pilot keep it, and so do the figures. New ones are no longer offered it.",
        submit_label="End pilot",
        status=form.status,
    )


@requires(Permission.MANAGE_PILOTS, pilot=selectors.visible)
def pilot_remove(request: ActingRequest, pilot: Pilot) -> HttpResponse:
    form = RemoveForm(posted(request), initial={"version": pilot.version})
    if form.is_valid():
        act = partial(services.remove, scope=request.scope, pilot=pilot, **form.cleaned_data)
        if answer := _saved(request, form, act, pilot, "The pilot is removed"):
            return answer
    return remove_page(
        request,
        form,
        title="Remove this pilot",
        says=words.says_now(pilot),
        what_happens="Only a pilot that no S&N carries can be removed. End one that has run.",
        cancel_url=_address(pilot),
    )


def _saved(
    request: ActingRequest, form: VersionedForm, act: Callable[[], None], pilot: Pilot, done: str
) -> HttpResponse | None:
    return saved(request, form, act, record=pilot, says=words.says_now, done=done, to=LIST)


def _address(pilot: Pilot) -> str:
    return reverse("pilot_correct", args=[pilot.pk])
