"""MASH contacts: list, search, one at a glance, and what the agency that sent them sees."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit
from agencies.views.pages import page_of
from assessments.exports.links import export_url
from assessments.forms.contact_filters import ContactFilterForm, SearchForm
from assessments.models import Contact
from assessments.presenters import changes
from assessments.presenters import contact_detail as detail_presenters
from assessments.presenters import contacts as presenters
from assessments.selectors import contacts, history

SEARCH = "contact_search"


@requires(Permission.READ_CONTACTS)
def contact_list(request: ActingRequest) -> HttpResponse:
    scope, now, text = request.scope, timezone.now(), request.session.get(SEARCH, "")
    form = ContactFilterForm(request.GET, agencies=contacts.source_agencies(), groups=contacts.groups())
    page = page_of(request, contacts.found(scope, form.filters(text), now), form)
    audit.record(scope=scope, action="contact.listed", subject_type="contact", subject_ids=[row.pk for row in page])
    context = {
        "title": "MASH contacts",
        "page": page,
        "noun": "contacts",
        "list_table": presenters.list_table(page, now),
        "filter_form": form,
        "filters_open": bool(set(request.GET) - {"page", "state"}),
        "search_form": SearchForm(initial={"text": text}),
        "searched": text,
        "query": request.GET.urlencode(),
        "export_url": export_url(request, scope, "contacts"),
    }
    return render(request, "assessments/contact_list.html", context)


@requires(Permission.READ_CONTACTS)
@require_POST
def contact_search(request: ActingRequest) -> HttpResponse:
    """Names stay out of addresses: the text goes into the session. A search looks among all contacts."""
    form = SearchForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    request.session[SEARCH] = text
    return redirect(f"{reverse('contact_list')}{'?state=all' if text else ''}")


@requires(Permission.READ_CONTACTS, contact=contacts.detail)
def contact_detail(request: ActingRequest, contact: Contact) -> HttpResponse:
    scope = request.scope
    assessments = contacts.early_help_history(scope, contact)
    children = contacts.children_of(contact)
    audit.record(scope=scope, action="contact.read", subject_type="contact", subject_ids=[contact.pk])
    audit.record(
        scope=scope, action="child.early_help_read", subject_type="child", subject_ids=[child.pk for child in children]
    )
    detail = detail_presenters.detail(
        contact,
        children=children,
        history=assessments,
        open_at_receipt=contacts.open_at_receipt(assessments, contact.received_on),
        changes=contacts.priority_changes(contact),
        now=timezone.now(),
    )
    context = {
        "title": detail.title,
        "detail": detail,
        "timeline_items": presenters.chronology(contacts.chronology(contact)),
        "breadcrumbs": [("MASH contacts", reverse("contact_list")), (contact.reference, "")],
        "history_url": reverse("contact_history", args=[contact.pk]),
        "who_looked_url": reverse("contact_who_looked", args=[contact.pk])
        if scope.may(Permission.SEE_WHO_LOOKED)
        else "",
    }
    return render(request, "assessments/contact_detail.html", context)


@requires(Permission.READ_CONTACTS, contact=contacts.visible)
def contact_history(request: ActingRequest, contact: Contact) -> HttpResponse:
    audit.record(scope=request.scope, action="contact.history_read", subject_type="contact", subject_ids=[contact.pk])
    context = {
        "title": f"Corrections of {contact.reference}",
        "corrections": changes.corrections(Contact, history.of_contact(contact)),
        "back_link": reverse("contact_detail", args=[contact.pk]),
    }
    return render(request, "assessments/contact_history.html", context)


@requires(Permission.SEE_SENT_CONTACTS)
def sent_contact_list(request: ActingRequest) -> HttpResponse:
    """Reference, status, decision and feedback; never MASH notes."""
    page = page_of(request, contacts.sent(request.scope))
    audit.record(
        scope=request.scope,
        action="contact.sent_listed",
        subject_type="contact",
        subject_ids=[row.pk for row in page],
    )
    context = {
        "title": "MASH contacts that we sent",
        "page": page,
        "noun": "contacts",
        "list_table": presenters.sent_table(page),
        "export_url": export_url(request, request.scope, "sent-contacts"),
    }
    return render(request, "assessments/sent_contact_list.html", context)
