"""Quarterly returns: the list, one return, its pages, and its signature."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.errors import Stale
from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.views.pages import form_page, page_of, posted, saved
from dashboards.forms.returns import SECTIONS, SectionForm, SignForm
from dashboards.lifecycle import EDITABLE
from dashboards.measures import returned
from dashboards.measures.figures import one_snapshot
from dashboards.models import QuarterlyReturn
from dashboards.presenters import return_pages as pages
from dashboards.presenters import returns as presenter
from dashboards.selectors import returns
from dashboards.services import return_seals
from dashboards.services import returns as services


@requires(Permission.MAKE_RETURNS)
def own_returns(request: ActingRequest) -> HttpResponse:
    page = page_of(request, returns.with_versions(returns.own(request.scope)))
    table = presenter.own_table(page, today=timezone.localdate())
    context = {"title": "Quarterly returns", "page": page, "noun": "returns", "list_table": table}
    return render(request, "dashboards/return_list.html", context)


@requires(Permission.READ_RETURNS, quarterly_return=returns.visible)
def return_detail(request: ActingRequest, quarterly_return: QuarterlyReturn) -> HttpResponse:
    """Before it is signed, the figures as prepared; afterwards as signed, with what changed since."""
    versions = returns.versions(quarterly_return)
    altered = return_seals.broken(scope=request.scope, versions=versions)
    shown = pages.Shown(
        row=quarterly_return,
        figures=_prepared(quarterly_return),
        versions=versions,
        altered=altered,
        moves=returns.moves(quarterly_return),
        draft=returns.draft_to_fill_in(request.scope, quarterly_return),
        today=timezone.localdate(),
    )
    judges = request.scope.may(Permission.JUDGE_RETURNS)
    context = {
        "title": f"Quarterly return {quarterly_return.label}",
        "shown": shown,
        "altered": altered,
        "judges": judges,
        "back_url": reverse("return_year" if judges else "own_returns"),
        "timeline_items": shown.history,
    }
    return render(request, "dashboards/return_detail.html", context)


def _prepared(quarterly_return: QuarterlyReturn) -> returned.ReturnFigures:
    covered = returns.covered(quarterly_return)
    with one_snapshot():
        return returned.prepared(covered, quarterly_return.period, now=timezone.now())


@requires(Permission.READ_RETURNS, quarterly_return=returns.visible)
def return_version(request: ActingRequest, quarterly_return: QuarterlyReturn, number: int) -> HttpResponse:
    return version_page(request, quarterly_return, number)


def version_page(
    request: ActingRequest, quarterly_return: QuarterlyReturn, number: int, *, status: int = 200
) -> HttpResponse:
    versions = [version for version in returns.versions(quarterly_return) if version.number <= number]
    if not versions or versions[0].number != number:
        raise Http404
    altered = return_seals.broken(scope=request.scope, versions=versions[:2])  # the one before is compared with
    context = {
        "title": f"Quarterly return {quarterly_return.label}, version {number}",
        "quarterly_return": quarterly_return,
        "signed": pages.signed_of(versions, altered=altered),
        "altered": [version for version in altered if version.number == number],
        "judges": request.scope.may(Permission.JUDGE_RETURNS),
        "back_url": reverse("return_detail", args=[quarterly_return.pk]),
    }
    return render(request, "dashboards/return_version.html", context, status=status)


@requires(Permission.MAKE_RETURNS, quarterly_return=returns.own)
def return_section(request: ActingRequest, quarterly_return: QuarterlyReturn, section: str) -> HttpResponse:
    """A page of the draft. Where script runs it is saved while it is typed, and the answer is a line."""
    if section not in SECTIONS:
        raise Http404
    if _only_reads(request, quarterly_return):
        return redirect("return_detail", quarterly_return.pk)
    draft = returns.draft(quarterly_return)
    names = SECTIONS[section].answers()
    initial = {name: getattr(draft, name) for name in (*names, "version")}
    form = SECTIONS[section](posted(request), initial=initial)
    if request.method == "POST" and request.htmx:
        return _saved_quietly(request, quarterly_return, form)
    if form.is_valid() and (
        done := saved(
            request,
            form,
            lambda: _save(request, quarterly_return, form),
            record=draft,
            says=lambda draft: pages.answers_now(draft, names),
            done=f"{form.title}: saved",
            to=pages.after(quarterly_return, section),
        )
    ):
        return done
    figures = _prepared(quarterly_return)
    return form_page(
        request,
        form,
        title=form.title,
        cancel_url=reverse("return_detail", args=[quarterly_return.pk]),
        template="dashboards/return_section.html",
        status=form.status,
        submit_label="Save and continue",
        quarterly_return=quarterly_return,
        prepared=pages.beside(section, figures),
        other_target=pages.other_target(draft, figures, section),
    )


def _only_reads(request: ActingRequest, quarterly_return: QuarterlyReturn) -> bool:
    """There is nothing to fill in any more. What is sent late is answered with what was typed."""
    return request.method == "GET" and quarterly_return.state not in EDITABLE


def _save(request: ActingRequest, quarterly_return: QuarterlyReturn, form: SectionForm) -> None:
    services.save(
        scope=request.scope,
        quarterly_return=quarterly_return,
        version=form.cleaned_data["version"],
        content=form.content(),
        now=timezone.now(),
    )


def _saved_quietly(request: ActingRequest, quarterly_return: QuarterlyReturn, form: SectionForm) -> HttpResponse:
    """A line that says whether what was typed is kept, and the version to go on from."""
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            with refusals_in(form):
                _save(request, quarterly_return, form)
                context = {"saved_at": timezone.now(), "kept_version": form.cleaned_data["version"] + 1}
        except Stale:
            context = {"stale": True}
    context["not_kept"] = [error for errors in form.errors.values() for error in errors]
    return render(request, "dashboards/return_saved.html", context)


@requires(Permission.MAKE_RETURNS, quarterly_return=returns.own)
def return_sign(request: ActingRequest, quarterly_return: QuarterlyReturn) -> HttpResponse:
    """Everything on one page, as it will be frozen, and the signature under it."""
    if _only_reads(request, quarterly_return):
        return redirect("return_detail", quarterly_return.pk)
    draft = returns.draft(quarterly_return)
    form = SignForm(posted(request), initial={"version": draft.version})
    here = reverse("return_detail", args=[quarterly_return.pk])
    if form.is_valid() and (
        done := saved(
            request,
            form,
            lambda: services.submit(
                scope=request.scope,
                quarterly_return=quarterly_return,
                version=form.cleaned_data["version"],
                now=timezone.now(),
            ),
            record=draft,
            says=lambda draft: pages.answers_now(draft),
            done=f"The return of {quarterly_return.label} is signed and submitted",
            to=here,
        )
    ):
        return done
    return form_page(
        request,
        form,
        title=f"Check and sign the return of {quarterly_return.label}",
        cancel_url=here,
        template="dashboards/return_sign.html",
        status=form.status,
        submit_label="Sign and submit",
        check=pages.Check(quarterly_return, draft, _prepared(quarterly_return)),
    )
