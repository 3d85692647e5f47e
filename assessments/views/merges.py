"""Two records that may be of one child: found, compared, merged, and parted again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit
from agencies.views.pages import form_page
from assessments import taking_over
from assessments.forms.children import ChildSearchForm, MergeForm, UnmergeForm
from assessments.models import Child
from assessments.presenters import children as child_words
from assessments.presenters import merges as presenters
from assessments.selectors import children, quality, two_children
from assessments.services import merges
from assessments.services import two_children as services

MERGED = "This record is merged already"


def _done_already(request: ActingRequest, child: Child, done: str) -> HttpResponse:
    """Back, or a second sending: to the record that stands, with nothing changed."""
    messages.info(request, done)
    return redirect("child_detail", child=children.standing_for(child).pk)


@requires(Permission.MERGE_CHILDREN, child=children.merging)
def child_merge_search(request: ActingRequest, child: Child) -> HttpResponse:
    """Which other record is the same child? Those most like it, or those that a search finds."""
    if child.merged_into_id:
        return _done_already(request, child, MERGED)
    form = ChildSearchForm(request.POST or None)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    others = children.merge_candidates(request.scope, child, text)
    apart = two_children.told_apart(request.scope, child)
    shown = [child.pk, *(other.pk for other in others)]
    audit.record(scope=request.scope, action="child.listed", subject_type="child", subject_ids=shown)
    context = {
        "title": f"Find another record of {child_words.name(child)}",
        "form": form,
        "searched": text,
        "candidates": presenters.merge_table(child, others, apart) if others else None,
        "back_link": reverse("child_detail", args=[child.pk]),
    }
    return render(request, "assessments/child_merge_search.html", context)


@requires(Permission.MERGE_CHILDREN, child=children.merging, duplicate=children.merging)
def child_merge(request: ActingRequest, child: Child, duplicate: Child) -> HttpResponse:
    """One child, or two? Of what is said to be two, by whom and why, until it is taken back."""
    if child.merged_into_id or duplicate.merged_into_id:
        return _done_already(request, child, MERGED)
    if said := two_children.said(request.scope, child, duplicate):
        here = [child.pk, duplicate.pk]
        told = {
            "title": "Two children",
            "said": presenters.said(said),
            "submit_label": "Take this back",
            "take_back_url": reverse("child_one_after_all", args=here),
        }
        return _compared(request, child, duplicate, told)
    doubts = presenters.doubts(
        child,
        duplicate,
        together=children.are_together(child, duplicate),
        said_of_merged=two_children.said_of_merged(request.scope, child, duplicate),
    )
    form = MergeForm(request.POST or None, doubtful=bool(doubts))
    if form.is_valid():
        with refusals_in(form):
            return _decided(request, child, duplicate, form)
    asked = {"title": "One child, or two?", "form": form, "doubts": doubts, "submit_label": "Merge"}
    return _compared(request, child, duplicate, asked)


def _decided(request: ActingRequest, child: Child, duplicate: Child, form: MergeForm) -> HttpResponse:
    reason, now = form.cleaned_data["reason"], timezone.now()
    if form.are_two:
        services.say(scope=request.scope, one=child, other=duplicate, reason=reason, now=now)
        messages.success(request, "It is kept that these are two children")
        return redirect("child_merge", child=child.pk, duplicate=duplicate.pk)
    merges.merge(scope=request.scope, keep=child, duplicate=duplicate, reason=reason, now=now)
    messages.success(request, "The two records are merged")
    return redirect("child_detail", child=child.pk)


def _compared(request: ActingRequest, child: Child, duplicate: Child, more: dict[str, Any]) -> HttpResponse:
    audit.record(scope=request.scope, action="child.read", subject_type="child", subject_ids=[child.pk, duplicate.pk])
    called = presenters.TOLD_APART if "said" in more else presenters.TO_MERGE
    protected = children.is_protected(child) or children.is_protected(duplicate)
    context = {
        "pair": presenters.side_by_side(child, duplicate, called, protected=protected),
        "taken_over": presenters.taken_over(taking_over.missing(child, duplicate, protected=protected)),
        "assessments": [
            child_words.assessments_table(children.assessments_of(request.scope, one), caption)
            for one, caption in zip((child, duplicate), presenters.captions(called), strict=True)
        ],
        "turn_url": reverse("child_merge", args=[duplicate.pk, child.pk]),
        "cancel_url": reverse("child_detail", args=[child.pk]),
        "list_url": reverse("quality_check", args=[quality.DUPLICATES]),
    }
    return render(request, "assessments/child_merge.html", {**context, **more})


@requires(Permission.MERGE_CHILDREN, child=children.merging, duplicate=children.merging)
@require_POST
def child_one_after_all(request: ActingRequest, child: Child, duplicate: Child) -> HttpResponse:
    """Takes back that they are two: the comparison asks again."""
    services.take_back(scope=request.scope, one=child, other=duplicate, now=timezone.now())
    messages.success(request, "It is taken back that these are two children")
    return redirect("child_merge", child=child.pk, duplicate=duplicate.pk)


@requires(Permission.MERGE_CHILDREN, child=children.merging)
def child_unmerge(request: ActingRequest, child: Child) -> HttpResponse:
    if not child.merged_into_id:
        return _done_already(request, child, "This record stands for itself: there is no merge to undo")
    back = reverse("child_detail", args=[children.standing_for(child).pk])
    form = UnmergeForm(request.POST or None)
    if form.is_valid():
        with refusals_in(form):
            merges.unmerge(scope=request.scope, duplicate=child, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, "The merge is undone")
            return redirect("child_detail", child=child.pk)
    audit.record(scope=request.scope, action="child.read", subject_type="child", subject_ids=[child.pk])
    return form_page(
        request,
        form,
        title="Undo the merge",
        cancel_url=back,
        template="layouts/confirm.html",
        what_happens=f"The record of {child_words.name(child)} stands for itself again, with what was recorded on it.",
        submit_label="Undo the merge",
    )
