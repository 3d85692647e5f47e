"""Which ids the audit knows a record by, and whose leads may ask who looked at it."""

from contextlib import suppress
from uuid import UUID

from django.db import connection
from django.db.models import Q

from agencies.models import Role
from agencies.scope import Scope
from assessments.models import Assessment, AssessmentChild, Child, Contact, ContactChild, Meeting
from assessments.models.assessment import AssessmentQuerySet, AssessmentStatus
from assessments.models.child import ChildQuerySet
from assessments.models.contact import ContactQuerySet
from assessments.models.facts import AssessmentChildFact
from assessments.selectors import assessments, children, contacts


def own_assessments(scope: Scope) -> AssessmentQuerySet:
    """Those of the agency acted for, without drafts."""
    written = assessments.circle(scope).exclude(status=AssessmentStatus.DRAFT)
    return written.filter(agency_id=scope.agency_id)


def own_children(scope: Scope) -> ChildQuerySet:
    """Children on S&Ns of the agency acted for, and those that it added."""
    linked = AssessmentChildFact.objects.filter(assessment_id__in=own_assessments(scope).values("pk"))
    added = Q(created_by_agency_id=scope.agency_id)
    return children.circle(scope).filter(Q(pk__in=linked.values("child_id")) | added)


def own_contacts(scope: Scope) -> ContactQuerySet:
    """The MASH is one hub: its contacts are its own."""
    return contacts.visible(scope)


def may_ask(scope: Scope, agency_id: UUID | None) -> bool:
    return scope.has(Role.LEAD) and agency_id == scope.agency_id


def ids_of_assessment(scope: Scope, assessment: Assessment) -> list[UUID]:
    return [assessment.pk, *Meeting.objects.filter(assessment=assessment).values_list("pk", flat=True)]


def ids_of_child(scope: Scope, child: Child) -> list[UUID]:
    """All records of the child, also merged ones, and what the person sees of the agency's S&Ns and of contacts."""
    records = children.record_ids(child)
    on = AssessmentChild.objects.filter(child__in=records).values("assessment")
    own = list(own_assessments(scope).filter(pk__in=on).values_list("pk", flat=True))
    met = Meeting.objects.filter(assessment__in=own).values_list("pk", flat=True)
    linked = ContactChild.objects.filter(child__in=records).values("contact")
    heard = contacts.visible(scope).filter(pk__in=linked).values_list("pk", flat=True)
    return [*records, *own, *met, *heard]


def ids_of_contact(scope: Scope, contact: Contact) -> list[UUID]:
    return [contact.pk]


def ids_named(text: str) -> list[UUID]:
    """For the auditor: the ids behind a reference or an id, and nothing else of the record.

    Of a child those of all its records; of an S&N also those of its meetings.
    """
    record_id = None
    with suppress(ValueError):
        record_id = UUID(text.strip())
    with connection.cursor() as cursor:
        cursor.execute("SELECT ehtrack_ids_named(%s, %s)", [text.strip(), record_id])
        return [found for (found,) in cursor.fetchall()]
