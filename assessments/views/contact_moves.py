"""What happens to a MASH contact: logged, prioritised, decided, the referrer told, corrected."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from agencies.errors import Stale
from agencies.forms.outcomes import refusals_in
from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit, request_keys
from agencies.views.pages import form_page
from assessments.forms.child_picker import ChildPicker
from assessments.forms.contacts import (
    CorrectContactForm,
    CorrectDecisionForm,
    DecisionForm,
    FeedbackForm,
    LogContactForm,
    PriorityForm,
)
from assessments.models import Contact
from assessments.presenters import changes, contact_detail
from assessments.presenters import contacts as presenters
from assessments.selectors import contacts
from assessments.services import children
from assessments.services import contacts as services
from assessments.views.conflicts import Difference, conflict
from ehtrack.lib.calendar import local_day

Save = Callable[[], Contact]


@requires(Permission.RECORD_CONTACTS)
def contact_log(request: ActingRequest) -> HttpResponse:
    now = timezone.now()
    today = local_day(now)
    hints = presenters.standard_hints(contacts.standards(), today)
    form = LogContactForm(request.POST or None, agencies=contacts.agencies_open_on(today), hints=hints, now=now)
    # Before the picker, which would find the child of the first sending known by the second.
    if form.is_valid() and (first := request_keys.claim(scope=request.scope, key=form.cleaned_data["request_key"])):
        return redirect(first)
    picker = ChildPicker(request.POST or None, scope=request.scope, now=now)
    if request.method == "POST" and all([picker.settled(), form.is_valid()]):
        with refusals_in(form):
            return redirect(_log(request, form, picker))
    picker.quieten(form)
    context = {
        "title": "Log a MASH contact",
        "form": form,
        "picker": picker,
        "formsets": picker.forms,
        "submit_label": "Log the contact",
        "cancel_url": reverse("contact_list"),
    }
    return render(request, "assessments/contact_form.html", context)


@transaction.atomic
def _log(request: ActingRequest, form: LogContactForm, picker: ChildPicker) -> str:
    """The address of the contact. Refused, it leaves no child behind that was added for it."""
    scope, now = request.scope, picker.now
    contact = services.log(
        scope=scope,
        details=form.details(),
        children=children.find_or_add(scope=scope, choices=picker.choices(), on=local_day(now)),
        reference=form.cleaned_data["reference"],
        priority=form.cleaned_data["priority"],
        now=now,
    )
    url = reverse("contact_detail", args=[contact.pk])
    request_keys.remember(scope=scope, key=form.cleaned_data["request_key"], target_url=url)
    messages.success(request, f"Contact {contact.reference} is logged")
    return url


@requires(Permission.RECORD_CONTACTS, contact=contacts.detail)
def contact_prioritise(request: ActingRequest, contact: Contact) -> HttpResponse:
    hints = presenters.standard_hints(contacts.standards(), contact.received_on)
    form = PriorityForm(request.POST or None, contact=contact, hints=hints)
    if form.is_valid():
        values = form.cleaned_data

        def save() -> Contact:
            return services.prioritise(scope=request.scope, contact=contact, now=timezone.now(), **values)

        if answer := _saved(request, form, contact, {"priority": values["priority"]}, save, "The priority is set"):
            return answer
    return _move_page(request, form, contact, title="Set the priority", submit_label="Set the priority")


@requires(Permission.RECORD_CONTACTS, contact=contacts.detail)
def contact_decide(request: ActingRequest, contact: Contact) -> HttpResponse:
    now = timezone.now()
    form = DecisionForm(
        request.POST or None, contact=contact, agencies=contacts.agencies_open_on(local_day(now)), now=now
    )
    if form.is_valid():
        decision = form.decision()

        def save() -> Contact:
            return services.record_decision(
                scope=request.scope,
                contact=contact,
                outcome=decision["outcome"],
                decided_at=decision["decided_at"],
                reason=decision["decision_reason"],
                early_help_agency=decision["early_help_agency"],
                version=form.cleaned_data["version"],
                now=now,
            )

        if answer := _saved(request, form, contact, decision, save, "The decision is recorded"):
            return answer
    return _move_page(request, form, contact, title="Record the decision", submit_label="Record the decision")


@requires(Permission.RECORD_CONTACTS, contact=contacts.detail)
def contact_tell(request: ActingRequest, contact: Contact) -> HttpResponse:
    form = FeedbackForm(request.POST or None, contact=contact, now=timezone.now())
    if form.is_valid():
        values = form.cleaned_data

        def save() -> Contact:
            return services.tell_referrer(
                scope=request.scope,
                contact=contact,
                feedback=values["feedback"],
                told_at=values["told_at"],
                version=values["version"],
            )

        if answer := _saved(request, form, contact, {"feedback": values["feedback"]}, save, "The feedback is recorded"):
            return answer
    return _move_page(request, form, contact, title="Tell the referrer", submit_label="Save")


@requires(Permission.RECORD_CONTACTS, contact=contacts.detail)
def contact_correct(request: ActingRequest, contact: Contact) -> HttpResponse:
    scope, now = request.scope, timezone.now()
    picker = ChildPicker(request.POST or None, scope=scope, now=now, chosen=contacts.children_of(contact))
    form = CorrectContactForm(request.POST or None, contact=contact, agencies=contacts.source_agencies(), now=now)
    if request.method == "POST" and all([picker.settled(), form.is_valid()]):

        def save() -> Contact:
            return services.correct(
                scope=scope,
                contact=contact,
                changes=form.changes(),
                children=children.find_or_add(scope=scope, choices=picker.choices(), on=local_day(now)),
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                now=now,
            )

        if answer := _saved(request, form, contact, form.changes(), save, "The contact is corrected"):
            return answer
    picker.quieten(form)
    audit.record(scope=scope, action="contact.read", subject_type="contact", subject_ids=[contact.pk])
    context = {
        "title": f"Correct {contact.reference}",
        "form": form,
        "picker": picker,
        "formsets": picker.forms,
        "submit_label": "Correct",
        "cancel_url": reverse("contact_detail", args=[contact.pk]),
    }
    return render(request, "assessments/contact_form.html", context)


@requires(Permission.RECORD_CONTACTS, contact=contacts.detail)
def contact_correct_decision(request: ActingRequest, contact: Contact) -> HttpResponse:
    now = timezone.now()
    form = CorrectDecisionForm(request.POST or None, contact=contact, agencies=contacts.source_agencies(), now=now)
    if form.is_valid():

        def save() -> Contact:
            return services.correct(
                scope=request.scope,
                contact=contact,
                changes=form.decision(),
                reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"],
                now=now,
            )

        if answer := _saved(request, form, contact, form.decision(), save, "The decision is corrected"):
            return answer
    return _move_page(request, form, contact, title="Correct the decision", submit_label="Correct the decision")


def _saved(
    request: ActingRequest, form: Any, contact: Contact, typed: Mapping[str, Any], save: Save, message: str
) -> HttpResponse | None:
    """The answer when it was saved, or when someone else was faster; None when the form is to be shown again."""
    back = reverse("contact_detail", args=[contact.pk])
    with refusals_in(form):
        try:
            with transaction.atomic():
                save()
        except Stale:
            fresh = contacts.visible(request.scope).get(pk=contact.pk)
            differences = [Difference(*row) for row in changes.differences(fresh, typed)]
            return conflict(request, contact, differences=differences, version=fresh.version, keep_url=back)
        messages.success(request, message)
        return redirect(back)
    return None


def _move_page(request: ActingRequest, form: Any, contact: Contact, *, title: str, submit_label: str) -> HttpResponse:
    """The question with what the contact says beside it: nobody should have to decide from memory."""
    scope, children = request.scope, contacts.children_of(contact)
    early_help = contacts.early_help_history(scope, contact)
    audit.record(scope=scope, action="contact.read", subject_type="contact", subject_ids=[contact.pk])
    audit.record(
        scope=scope, action="child.early_help_read", subject_type="child", subject_ids=[child.pk for child in children]
    )
    return form_page(
        request,
        form,
        title=f"{title}: {contact.reference}",
        template="assessments/contact_move.html",
        brief=contact_detail.brief(
            contact,
            children=children,
            open_at_receipt=contacts.open_at_receipt(early_help, contact.received_on),
            now=timezone.now(),
        ),
        cancel_url=reverse("contact_detail", args=[contact.pk]),
        submit_label=submit_label,
    )
