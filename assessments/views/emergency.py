"""Is anyone already working with this child? Opening a record in an emergency, and the review that follows."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit
from agencies.views.pages import form_page, page_of, posted
from assessments.forms.emergency import EmergencyForm, EmergencyReviewForm, WhoWorksForm
from assessments.models import EmergencyReview
from assessments.presenters import emergency as presenter
from assessments.presenters import words
from assessments.selectors import emergency
from assessments.services import emergency as services


@requires(Permission.LOOK_UP_CHILDREN)
def child_who_works(request: ActingRequest) -> HttpResponse:
    """The full name and birth date, and a reason, are answered by whom to ring; no name goes into an address."""
    form = WhoWorksForm(posted(request), today=timezone.localdate())
    answer = None
    if form.is_valid():
        with refusals_in(form):
            typed = form.cleaned_data
            found = services.who_works_with(
                scope=request.scope,
                forename=typed["forename"],
                surname=typed["surname"],
                born=typed["date_of_birth"],
                reason=typed["reason"],
                now=timezone.now(),
            )
            answer = presenter.answer(found)
    context = {
        "title": "Is anyone already working with this child?",
        "form": form,
        "answer": answer,
        "danger": words.in_danger(),
        "emergency_url": reverse("emergency_open"),
        "submit_label": "Ask",
        "cancel_url": reverse("child_list"),
    }
    return render(request, "assessments/child_who_works.html", context)


@requires(Permission.OPEN_IN_EMERGENCY)
def emergency_open(request: ActingRequest) -> HttpResponse:
    """By the reference of an S&N, or the child's full name and birth date."""
    form = EmergencyForm(posted(request), today=timezone.localdate())
    if form.is_valid():
        with refusals_in(form):
            opened = _opened(request, form)
            if opened:
                messages.success(request, "The record is open to you for 24 hours. Its agency and the auditor are told")
                return redirect("child_detail", child=opened[0])
            form.add_error(None, services.NOTHING)
    return form_page(
        request,
        form,
        title="Open a record in an emergency",
        template="assessments/emergency_form.html",
        danger=words.in_danger(),
        cancel_url=reverse("home"),
        submit_label="Open the record",
    )


def _opened(request: ActingRequest, form: EmergencyForm) -> list[str]:
    typed, now, scope = form.cleaned_data, timezone.now(), request.scope
    if typed["reference"]:
        found = services.open_by_reference(scope=scope, reference=typed["reference"], reason=typed["reason"], now=now)
    else:
        found = services.open_by_name(
            scope=scope,
            forename=typed["forename"],
            surname=typed["surname"],
            born=typed["date_of_birth"],
            reason=typed["reason"],
            now=now,
        )
    return [str(pk) for pk in found or []]


@requires(Permission.REVIEW_EMERGENCIES)
def emergency_list(request: ActingRequest) -> HttpResponse:
    """What others opened that the person reviews, or is told of: what waits first."""
    page = page_of(request, emergency.reviews(request.scope))
    ids = [review.access.child_id for review in page]
    audit.record(scope=request.scope, action="emergency.listed", subject_type="child", subject_ids=ids)
    context = {
        "title": "Opened in an emergency",
        "page": page,
        "noun": "emergencies",
        "whose": presenter.whose(request.scope),
        "list_table": presenter.reviews_table(page, request.scope),
    }
    return render(request, "assessments/emergency_list.html", context)


@requires(Permission.REVIEW_EMERGENCIES, review=emergency.reviews)
def emergency_review(request: ActingRequest, review: EmergencyReview) -> HttpResponse:
    form = EmergencyReviewForm(posted(request))
    if form.is_valid() and review.was_right is None:
        with refusals_in(form):
            now, said = timezone.now(), form.cleaned_data
            services.review(scope=request.scope, review=review, now=now, **said)
            messages.success(request, presenter.done(review, was_right=said["was_right"], now=now))
            return redirect("emergency_list")
    audit.record(
        scope=request.scope, action="emergency.read", subject_type="child", subject_ids=[review.access.child_id]
    )
    context = {
        "title": "Review an emergency access",
        "form": form,
        "rows": presenter.review_rows(
            review,
            emergency.references(request.scope, review),
            emergency.closed_at(request.scope, review),
            request.scope,
        ),
        "submit_label": "Save the review",
        "cancel_url": reverse("emergency_list"),
    }
    waits = review.was_right is None and not emergency.is_kept_back(request.scope, review)
    template = "emergency_review" if waits else "emergency_reviewed"
    return render(request, f"assessments/{template}.html", context)
