"""Writing an S&N: the children, the task list with its short pages, the check, and completing it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.errors import Stale
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit, request_keys
from assessments import sections
from assessments.forms.assessments import CompleteForm, StartForm
from assessments.forms.child_picker import ChildPicker
from assessments.forms.sections import FORMS, VersionedForm
from assessments.models import Assessment
from assessments.models.assessment import AssessmentStatus
from assessments.presenters import answers, words
from assessments.presenters import assessments as presenters
from assessments.presenters import contacts as contacts_presenter
from assessments.selectors import assessments, contacts, open_work
from assessments.services import assessments as services
from assessments.services import children
from assessments.services import sections as section_services
from assessments.views.conflicts import answers_conflicts, conflict, differences, problems_in, version_now

TASKS = "assessment_tasks"


def of_a_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A step of writing. Once the S&N is no draft any more, Back and repeated sendings lead whoever may read it there.

    Of drafts the person reads their own alone, and only while they may record; so reading is what is asked for here.
    """

    @requires(Permission.READ_ASSESSMENTS, assessment=assessments.detail)
    @wraps(view)
    def answered(request: ActingRequest, assessment: Assessment, **rest: Any) -> HttpResponse:
        if assessment.status == AssessmentStatus.DRAFT:
            return view(request, assessment=assessment, **rest)
        messages.info(request, presenters.no_draft_any_more(assessment, sent=request.method == "POST"))
        return redirect("assessment_detail", assessment=assessment.pk)

    return answered


@requires(Permission.RECORD_ASSESSMENTS)
def assessment_start(request: ActingRequest) -> HttpResponse:
    """Find or add the children; a family with an open S&N is shown who leads it before a second one is made."""
    today = timezone.localdate()
    form = StartForm(request.POST or None)
    # Before the picker, which would find the child of the first sending known by the second.
    if form.is_valid() and (first := request_keys.claim(scope=request.scope, key=form.cleaned_data["request_key"])):
        return redirect(first)
    picker = ChildPicker(request.POST or None, scope=request.scope, now=timezone.now())
    if request.method == "POST" and all([picker.settled(), form.is_valid()]):
        known = [choice.child_id for choice in picker.choices() if choice.child_id]
        elsewhere = open_work.of_children(request.scope, known)
        if elsewhere and not form.cleaned_data["anyway"]:
            return _family_has_one(request, picker, elsewhere)
        with problems_in(form):
            return redirect(_start(request, picker, form))
    context = {
        "title": "Who is this Strengths & Needs assessment about?",
        "form": form,
        "picker": picker,
        "formsets": picker.forms,
        "danger": words.in_danger(),
        "follows": contacts_presenter.asked_for(contacts.asked(request.scope, request.GET.get("contact", ""), today)),
        "cancel_url": reverse("assessment_list"),
        "submit_label": "Start the S&N",
    }
    return render(request, "assessments/assessment_start.html", context)


@transaction.atomic
def _start(request: ActingRequest, picker: ChildPicker, form: StartForm) -> str:
    """Make the draft; the address that it, and each repeat of the form, leads to."""
    scope, today, typed = request.scope, timezone.localdate(), form.cleaned_data
    found = children.find_or_add(scope=scope, choices=picker.choices(), on=today)
    names = children.typed_names(picker.choices())
    made = services.start(scope=scope, children=found, names=names, today=today, reason=typed["anyway"])
    target = reverse(TASKS, args=[made.pk])
    request_keys.remember(scope=scope, key=typed["request_key"], target_url=target)
    return target


def _family_has_one(request: ActingRequest, picker: ChildPicker, elsewhere: list[open_work.OpenWork]) -> HttpResponse:
    """Say it once to the person who typed the children; it is on record that they were told."""
    audit.record(
        scope=request.scope,
        action="assessment.open_work_shown",
        subject_type="assessment",
        subject_ids=[one.assessment_id for one in elsewhere],
    )
    asked = "anyway" in request.POST and "asked" in request.POST
    form = StartForm(request.POST, asks_why=True) if asked else StartForm(None, asks_why=True)
    if asked:
        form.add_error("anyway", "Say why a separate S&N is needed")
    else:
        form.initial["request_key"] = request.POST["request_key"]
    context = {
        "title": "This family has an open S&N",
        "form": form,
        "picker": picker,
        "elsewhere": elsewhere,
        "readable": [reverse("assessment_detail", args=[one.assessment_id]) for one in elsewhere if one.readable],
        "cancel_url": reverse("assessment_list"),
        "submit_label": "Start a separate S&N",
    }
    return render(request, "assessments/assessment_open.html", context)


