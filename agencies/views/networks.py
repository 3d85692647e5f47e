"""The Early Help Network: its meetings by month and locality, recorded, corrected, removed."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.networks import CorrectForm, RecordForm, YearFilter
from agencies.forms.outcomes import refusals_in
from agencies.forms.versions import RemoveForm, VersionedForm
from agencies.models import NetworkMeeting
from agencies.policy import Permission, requires
from agencies.presenters import networks as words
from agencies.scope import ActingRequest
from agencies.selectors import networks as selectors
from agencies.services import networks as services
from agencies.services import request_keys
from agencies.views.pages import form_page, posted, remove_page, saved

LIST = "network_list"


@requires(Permission.RECORD_NETWORKS)
def network_list(request: ActingRequest) -> HttpResponse:
    today = timezone.localdate()
    form = YearFilter(request.GET or None, years=selectors.years(request.scope, today))
    form.is_valid()
    year = form.chosen()
    meetings, may = selectors.of_year(request.scope, year), request.scope.may
    return render(
        request,
        "agencies/network_list.html",
        {
            "title": "Early Help Network",
            "year": year.label,
            "totals": words.totals(meetings),
            "meetings": meetings,
            "list_table": words.months_table(year, selectors.localities(), meetings, today=today),
            "filter_form": form,
            "filters_open": bool(request.GET),
            "consultations_url": reverse("consultation_list") if may(Permission.RECORD_CONSULTATIONS) else "",
        },
    )


@requires(Permission.RECORD_NETWORKS)
def network_record(request: ActingRequest) -> HttpResponse:
    form = RecordForm(posted(request), localities=selectors.localities())
    if form.is_valid():
        key, back = form.cleaned_data["request_key"], reverse(LIST)
        if first := request_keys.claim(scope=request.scope, key=key):
            return redirect(first)
        with refusals_in(form):
            made = services.record(scope=request.scope, details=form.details(), today=timezone.localdate())
            request_keys.remember(scope=request.scope, key=key, target_url=back)
            messages.success(request, f"The meeting is recorded: {words.title(made)}")
            return redirect(back)
    return form_page(
        request, form, title="Record a network meeting", cancel_url=reverse(LIST), submit_label="Record meeting"
    )


@requires(Permission.RECORD_NETWORKS, meeting=selectors.visible)
def network_correct(request: ActingRequest, meeting: NetworkMeeting) -> HttpResponse:
    names = ("locality", "held_on", "families_discussed", "reason", "version")
    initial = {**{name: getattr(meeting, name) for name in names}, "held": "yes" if meeting.held else "no"}
    form = CorrectForm(posted(request), localities=selectors.localities(), initial=initial)
    if form.is_valid():
        act = partial(
            services.change,
            scope=request.scope,
            meeting=meeting,
            version=form.cleaned_data["version"],
            details=form.details(),
            today=timezone.localdate(),
        )
        if answer := _saved(request, form, act, meeting, "The meeting is corrected"):
            return answer
    return form_page(
        request,
        form,
        title=f"Correct the meeting: {words.title(meeting)}",
        cancel_url=reverse(LIST),
        template="agencies/correct_form.html",
        remove_url=reverse("network_remove", args=[meeting.pk]),
        status=form.status,
    )


@requires(Permission.RECORD_NETWORKS, meeting=selectors.visible)
def network_remove(request: ActingRequest, meeting: NetworkMeeting) -> HttpResponse:
    form = RemoveForm(posted(request), initial={"version": meeting.version})
    if form.is_valid():
        act = partial(services.remove, scope=request.scope, meeting=meeting, **form.cleaned_data)
        if answer := _saved(request, form, act, meeting, "The meeting is removed"):
            return answer
    return remove_page(
        request,
        form,
        title="Remove this meeting",
        says=words.says_now(meeting),
        what_happens="It is taken out of every figure at once. A month without any meeting counts none.",
        cancel_url=reverse("network_correct", args=[meeting.pk]),
    )


def _saved(
    request: ActingRequest, form: VersionedForm, act: Callable[[], None], meeting: NetworkMeeting, done: str
) -> HttpResponse | None:
    return saved(request, form, act, record=meeting, says=words.says_now, done=done, to=LIST)
