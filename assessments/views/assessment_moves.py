"""What may happen to an S&N once it is written: shared, corrected, closed, opened again, withdrawn, handed over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.errors import Stale
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit
from agencies.views.pages import form_page, page_of
from assessments import sections
from assessments.forms.assessments import CloseForm, ReasonForm, ReassignForm, ShareForm
from assessments.forms.sections import FORMS, with_reason
from assessments.models import Assessment
from assessments.models.assessment import AssessmentStatus
from assessments.presenters import assessments as presenters
from assessments.presenters import meetings as meeting_words
from assessments.presenters import words
from assessments.selectors import assessments, meetings
from assessments.services import assessments as services
from assessments.services import sections as section_services
from assessments.views.conflicts import answers_conflicts, conflict, differences, problems_in, version_now

DETAIL = "assessment_detail"


def _changeable(request: ActingRequest, assessment: Assessment) -> str:
    """Refuse whoever may only read it; the address to go back to."""
    if not assessments.may_change(request.scope, assessment):
        raise PermissionDenied
    return reverse(DETAIL, args=[assessment.pk])


def _read(request: ActingRequest, assessment: Assessment) -> None:
    audit.record(scope=request.scope, action="assessment.read", subject_type="assessment", subject_ids=[assessment.pk])


@requires(Permission.RECORD_ASSESSMENTS, assessment=assessments.detail)
@answers_conflicts
def assessment_share(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    back = _changeable(request, assessment)
    form = ShareForm(request.POST or None, assessment=assessment, today=timezone.localdate())
    if form.is_valid():
        with problems_in(form):
            services.share(scope=request.scope, assessment=assessment, **form.cleaned_data)
            messages.success(request, f"{assessment.reference} is shared")
            return redirect(back)
    _read(request, assessment)
    return form_page(request, form, title="Share with the council", cancel_url=back, submit_label="Share")


@requires(Permission.RECORD_ASSESSMENTS, assessment=assessments.detail)
@answers_conflicts
def assessment_close(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    back = _changeable(request, assessment)
    form = CloseForm(request.POST or None, version=assessment.version, today=timezone.localdate())
    planned = meetings.still_planned(assessment).count()
    if form.is_valid():
        with problems_in(form):
            services.close(scope=request.scope, assessment=assessment, **form.cleaned_data)
            messages.success(request, f"{assessment.reference} is closed{meeting_words.cancelled(planned)}")
            return redirect(back)
    _read(request, assessment)
    return form_page(
        request,
        form,
        title="Close this S&N",
        cancel_url=back,
        template="assessments/assessment_close.html",
        what_happens=meeting_words.to_be_cancelled(planned),
        submit_label="Close the S&N",
    )


@requires(Permission.RECORD_ASSESSMENTS, assessment=assessments.detail)
@answers_conflicts
def assessment_reopen(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    back, today = _changeable(request, assessment), timezone.localdate()
    form = ReasonForm(request.POST or None, version=assessment.version, today=today)
    if form.is_valid():
        with problems_in(form):
            services.reopen(scope=request.scope, assessment=assessment, today=today, **form.cleaned_data)
            messages.success(request, f"{assessment.reference} is open again")
            return redirect(back)
    _read(request, assessment)
    return form_page(
        request,
        form,
        title="Open this S&N again",
        cancel_url=back,
        template="layouts/confirm.html",
        what_happens="Use this when it was closed by mistake. When a family needs help again later, start a new S&N.",
        submit_label="Open again",
    )


@requires(Permission.WITHDRAW_ASSESSMENTS, assessment=assessments.detail)
@answers_conflicts
def assessment_withdraw(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    back = _changeable(request, assessment)
    form = ReasonForm(request.POST or None, version=assessment.version, today=timezone.localdate())
    if form.is_valid():
        with problems_in(form):
            services.withdraw(scope=request.scope, assessment=assessment, now=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{assessment.reference} is withdrawn")
            return redirect("assessment_list")
    _read(request, assessment)
    return form_page(
        request,
        form,
        title="Withdraw this S&N",
        cancel_url=back,
        template="layouts/confirm.html",
        what_happens="Use this for what was entered in error. It is kept with your reason, and never counted. "
        + meeting_words.to_be_cancelled(meetings.still_planned(assessment).count()),
        warning="This cannot be undone.",
        submit_label="Withdraw",
    )


@requires(Permission.RECORD_ASSESSMENTS, assessment=assessments.detail)
def assessment_correct(request: ActingRequest, assessment: Assessment, section: str) -> HttpResponse:
    """A page of the form over a completed S&N, with a reason; both texts and a choice when someone was faster."""
    back, page = _changeable(request, assessment), sections.section(section, sections.CORRECTABLE)
    if page is None or assessment.status == AssessmentStatus.DRAFT:
        raise Http404
    scope, today = request.scope, timezone.localdate()
    form = with_reason(FORMS[page.key](request.POST or None, assessment=assessment, scope=scope, today=today))
    if form.is_valid():
        try:
            with problems_in(form):
                section_services.correct(
                    scope=scope,
                    assessment=assessment,
                    section=page,
                    version=form.cleaned_data["version"],
                    answers=form.answers(),
                    reason=form.cleaned_data["reason"],
                    today=today,
                )
                messages.success(request, f"{page.title}: corrected")
                return redirect(back)
        except Stale:
            found, version = differences(form, assessment, page), version_now(request, assessment)
            return conflict(request, assessment, differences=found, version=version, keep_url=back)
    _read(request, assessment)
    context = {
        "title": f"Correct {page.title.lower()}",
        "form": form,
        "back_link": back,
        "mark_optional": False,
        "correcting": True,
    }
    return render(request, "assessments/assessment_section.html", context)


@requires(Permission.REASSIGN_DRAFTS)
def draft_list(request: ActingRequest) -> HttpResponse:
    """For a lead: that drafts exist, whose and how old; never what is in them."""
    page = page_of(request, assessments.drafts_of_agency(request.scope))
    audit.record(
        scope=request.scope,
        action="assessment.drafts_listed",
        subject_type="assessment",
        subject_ids=[row.pk for row in page],
    )
    context = {
        "title": "Drafts of your agency",
        "page": page,
        "noun": "drafts",
        "list_table": presenters.drafts_table(page, timezone.localdate()),
        "back_link": reverse("assessment_list"),
    }
    return render(request, "assessments/assessment_drafts.html", context)


@requires(Permission.REASSIGN_DRAFTS, assessment=assessments.drafts_of_agency)
def assessment_reassign(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    today = timezone.localdate()
    form = ReassignForm(request.POST or None, version=assessment.version, today=today, scope=request.scope)
    if form.is_valid():
        with problems_in(form):
            typed = {**form.cleaned_data, "version": assessment.version}  # its author goes on writing meanwhile
            saved = services.reassign(scope=request.scope, assessment=assessment, today=today, **typed)
            messages.success(request, f"{saved.reference} is now with {words.author(saved)}")
            return redirect("draft_list")
    _read(request, assessment)
    return form_page(
        request,
        form,
        title=f"Reassign {assessment.reference}",
        cancel_url=reverse("draft_list"),
        submit_label="Reassign",
    )
