"""The pages that publish: each says what publishing does, and takes the form that asks for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils import timezone

from agencies.asked_jobs import wake
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import request_keys
from dashboards.forms.exports import PublicationForm
from dashboards.forms.return_exports import ReturnsPublicationForm
from dashboards.models import PublicationKind
from dashboards.presenters import publication, return_publication
from dashboards.presenters.publication import EFFECTS
from dashboards.presenters.return_exports import Asked
from dashboards.publications import figures, jobs, returns
from dashboards.publications.made import NoLonger
from dashboards.services.export_limits import TooManyExports
from dashboards.tasks import run_publication
from ehtrack.lib.calendar import local_day

FIRST = (
    "Choose a period first. Before you publish, this page says how many of its returns are signed, and which went back."
)


@requires(Permission.SEE_PARTNERSHIP_FIGURES)
def publish_figures(request: ActingRequest) -> HttpResponse:
    """Of the whole partnership, or of the ``group`` or ``agency`` (by its code) that is sent or in the address."""
    is_sent, now = request.method == "POST", timezone.now()
    data = request.POST if is_sent else request.GET
    try:
        agency = figures.agency_of(request.scope, data)
    except NoLonger:
        raise Http404 from None
    form = figures.form_of(data, today=local_day(now), is_sent=is_sent)
    may_go = is_sent and form.is_valid()
    named = agency or form.chosen_group
    if may_go:
        asked = {"kind": PublicationKind.FIGURES, "label": form.label, "whose": str(named or "The partnership")}
        if url := _asked(request, form, now, **asked):
            return redirect(url)
    return _publish_page(
        request,
        form,
        title="Publish figures",
        whose=f"The figures of {named or 'the partnership'}",
        left_out=publication.LEFT_OUT,
        back_link=_back_to_export(reverse("export_partnership"), data),
    )


@requires(Permission.JUDGE_RETURNS)
def publish_returns(request: ActingRequest) -> HttpResponse:
    """Of a quarter or a year, each as it was signed last. Nothing is published before it was told how many are signed:
    another choice than the page told of leads to the page that does."""
    is_sent, now = request.method == "POST", timezone.now()
    data = request.POST if is_sent else request.GET
    form = returns.form_of(data, today=local_day(now), is_sent=is_sent)
    read = form if is_sent else returns.form_of(data, today=local_day(now), is_sent=True)
    wanted = returns.chosen(request.scope, read) if read.knows_what else None
    if is_sent and wanted and form.is_valid():
        if form.cleaned_data["told"] != wanted.standing.digest:
            return redirect(_with_choices(request.path, data))
        for why in wanted.refusals():
            form.refuse(why, status=409)
        whose = Asked(request.scope.user_name, now, wanted.agency).whose
        asked = {"kind": PublicationKind.RETURNS, "label": wanted.label, "whose": whose}
        if form.is_valid() and (url := _asked(request, form, now, **asked)):
            return redirect(url)
    elif wanted:
        form.initial["told"] = wanted.standing.digest
    return _publish_page(
        request,
        form,
        title="Publish returns",
        whose="Each return as it was signed last",
        left_out=return_publication.LEFT_OUT,
        back_link=_back_to_export(reverse("return_exports"), data),
        standing=wanted and wanted.standing,
        first=FIRST,
        submit_label="Publish" if wanted and wanted.signed else "Continue",
    )


def _asked(
    request: ActingRequest, form: PublicationForm | ReturnsPublicationForm, now: datetime, **asked: Any
) -> str | None:
    """Where the publication is; sent twice, the form leads to that of the first time, and with other choices to
    itself. None when the form says why there is none."""
    key = form.cleaned_data["request_key"]
    if first := request_keys.claim(scope=request.scope, key=key):
        is_same = jobs.was_asked(resolve(first).kwargs["publication"], form=form, data=request.POST)
        return first if is_same else _with_choices(request.path, request.POST)
    try:
        made = jobs.ask(scope=request.scope, form=form, data=request.POST, now=now, **asked)
    except TooManyExports as error:
        form.refuse(error.message, status=429)
        return None
    wake(run_publication, made.pk)
    url = reverse("publication_detail", args=[made.pk])
    request_keys.remember(scope=request.scope, key=key, target_url=url)
    return url


def _publish_page(
    request: ActingRequest,
    form: PublicationForm | ReturnsPublicationForm,
    *,
    left_out: Sequence[tuple[str, str]],
    back_link: str,
    **more: Any,
) -> HttpResponse:
    """``left_out``: what is in no publication, and why."""
    context = {
        "form": form,
        "effects": EFFECTS,
        "left_out": left_out,
        "back_link": back_link,
        "cancel_url": back_link,
        "submit_label": "Publish",
        **more,
    }
    return render(request, "dashboards/publish.html", context, status=form.status)


def _back_to_export(address: str, data: QueryDict) -> str:
    """The export that is not for publication, with what was chosen, and without the format: it makes no file yet."""
    return _with_choices(address, data, but=("format",))


def _with_choices(address: str, data: QueryDict, *, but: Sequence[str] = ()) -> str:
    chosen = data.copy()
    for name in ("use", "csrfmiddlewaretoken", "request_key", "told", *but):
        chosen.pop(name, None)
    return f"{address}?{chosen.urlencode()}" if chosen else address
