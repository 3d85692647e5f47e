"""MASH contacts, as far as a person may see them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from agencies.models import Agency, Group, GroupMembership, Role, User
from agencies.policy import Permission
from agencies.scope import Scope
from assessments.models import Assessment, Child, Contact, Event, MashStandard, PriorityChange
from assessments.models.contact import ContactQuerySet
from assessments.models.facts import AssessmentChildFact, AssessmentFact, ContactChildFact
from assessments.selectors import assessments, identities
from ehtrack.lib.calendar import from_local, local_day

ASKED_FOR = timedelta(days=365)  # what is older is no task any more


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty means every contact."""

    state: str = ""
    priority: str = ""
    outcome: str = ""
    agency: Agency | None = None
    group: Group | None = None
    received_from: date | None = None
    received_to: date | None = None
    text: str = ""


def visible(scope: Scope) -> ContactQuerySet:
    """The MASH is one hub for the county: its workers see every contact, and nobody else sees one."""
    return Contact.objects.all() if scope.may(Permission.READ_CONTACTS) else Contact.objects.none()


def sent(scope: Scope) -> ContactQuerySet:
    """Contacts that the agency sent, for its lead; those that they sent themselves, for others. Never MASH notes."""
    if not scope.may(Permission.SEE_SENT_CONTACTS):
        return Contact.objects.none()
    mine = Contact.objects.filter(source_agency_id=scope.agency_id)
    shown = mine if scope.has(Role.LEAD) else mine.filter(sent_by_id=scope.user_id)
    kept_back = ("concern", "decision_reason", "referrer_name", "referrer_role", "no_agreement_reason")
    return shown.defer(*kept_back).order_by("-received_on", "-received_at", "pk")


def detail(scope: Scope) -> ContactQuerySet:
    """``visible``, with everything that one page shows of it by one row."""
    return visible(scope).select_related("source_agency", "sent_by", "logged_by", "decided_by", "early_help_agency")


