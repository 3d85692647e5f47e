"""Children: list, search, one at a glance, correction."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.errors import Stale
from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest, Scope
from agencies.services import audit
from agencies.views.pages import form_page, page_of
from assessments.forms.children import ChildSearchForm, CorrectChildForm
from assessments.models import Child
from assessments.presenters import changes, words
from assessments.presenters import children as presenters
from assessments.selectors import children, emergency, history, who_looked
from assessments.services import children as services
from assessments.views.conflicts import Difference, conflict

SEARCH = "child_search"


@requires(Permission.READ_CHILDREN)
def child_list(request: ActingRequest) -> HttpResponse:
    scope, text = request.scope, request.session.get(SEARCH, "")
    page = page_of(request, children.search(scope, text))
    audit.record(scope=scope, action="child.listed", subject_type="child", subject_ids=[child.pk for child in page])
    context = {
        "title": "Children",
        "page": page,
        "noun": "children",
        "list_table": presenters.list_table(page, timezone.localdate()),
        "search_form": ChildSearchForm(initial={"text": text}),
        "searched": text,
    }
    return render(request, "assessments/child_list.html", context)


@requires(Permission.READ_CHILDREN)
@require_POST
def child_search(request: ActingRequest) -> HttpResponse:
    """Names stay out of addresses: the text goes into the session."""
    form = ChildSearchForm(request.POST)
    request.session[SEARCH] = form.cleaned_data["text"] if form.is_valid() else ""
    return redirect("child_list")


@requires(Permission.READ_CHILDREN, child=children.named)
def child_detail(request: ActingRequest, child: Child) -> HttpResponse:
    """The address of a record that was merged leads to the one that stands for it."""
    if child.merged_into_id:
        return redirect("child_detail", child=children.standing_for(child).pk)
    scope = request.scope
    may_change = children.may_change(scope, child)
    record = children.record(scope, child)
    audit.record(scope=scope, action="child.read", subject_type="child", subject_ids=[child.pk])
    detail = presenters.detail(
        child,
        record,
        today=timezone.localdate(),
        may_correct=may_change and scope.may(Permission.CORRECT_CHILDREN),
        may_merge=may_change and scope.may(Permission.MERGE_CHILDREN),
    )
    context = {
        "title": detail.title,
        "detail": detail,
        "who_looked_url": reverse("child_who_looked", args=[child.pk]) if _of_own_agency(scope, child, record) else "",
        "emergency": words.opened_in_emergency(emergency.opened_child(scope, child)),
        "timeline_items": presenters.chronology(record.events),
        "breadcrumbs": [("Children", reverse("child_list")), (detail.title, "")],
    }
    return render(request, "assessments/child_detail.html", context)


def _of_own_agency(scope: Scope, child: Child, record: children.ChildRecord) -> bool:
    linked = {child.created_by_agency_id, *(row.agency_id for row in record.assessments)}
    return any(who_looked.may_ask(scope, agency_id) for agency_id in linked)


@requires(Permission.CORRECT_CHILDREN, child=children.circle)
def child_correct(request: ActingRequest, child: Child) -> HttpResponse:
    scope, today = request.scope, timezone.localdate()
    back = reverse("child_detail", args=[child.pk])
    form = CorrectChildForm(request.POST or None, child=child, protected=children.is_protected(child), today=today)
    if form.is_valid():
        version, reason = form.cleaned_data["version"], form.cleaned_data["reason"]
        with refusals_in(form):
            try:
                services.correct(
                    scope=scope, child=child, version=version, changes=form.changes(), reason=reason, on=today
                )
            except Stale:
                return _conflict(request, child, form)
            messages.success(request, "The details are corrected")
            return redirect(back)
    audit.record(scope=scope, action="child.read", subject_type="child", subject_ids=[child.pk])
    return form_page(
        request, form, title=f"Correct the details of {presenters.name(child)}", cancel_url=back, submit_label="Correct"
    )


def _conflict(request: ActingRequest, child: Child, form: CorrectChildForm) -> HttpResponse:
    fresh = children.visible(request.scope).get(pk=child.pk)
    return conflict(
        request,
        child,
        differences=[Difference(*row) for row in changes.differences(fresh, form.changes())],
        version=fresh.version,
        keep_url=reverse("child_detail", args=[child.pk]),
    )


@requires(Permission.READ_CHILDREN, child=children.visible)
def child_history(request: ActingRequest, child: Child) -> HttpResponse:
    audit.record(scope=request.scope, action="child.history_read", subject_type="child", subject_ids=[child.pk])
    hidden = ("address", "postcode") if children.is_protected(child) else ()
    context = {
        "title": f"Corrections of {presenters.name(child)}",
        "corrections": changes.corrections(
            Child, history.of_child(request.scope, child, children.record_ids(child)), hidden
        ),
        "back_link": reverse("child_detail", args=[child.pk]),
    }
    return render(request, "assessments/child_history.html", context)
