"""What the Trust Board does with returns: the year at a glance, accepting and sending back; and reopening one."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.versions import VersionedForm
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.views.pages import form_page, page_of, posted, saved
from dashboards.forms.return_years import YearFilter
from dashboards.forms.returns import AcceptForm, ReasonForm
from dashboards.models import QuarterlyReturn
from dashboards.presenters import returns as presenter
from dashboards.selectors import returns
from dashboards.services import returns as services


@requires(Permission.JUDGE_RETURNS)
def return_year(request: ActingRequest) -> HttpResponse:
    """Agencies by quarters: who has signed, who is late, what waits for the Board."""
    today = timezone.localdate()
    form = YearFilter(request.GET or None, today=today)
    form.is_valid()
    year, show = form.chosen()
    page = page_of(request, returns.agencies_of(request.scope, year, show=show, today=today), form)
    rows = returns.of_year(request.scope, year, page)
    wanted = returns.looked_for(rows, show=show, today=today)
    table = presenter.year_table(rows, year, wanted=wanted, today=today)
    context = {
        "title": f"Quarterly returns {year}",
        "page": page,
        "noun": "agencies",
        "list_table": table,
        "filter_form": form,
        "filters_open": bool(request.GET),
        "counted": presenter.counted(returns.states(request.scope, year, today=today), year),
    }
    return render(request, "dashboards/return_year.html", context)


@requires(Permission.JUDGE_RETURNS, quarterly_return=returns.visible)
def return_accept(request: ActingRequest, quarterly_return: QuarterlyReturn) -> HttpResponse:
    form = AcceptForm(posted(request), initial={"version": quarterly_return.version})
    return _act(
        request,
        quarterly_return,
        form,
        services.accept,
        title=f"Accept the return of {quarterly_return.agency} for {quarterly_return.label}",
        template="dashboards/return_accept.html",
        done="The return is accepted",
        submit_label="Accept return",
    )


@requires(Permission.JUDGE_RETURNS, quarterly_return=returns.visible)
def return_send_back(request: ActingRequest, quarterly_return: QuarterlyReturn) -> HttpResponse:
    form = ReasonForm(posted(request), initial={"version": quarterly_return.version})
    return _act(
        request,
        quarterly_return,
        form,
        services.send_back,
        title=f"Send back the return of {quarterly_return.agency} for {quarterly_return.label}",
        done="The return is sent back",
        submit_label="Send back",
    )


@requires(Permission.READ_RETURNS, quarterly_return=returns.visible)
def return_reopen(request: ActingRequest, quarterly_return: QuarterlyReturn) -> HttpResponse:
    form = ReasonForm(posted(request), initial={"version": quarterly_return.version})
    return _act(
        request,
        quarterly_return,
        form,
        services.reopen,
        title=f"Correct the return of {quarterly_return.agency} for {quarterly_return.label}",
        done="The return is open again. What was signed stays beside the correction",
        submit_label="Reopen to correct",
    )


def _act(
    request: ActingRequest,
    quarterly_return: QuarterlyReturn,
    form: VersionedForm,
    act: Callable[..., Any],
    *,
    done: str,
    **page: Any,
) -> HttpResponse:
    here = _detail(quarterly_return)
    if form.is_valid():
        chosen = {"scope": request.scope, "quarterly_return": quarterly_return, "now": timezone.now()}
        answer = saved(
            request,
            form,
            lambda: act(**chosen, **form.cleaned_data),
            record=quarterly_return,
            says=lambda row: [("State", row.get_state_display())],
            done=done,
            to=here,
        )
        if answer:
            return answer
    return form_page(request, form, cancel_url=here, status=form.status, **page)


def _detail(quarterly_return: QuarterlyReturn) -> str:
    return reverse("return_detail", args=[quarterly_return.pk])