def found(scope: Scope, filters: Filters, now: datetime) -> ContactQuerySet:
    """The list: undecided ones by due time, with those without one last; others newest first."""
    rows = _in_state(visible(scope), filters.state, now)
    exact = {
        "priority": filters.priority,
        "outcome": filters.outcome,
        "source_agency": filters.agency,
        "received_on__gte": filters.received_from,
        "received_on__lte": filters.received_to,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if filters.group:
        rows = rows.filter(pk__in=_of_group(rows, filters.group))
    if filters.text.strip():
        rows = rows.filter(_mentions(filters.text))
    waiting = filters.state in {"undecided", "overdue", "due-today", "no-priority"}
    order = (F("due_at").asc(nulls_last=True), "received_on") if waiting else ("-received_on", "-received_at")
    return rows.select_related("source_agency").prefetch_related("children__merged_into").order_by(*order, "pk")


def source_agencies() -> QuerySet[Agency]:
    """Every agency, also those closed since: their contacts are still corrected and looked for."""
    return Agency.objects.all()


def agencies_open_on(day: date) -> QuerySet[Agency]:
    return Agency.objects.open_on(day)


def sender(agency: Agency, email: str) -> User | None:
    """Who of the agency signs in with this address."""
    return User.objects.filter(email__iexact=email, memberships__agency=agency, memberships__ended_at=None).first()


def groups() -> QuerySet[Group]:
    return Group.objects.all()


def standards() -> list[MashStandard]:
    return list(MashStandard.objects.all())


def children_of(contact: Contact) -> list[Child]:
    """Each child of the contact once, as the record that stands for it."""
    links = ContactChildFact.objects.filter(contact_id=contact.pk).values("child_id")
    return list(Child.objects.filter(pk__in=links))


def chronology(contact: Contact) -> QuerySet[Event]:
    return contact.events.select_related("actor")


def priority_changes(contact: Contact) -> QuerySet[PriorityChange]:
    return contact.priority_changes.select_related("by")


def early_help_history(scope: Scope, contact: Contact) -> list[Assessment]:
    """S&Ns of the contact's children that the person may see, newest first; protected children's are left out."""
    children = ContactChildFact.objects.filter(contact_id=contact.pk).values("child_id")
    links = AssessmentChildFact.objects.filter(child_id__in=children).values("assessment_id")
    rows = assessments.visible(scope).filter(pk__in=links).exclude(pk__in=identities.assessments_of_protected())
    return list(rows.select_related("agency", "lead_professional_agency").order_by("-completed_on", "pk"))


def open_at_receipt(history: list[Assessment], received_on: date) -> list[Assessment]:
    """Those that were completed by the day of the contact and not closed before it."""
    return [
        row
        for row in history
        if row.completed_on
        and row.completed_on <= received_on
        and (row.closed_on is None or row.closed_on >= received_on)
    ]


@dataclass(frozen=True)
class Waiting:
    undecided: int
    overdue: int
    due_today: int
    without_priority: int


def waiting(scope: Scope, now: datetime) -> Waiting:
    rows = visible(scope)
    return Waiting(
        undecided=rows.undecided().count(),
        overdue=rows.overdue(now).count(),
        due_today=_in_state(rows, "due-today", now).count(),
        without_priority=_in_state(rows, "no-priority", now).count(),
    )


def asked_of(scope: Scope, today: date) -> ContactQuerySet:
    """Contacts of the last year, decided as early help by the agency acted for, that it has not answered by an S&N.

    A withdrawn S&N is no answer; one of any merged record of a child is. Joined here from a few small reads: one
    statement over the views would look through every S&N for every contact.
    """
    if not scope.has(Role.LEAD):
        return Contact.objects.none()
    asked = Contact.objects.filter(early_help_agency_id=scope.agency_id, received_on__gt=today - ASKED_FOR)
    received = dict(asked.values_list("pk", "received_on"))
    answered = _answered_on(scope, received)
    children = ContactChildFact.objects.filter(contact_id__in=received).values_list("contact_id", "child_id")
    done = {contact for contact, child in children if answered.get(child, date.min) >= received[contact]}
    return asked.exclude(pk__in=done)


def asked(scope: Scope, contact_id: str, today: date) -> Contact | None:
    """The one of ``asked_of`` with this id, as an address brings it."""
    with suppress(ValueError):
        return asked_of(scope, today).filter(pk=UUID(contact_id)).first()
    return None


def _answered_on(scope: Scope, received: dict[UUID, date]) -> dict[UUID, date]:
    """By child, the last day on which the agency completed an S&N since the first of these contacts."""
    since = min(received.values(), default=date.max)
    completed = dict(
        AssessmentFact.objects.filter(agency_id=scope.agency_id, completed_on__gte=since).values_list(
            "id", "completed_on"
        )
    )
    links = AssessmentChildFact.objects.filter(assessment_id__in=completed).values_list("assessment_id", "child_id")
    last: dict[UUID, date] = {}
    for assessment, child in links:
        last[child] = max(last.get(child, date.min), completed[assessment])
    return last


def _in_state(rows: ContactQuerySet, state: str, now: datetime) -> ContactQuerySet:
    if state == "decided":
        return rows.filter(decided_at__isnull=False)
    if state == "undecided":
        return rows.undecided()
    if state == "no-priority":
        return rows.undecided().filter(priority="")
    if state == "overdue":
        return rows.overdue(now)
    if state == "due-today":
        midnight = from_local(datetime.combine(local_day(now) + timedelta(days=1), time.min))
        return rows.undecided().filter(due_at__gte=now, due_at__lte=midnight)
    return rows


def _of_group(rows: ContactQuerySet, group: Group) -> QuerySet[Contact, UUID]:
    """By the group of the source agency on the contact's own day."""
    held = GroupMembership.objects.filter(
        Q(starts_on=None) | Q(starts_on__lte=OuterRef("received_on")), agency=OuterRef("source_agency")
    ).order_by(F("starts_on").desc(nulls_last=True))
    return rows.annotate(group=Subquery(held.values("group")[:1])).filter(group=group.pk).values_list("pk", flat=True)


def _mentions(text: str) -> Q:
    """Every word is in the name of a child, or the whole is the reference."""
    return Q(reference__iexact=text.strip()) | Q(pk__in=identities.contacts_named(text))
