"""TAF meetings: what is planned and overdue, one meeting, and its moves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.errors import Stale
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit, request_keys
from agencies.views.pages import form_page, page_of
from assessments.forms.assessments import ReasonForm
from assessments.forms.meeting_filters import MeetingFilterForm
from assessments.forms.meetings import CorrectMeetingForm, HoldForm, MeetingEntry, PlanForm
from assessments.forms.sections import ELSEWHERE
from assessments.models import Assessment, Meeting
from assessments.presenters import assessments as assessment_presenters
from assessments.presenters import meetings as presenters
from assessments.presenters import words
from assessments.selectors import assessments, history, meetings
from assessments.services import cancellations
from assessments.services import meetings as services
from assessments.views.conflicts import conflict, problems_in

DETAIL = "meeting_detail"


@requires(Permission.READ_ASSESSMENTS)
def meeting_list(request: ActingRequest) -> HttpResponse:
    """What is planned; with ``?show=overdue`` the families that wait too long."""
    scope, today = request.scope, timezone.localdate()
    overdue, many = request.GET.get("show") == "overdue", assessments.sees_many_agencies(scope)
    form = MeetingFilterForm(request.GET, scope=scope, overdue=overdue) if many else None
    filters = form.filters() if form else meetings.EVERYTHING
    rows: Any = meetings.overdue(scope, today, filters) if overdue else meetings.planned(scope, filters)
    page = page_of(request, rows, form)
    table = presenters.overdue_table if overdue else presenters.planned_table
    ids = [row.pk if overdue else row.assessment_id for row in page]
    audit.record(scope=scope, action="meeting.listed", subject_type="assessment", subject_ids=ids)
    context = {
        "title": "Team Around the Family meetings",
        "page": page,
        "noun": "families" if overdue else "meetings",
        "list_table": table(page, today, scope, agency=many),
        "filter_form": form,
        "filters_open": filters != meetings.EVERYTHING,
        "clear_url": presenters.tabs(QueryDict(), overdue=overdue)[overdue].href,
        "tabs": presenters.tabs(request.GET, overdue=overdue),
        "empty": presenters.empty(overdue=overdue, filtered=filters != meetings.EVERYTHING),
    }
    return render(request, "assessments/meeting_list.html", context)


@requires(Permission.READ_ASSESSMENTS, meeting=meetings.visible)
def meeting_detail(request: ActingRequest, meeting: Meeting) -> HttpResponse:
    scope, assessment = request.scope, meeting.assessment
    audit.record(scope=scope, action="meeting.read", subject_type="assessment", subject_ids=[assessment.pk])
    corrections = history.of_meeting(meeting)
    detail = presenters.detail(
        meeting,
        meetings.people(meeting),
        may_record=meetings.may_record(scope, assessment, meeting),
        is_open=assessment.is_open,
    )
    context = {
        "title": detail.title,
        "detail": detail,
        "children": words.children_of(assessment),
        "corrections": assessment_presenters.history(corrections, history.names(corrections)),
        "timeline_items": assessment_presenters.chronology(meetings.chronology(meeting)),
        "breadcrumbs": [
            ("S&Ns", reverse("assessment_list")),
            (assessment.reference, reverse("assessment_detail", args=[assessment.pk])),
            ("TAF meeting", ""),
        ],
    }
    return render(request, "assessments/meeting_detail.html", context)


@requires(Permission.HOLD_TAF_MEETINGS, assessment=assessments.detail)
def meeting_plan(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    scope, today = request.scope, timezone.localdate()
    _check_may_record(request, assessment)
    entry = _entry(request, PlanForm, assessment)
    if entry.is_valid():
        typed = entry.form.cleaned_data
        if first := request_keys.claim(scope=scope, key=typed["request_key"]):
            return redirect(first)
        with problems_in(entry.form):
            made = services.plan(
                scope=scope,
                assessment=assessment,
                planned_on=typed["planned_on"],
                place=typed["place"],
                chair=entry.form.chosen_chair(),
                people=entry.asked(),
                today=today,
            )
            target = reverse("meeting_hold" if typed["already_held"] else DETAIL, args=[made.pk])
            request_keys.remember(scope=scope, key=typed["request_key"], target_url=target)
            messages.success(request, presenters.planned(made, already_held=typed["already_held"]))
            return redirect(target)
    return _form(request, entry, "Plan a TAF meeting", "Plan the meeting", assessment)


@requires(Permission.HOLD_TAF_MEETINGS, meeting=meetings.visible)
def meeting_change(request: ActingRequest, meeting: Meeting) -> HttpResponse:
    assessment, today = meeting.assessment, timezone.localdate()
    _check_may_record(request, assessment, meeting)
    entry = _entry(request, PlanForm, assessment, meeting)
    if entry.is_valid():
        typed = entry.form.cleaned_data
        try:
            with problems_in(entry.form):
                services.change_plan(
                    scope=request.scope,
                    meeting=meeting,
                    version=typed["version"] or 0,
                    planned_on=typed["planned_on"],
                    place=typed["place"],
                    chair=entry.form.chosen_chair(),
                    people=entry.asked(),
                    today=today,
                )
                messages.success(request, "The plan is changed")
                return redirect(DETAIL, meeting=meeting.pk)
        except Stale:
            return _conflict(request, entry, meeting)
    return _form(request, entry, "Change the plan", "Save", assessment, meeting)


@requires(Permission.HOLD_TAF_MEETINGS, meeting=meetings.visible)
def meeting_hold(request: ActingRequest, meeting: Meeting) -> HttpResponse:
    _check_may_record(request, meeting.assessment, meeting)
    entry = _entry(request, HoldForm, meeting.assessment, meeting)
    if entry.is_valid():
        typed = entry.form.cleaned_data
        try:
            with problems_in(entry.form):
                saved = services.hold(
                    scope=request.scope,
                    meeting=meeting,
                    people=entry.asked(),
                    outcome=typed["outcome"],
                    closure_reason=typed["closure_reason"],
                    **_held(entry),
                )
                messages.success(request, f"The meeting on {words.day(saved.held_on)} is recorded")
                return redirect("assessment_detail", assessment=saved.assessment_id)
        except Stale:
            return _conflict(request, entry, meeting)
    return _form(request, entry, "Record the TAF meeting", "Record the meeting", meeting.assessment, meeting)


@requires(Permission.HOLD_TAF_MEETINGS, meeting=meetings.visible)
def meeting_correct(request: ActingRequest, meeting: Meeting) -> HttpResponse:
    _check_may_record(request, meeting.assessment, meeting)
    entry = _entry(request, CorrectMeetingForm, meeting.assessment, meeting)
    if entry.is_valid():
        try:
            with problems_in(entry.form):
                services.correct(
                    scope=request.scope,
                    meeting=meeting,
                    people=entry.asked(),
                    reason=entry.form.cleaned_data["reason"],
                    today=timezone.localdate(),
                    **_held(entry),
                )
                messages.success(request, "The meeting is corrected")
                return redirect(DETAIL, meeting=meeting.pk)
        except Stale:
            return _conflict(request, entry, meeting)
    return _form(request, entry, "Correct the TAF meeting", "Save the correction", meeting.assessment, meeting)


@requires(Permission.HOLD_TAF_MEETINGS, meeting=meetings.visible)
def meeting_cancel(request: ActingRequest, meeting: Meeting) -> HttpResponse:
    scope, assessment, today = request.scope, meeting.assessment, timezone.localdate()
    _check_may_record(request, assessment, meeting)
    back = reverse(DETAIL, args=[meeting.pk])
    form = ReasonForm(request.POST or None, version=meeting.version, today=today)
    if form.is_valid():
        try:
            with problems_in(form):
                cancellations.cancel(scope=scope, meeting=meeting, today=today, **form.cleaned_data)
                messages.success(request, "The meeting is cancelled")
                return redirect("assessment_detail", assessment=assessment.pk)
        except Stale:
            fresh = meetings.visible(scope).get(pk=meeting.pk)
            return conflict(request, assessment, differences=[], version=fresh.version, keep_url=back)
    audit.record(scope=scope, action="meeting.read", subject_type="assessment", subject_ids=[assessment.pk])
    return form_page(
        request,
        form,
        title=f"Cancel the TAF meeting on {words.day(meeting.planned_on)}",
        cancel_url="",  # "Cancel" beside "Cancel the meeting" could be either
        back_link=back,
        template="layouts/confirm.html",
        what_happens="It stays on record with your reason. ehtrack tells nobody: tell the people yourself. Those with "
        "an account go on reading this S&N; to end that, take them off the list of the meeting first.",
        submit_label="Cancel the meeting",
    )


def _held(entry: MeetingEntry) -> dict[str, Any]:
    """What recording and correcting have in common."""
    typed = entry.form.cleaned_data
    names = ("held_on", "family_update", "decisions", "next_on")
    return {
        **{name: typed[name] for name in names},
        "chair": entry.form.chosen_chair(),
        "version": typed["version"] or 0,
    }


def _check_may_record(request: ActingRequest, assessment: Assessment, meeting: Meeting | None = None) -> None:
    if not meetings.may_record(request.scope, assessment, meeting):
        raise PermissionDenied


def _entry(
    request: ActingRequest, form_class: Any, assessment: Assessment, meeting: Meeting | None = None
) -> MeetingEntry:
    return MeetingEntry(
        request.POST or None,
        form_class=form_class,
        scope=request.scope,
        today=timezone.localdate(),
        assessment=assessment,
        meeting=meeting,
    )


def _form(
    request: ActingRequest,
    entry: MeetingEntry,
    title: str,
    submit_label: str,
    assessment: Assessment,
    meeting: Meeting | None = None,
) -> HttpResponse:
    back = reverse(DETAIL, args=[meeting.pk]) if meeting else reverse("assessment_detail", args=[assessment.pk])
    audit.record(scope=request.scope, action="meeting.read", subject_type="assessment", subject_ids=[assessment.pk])
    before, elsewhere, after = entry.form.parts()
    context = {
        "title": title,
        "form": entry.form,
        "formset": entry.people,
        "before": before,
        "elsewhere": elsewhere,
        "after": after,
        "chair_elsewhere": entry.form["chair"].value() == ELSEWHERE,
        "mark_optional": False,
        "children": words.children_of(assessment),
        "warning": words.not_to_share(assessment),
        "submit_label": submit_label,
        "cancel_url": back,
        "back_link": back,
    }
    return render(request, "assessments/meeting_form.html", context)


def _conflict(request: ActingRequest, entry: MeetingEntry, meeting: Meeting) -> HttpResponse:
    fresh = meetings.visible(request.scope).get(pk=meeting.pk)
    found = presenters.differences(entry.form.cleaned_data, fresh)
    keep = reverse(DETAIL, args=[meeting.pk])
    return conflict(request, fresh.assessment, differences=found, version=fresh.version, keep_url=keep)
