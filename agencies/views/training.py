"""Training: who completed which course, recorded for several people at once, corrected, removed."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.outcomes import refusals_in
from agencies.forms.training import CorrectForm, RecordForm, TrainingFilter
from agencies.forms.versions import RemoveForm, VersionedForm
from agencies.models import Agency, Role, Training
from agencies.policy import Permission, requires
from agencies.presenters import training as words
from agencies.scope import ActingRequest
from agencies.selectors import agencies
from agencies.selectors import training as selectors
from agencies.services import audit, request_keys
from agencies.services import training as services
from agencies.views.pages import form_page, page_of, posted, remove_page, saved

LIST = "training_list"
FORM = "agencies/training_form.html"


@requires(Permission.RECORD_TRAINING)
def training_list(request: ActingRequest) -> HttpResponse:
    scope, choice = request.scope, _agencies(request)
    form = TrainingFilter(request.GET or None, courses=selectors.courses(), agencies=choice)
    form.is_valid()
    page = page_of(request, selectors.listed(scope, **form.values()), form)
    audit.record(scope=scope, action="training.listed", subject_type="training", subject_ids=[row.pk for row in page])
    return render(
        request,
        "agencies/training_list.html",
        {
            "title": "Training",
            "page": page,
            "noun": "courses completed",
            "list_table": words.training_table(page, with_agency=choice is not None),
            "filter_form": form,
            "filters_open": bool(request.GET),
        },
    )


@requires(Permission.RECORD_TRAINING)
def training_record(request: ActingRequest) -> HttpResponse:
    scope, choice = request.scope, _agencies(request)
    form = RecordForm(posted(request), courses=selectors.courses(), agencies=choice)
    if form.is_valid():
        typed, back = form.cleaned_data, reverse(LIST)
        if first := request_keys.claim(scope=scope, key=typed["request_key"]):
            return redirect(first)
        with refusals_in(form):
            made = services.record(
                scope=scope,
                agency=typed.get("agency") or agencies.own(scope),
                course=typed["named"],
                completed_on=typed["completed_on"],
                people=typed["people"],
                today=timezone.localdate(),
            )
            request_keys.remember(scope=scope, key=typed["request_key"], target_url=back)
            messages.success(request, words.recorded(len(made)))
            return redirect(back)
    title = "Record training"
    return form_page(request, form, title=title, cancel_url=reverse(LIST), template=FORM, submit_label=title)


@requires(Permission.RECORD_TRAINING, training=selectors.visible)
def training_correct(request: ActingRequest, training: Training) -> HttpResponse:
    initial = {name: getattr(training, name) for name in ("person", "course", "completed_on", "agency", "version")}
    form = CorrectForm(posted(request), courses=selectors.courses(), agencies=_agencies(request), initial=initial)
    if form.is_valid():
        act = partial(
            services.change,
            scope=request.scope,
            training=training,
            version=form.cleaned_data["version"],
            details=form.details(training.agency),
            today=timezone.localdate(),
        )
        if answer := _saved(request, form, act, training, "The training is corrected"):
            return answer
    return form_page(
        request,
        form,
        title="Correct training",
        cancel_url=reverse(LIST),
        template=FORM,
        remove_url=reverse("training_remove", args=[training.pk]),
        status=form.status,
    )


@requires(Permission.RECORD_TRAINING, training=selectors.visible)
def training_remove(request: ActingRequest, training: Training) -> HttpResponse:
    form = RemoveForm(posted(request), initial={"version": training.version})
    if form.is_valid():
        act = partial(services.remove, scope=request.scope, training=training, **form.cleaned_data)
        if answer := _saved(request, form, act, training, "The training is removed"):
            return answer
    return remove_page(
        request,
        form,
        title="Remove this training",
        says=words.says_now(training),
        what_happens="It is taken out of every figure at once. The person's other courses stay.",
        cancel_url=reverse("training_correct", args=[training.pk]),
    )


def _saved(
    request: ActingRequest, form: VersionedForm, act: Callable[[], None], training: Training, done: str
) -> HttpResponse | None:
    return saved(request, form, act, record=training, says=words.says_now, done=done, to=LIST)


def _agencies(request: ActingRequest) -> QuerySet[Agency] | None:
    """The agencies to choose from; None for who records for their own only."""
    return agencies.visible(request.scope) if request.scope.has(Role.BOARD) else None
