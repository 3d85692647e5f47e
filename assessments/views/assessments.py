"""S&Ns: the list, one at a glance, and how it came to say what it says. Each reading is audited before the answer."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit
from agencies.views.pages import page_of
from assessments.exports.links import export_url
from assessments.forms.assessments import AssessmentFilterForm, SearchForm
from assessments.models import Assessment
from assessments.models.assessment import AssessmentStatus
from assessments.presenters import assessments as presenters
from assessments.presenters import words
from assessments.selectors import assessments, children, emergency, history, meetings, open_work, who_looked

SEARCH = "assessment_search"


@requires(Permission.READ_ASSESSMENTS)
def assessment_list(request: ActingRequest) -> HttpResponse:
    scope, text = request.scope, request.session.get(SEARCH, "")
    pilots = [(str(pilot.pk), pilot.name) for pilot in assessments.all_pilots()]
    form = AssessmentFilterForm(request.GET, scope=scope, pilots=pilots)
    page = page_of(request, assessments.found(scope, form.filters(text)), form)
    audit.record(
        scope=scope, action="assessment.listed", subject_type="assessment", subject_ids=[row.pk for row in page]
    )
    context = {
        "title": "Strengths & Needs assessments",
        "page": page,
        "noun": "S&Ns",
        "list_table": presenters.list_table(page, scope, agency=assessments.sees_many_agencies(scope)),
        "filter_form": form,
        "filters_open": bool(set(request.GET) - {"page"}),
        "search_form": SearchForm(initial={"text": text}),
        "searched": text,
        "export_url": export_url(request, scope, "assessments"),
        "may_start": scope.may(Permission.RECORD_ASSESSMENTS),
        "may_reassign": scope.may(Permission.REASSIGN_DRAFTS),
        "search_url": f"{reverse('assessment_search')}?{request.GET.urlencode()}",
    }
    return render(request, "assessments/assessment_list.html", context)


@requires(Permission.READ_ASSESSMENTS)
@require_POST
def assessment_search(request: ActingRequest) -> HttpResponse:
    """Names stay out of addresses: the text goes into the session."""
    form = SearchForm(request.POST)
    request.session[SEARCH] = form.cleaned_data["text"] if form.is_valid() else ""
    query = request.GET.copy()
    query.pop("page", None)
    return redirect(f"{reverse('assessment_list')}?{query.urlencode()}")


@requires(Permission.READ_ASSESSMENTS, assessment=assessments.detail)
def assessment_detail(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    if assessment.status == AssessmentStatus.DRAFT:
        return redirect("assessment_tasks", assessment=assessment.pk)
    scope = request.scope
    audit.record(scope=scope, action="assessment.read", subject_type="assessment", subject_ids=[assessment.pk])
    detail = presenters.detail(
        assessment,
        meetings.of_assessment(assessment),
        may_change=assessments.may_change(scope, assessment),
        may_meet=meetings.may_record(scope, assessment),
        openable=children.on_assessment(scope, assessment),
        contact=open_work.whom_to_ask(assessment) if assessment.is_open else "",
    )
    context = {
        "title": detail.title,
        "detail": detail,
        "who_looked_url": reverse("assessment_who_looked", args=[assessment.pk])
        if who_looked.may_ask(scope, assessment.agency_id)
        else "",
        "emergency": words.opened_in_emergency(emergency.opened_assessment(scope, assessment)),
        "danger": words.in_danger(),
        "timeline_items": presenters.chronology(assessments.chronology(assessment)),
        "breadcrumbs": [("S&Ns", reverse("assessment_list")), (assessment.reference, "")],
    }
    return render(request, "assessments/assessment_detail.html", context)


@requires(Permission.READ_ASSESSMENTS, assessment=assessments.detail)
def assessment_history(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    if assessment.status == AssessmentStatus.DRAFT:
        raise Http404
    audit.record(
        scope=request.scope, action="assessment.history_read", subject_type="assessment", subject_ids=[assessment.pk]
    )
    corrections = history.of_assessment(assessment)
    context = {
        "title": f"Corrections of {assessment.reference}",
        "corrections": presenters.history(corrections, history.names(corrections)),
        "back_link": reverse("assessment_detail", args=[assessment.pk]),
    }
    return render(request, "assessments/assessment_history.html", context)
