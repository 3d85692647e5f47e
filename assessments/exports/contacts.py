"""MASH contacts as a file: for the MASH in the columns that an import reads, for the senders what their page shows."""

from datetime import datetime
from typing import Any

from django.db.models import Case, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.http import QueryDict

from agencies.scope import Scope
from assessments.exports import children
from assessments.exports.kinds import ExportKind
from assessments.forms.contact_filters import ContactFilterForm
from assessments.lifecycle import ContactStatus
from assessments.selectors import contacts
from ehtrack.lib.exporting.columns import Column, local_moment

# Some lists know only the day.
RECEIVED = Column("received_at", Coalesce(local_moment("received_at"), Cast("received_day", TextField())), "moment")
STATUS = Case(
    When(decided_at__isnull=True, then=Value(ContactStatus.RECEIVED.value)), default=Value(ContactStatus.DECIDED.value)
)


class Contacts(ExportKind):
    key = "contacts"
    title = "MASH contacts"
    noun = "contact"
    action = "contacts.exported"
    subject_type = "contact"
    list_name = "contact_list"
    search_key = "contact_search"
    link = "links__id"
    columns = (
        Column("reference", "reference"),
        RECEIVED,
        Column("source_agency", "source_agency__code"),
        Column("priority", "priority"),
        Column("decided_at", local_moment("decided_at"), "moment"),
        Column("outcome", "outcome"),
        children.REFERENCE,
        Column("due_at", local_moment("due_at"), "moment"),
        Column("source", "source"),
        children.NAME,
    )

    def form(self, scope: Scope, query: QueryDict) -> ContactFilterForm:
        return ContactFilterForm(query, agencies=contacts.source_agencies(), groups=contacts.groups())

    def records(self, scope: Scope, query: QueryDict, search: str, now: datetime) -> QuerySet[Any]:
        return contacts.found(scope, self.form(scope, query).filters(search), now)


class SentContacts(ExportKind):
    """Reference, status, decision and feedback; never MASH notes, and no child."""

    key = "sent-contacts"
    title = "MASH contacts that our agency sent"
    noun = "contact"
    action = "contacts.sent_exported"
    subject_type = "contact"
    list_name = "sent_contact_list"
    columns = (
        Column("reference", "reference"),
        RECEIVED,
        Column("status", STATUS),
        Column("outcome", "outcome"),
        Column("feedback_at", local_moment("feedback_at"), "moment"),
        Column("feedback", "feedback"),
    )

    def form(self, scope: Scope, query: QueryDict) -> None:
        """The page has no filters."""

    def records(self, scope: Scope, query: QueryDict, search: str, now: datetime) -> QuerySet[Any]:
        return contacts.sent(scope)