@of_a_draft
@answers_conflicts
def assessment_children(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    linked = assessments.children(assessment)
    picker = ChildPicker(
        request.POST or None, scope=request.scope, now=timezone.now(), chosen=linked, names=assessment.typed_names
    )
    form = VersionedForm(request.POST or None, initial={"version": assessment.version})
    if request.method == "POST" and all([picker.settled(), form.is_valid()]):
        with problems_in(form):
            _set_children(request, assessment, picker, form.cleaned_data["version"])
            return redirect(TASKS, assessment=assessment.pk)
    audit.record(scope=request.scope, action="assessment.read", subject_type="assessment", subject_ids=[assessment.pk])
    context = {
        "title": "Children",
        "form": form,
        "picker": picker,
        "formsets": picker.forms,
        "back_link": reverse(TASKS, args=[assessment.pk]),
        "submit_label": "Save and continue",
    }
    return render(request, "assessments/assessment_start.html", context)


@transaction.atomic
def _set_children(request: ActingRequest, assessment: Assessment, picker: ChildPicker, version: int) -> None:
    """When someone else was faster, no child is left behind that was added here."""
    found = children.find_or_add(scope=request.scope, choices=picker.choices(), on=timezone.localdate())
    names = children.typed_names(picker.choices())
    services.set_children(scope=request.scope, assessment=assessment, children=found, names=names, version=version)


@of_a_draft
def assessment_tasks(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    audit.record(scope=request.scope, action="assessment.read", subject_type="assessment", subject_ids=[assessment.pk])
    context = {
        "title": f"S&N of {words.children_of(assessment)}",
        "tag": presenters.status_tag(assessment),
        "assessment": assessment,
        "tasks": presenters.tasks(assessment, assessments.domains_answered(assessment)),
        "danger": words.in_danger(),
        "breadcrumbs": [("S&Ns", reverse("assessment_list")), (assessment.reference, "")],
    }
    return render(request, "assessments/assessment_tasks.html", context)


@of_a_draft
def assessment_section(request: ActingRequest, assessment: Assessment, section: str) -> HttpResponse:
    """One short page. It is kept at each save, finished or not; with an error everything typed stays in its boxes."""
    page = sections.section(section)
    if page is None:
        raise Http404
    scope, today = request.scope, timezone.localdate()
    form = FORMS[page.key](request.POST or None, assessment=assessment, scope=scope, today=today)
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            with problems_in(form):
                section_services.keep(
                    scope=scope, assessment=assessment, section=page, version=version, answers=form.answers()
                )
                return redirect(_next(request, assessment, page))
        except Stale:
            found, keep = differences(form, assessment, page), reverse(TASKS, args=[assessment.pk])
            version = version_now(request, assessment)
            return conflict(request, assessment, differences=found, version=version, keep_url=keep)
    audit.record(scope=scope, action="assessment.read", subject_type="assessment", subject_ids=[assessment.pk])
    context = {
        "title": page.title,
        "form": form,
        "mark_optional": False,
        "back_link": reverse(TASKS, args=[assessment.pk]),
        "danger": words.in_danger(),
    }
    return render(request, "assessments/assessment_section.html", context)


def _next(request: ActingRequest, assessment: Assessment, page: sections.Section) -> str:
    following = sections.after(page)
    if following and request.POST.get("then") != "list":
        return reverse("assessment_section", args=[assessment.pk, following.key])
    return reverse(TASKS, args=[assessment.pk])


@of_a_draft
@answers_conflicts
def assessment_check(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    """The answers once more, then complete: the day, and whether it goes to the council."""
    today = timezone.localdate()
    form = CompleteForm(request.POST or None, assessment=assessment, today=today)
    if form.is_valid():
        with problems_in(form):
            typed = form.cleaned_data
            saved = services.complete(
                scope=request.scope,
                assessment=assessment,
                version=typed["version"],
                completed_on=typed["completed_on"],
                shared_on=form.day_of_sharing(today),
            )
            messages.success(request, f"{saved.reference} is completed{' and shared' if saved.shared_on else ''}")
            return redirect("assessment_detail", assessment=saved.pk)
    audit.record(scope=request.scope, action="assessment.read", subject_type="assessment", subject_ids=[assessment.pk])
    return render(request, "assessments/assessment_check.html", _check_context(assessment, form))


def _check_context(assessment: Assessment, form: CompleteForm) -> dict[str, Any]:
    missing = sections.missing(assessment, assessments.domains_answered(assessment))
    return {
        "title": "Check the answers",
        "form": form,
        "children": words.children_of(assessment),
        "cards": answers.cards(assessment, view="assessment_section"),
        "missing": [
            (one.title, ", ".join(found), reverse("assessment_section", args=[assessment.pk, one.key]))
            for one, found in missing.items()
        ],
        "back_link": reverse(TASKS, args=[assessment.pk]),
        "danger": words.in_danger(),
    }
