"""Who looked at this record: for leads of its agency; the auditor finds a record by its reference and sees ids only."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from agencies.policy import Permission, requires
from agencies.presenters.who_looked import looks_table
from agencies.scope import ActingRequest
from agencies.selectors import audit as selectors
from agencies.services import audit
from agencies.views.pages import form_page, older_than, posted
from assessments.forms.who_looked import RecordReferenceForm
from assessments.models import Assessment, Child, Contact
from assessments.presenters import children as child_words
from assessments.selectors import who_looked

PER_PAGE = 50


@requires(Permission.SEE_WHO_LOOKED, assessment=who_looked.own_assessments)
def assessment_who_looked(request: ActingRequest, assessment: Assessment) -> HttpResponse:
    ids = who_looked.ids_of_assessment(request.scope, assessment)
    back = reverse("assessment_detail", args=[assessment.pk])
    return _page(request, "assessment", assessment.pk, ids, back=back, name=assessment.reference)


@requires(Permission.SEE_WHO_LOOKED, child=who_looked.own_children)
def child_who_looked(request: ActingRequest, child: Child) -> HttpResponse:
    ids = who_looked.ids_of_child(request.scope, child)
    back = reverse("child_detail", args=[child.pk])
    return _page(request, "child", child.pk, ids, back=back, name=child_words.name(child))


@requires(Permission.SEE_WHO_LOOKED, contact=who_looked.own_contacts)
def contact_who_looked(request: ActingRequest, contact: Contact) -> HttpResponse:
    ids = who_looked.ids_of_contact(request.scope, contact)
    back = reverse("contact_detail", args=[contact.pk])
    return _page(request, "contact", contact.pk, ids, back=back, name=contact.reference)


def _page(request: ActingRequest, kind: str, pk: UUID, ids: list[UUID], *, back: str, name: str) -> HttpResponse:
    """The latest first, going on from an id. Asking is on record too."""
    before = older_than(request)
    events = selectors.looks_at(request.scope, ids, most=PER_PAGE + 1, before=before)
    shown, older = events[:PER_PAGE], events[PER_PAGE:]
    audit.record(scope=request.scope, action="who_looked.read", subject_type=kind, subject_ids=[pk])
    context = {
        "title": f"Who looked at {name}",
        "list_table": looks_table(shown, request.scope) if shown else None,
        "older": shown[-1].pk if older else None,
        "newest": before is not None,
        "back_link": back,
    }
    return render(request, "assessments/who_looked.html", context)


@requires(Permission.READ_ACCESS_LOG)
def access_log_record(request: ActingRequest) -> HttpResponse:
    """From a reference to the log of one record. The reference goes by POST; the address holds ids only."""
    form = RecordReferenceForm(posted(request))
    if form.is_valid():
        ids = who_looked.ids_named(form.cleaned_data["reference"])
        audit.record(scope=request.scope, action="access_log.searched", subject_ids=ids)
        if ids:
            return redirect(f"{reverse('access_log')}?record={','.join(map(str, ids))}")
        form.add_error("reference", "No record has this reference. Check it and try again")
    return form_page(
        request, form, title="Who looked at a record?", cancel_url=reverse("access_log"), submit_label="Find"
    )
