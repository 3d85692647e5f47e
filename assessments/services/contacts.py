"""MASH contacts: logged, prioritised, decided, answered, corrected. Record, event and audit, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet, Stale
from agencies.models import Agency, User
from agencies.scope import Scope
from assessments import lifecycle
from assessments.due_times import due_at
from assessments.lifecycle import CONTACT, ContactMove, ContactStatus
from assessments.models import Child, Contact, ContactChild, MashStandard, PriorityChange
from assessments.models.contact import ContactOutcome
from assessments.models.event import EventKind
from assessments.services import events, links, references
from ehtrack.lib.calendar import local_day

DECISION_FIELDS = frozenset({"outcome", "decided_at", "decision_reason", "early_help_agency"})


@dataclass(frozen=True)
class ContactDetails:
    """What the referrer said, and when it was received. ``family_agreed`` None: not known."""

    received_at: datetime
    source_agency: Agency
    source_code: str = ""
    referrer_name: str = ""
    referrer_role: str = ""
    sent_by: User | None = None
    concern: str = ""
    family_agreed: bool | None = None
    no_agreement_reason: str = ""


@transaction.atomic
def log(
    *,
    scope: Scope,
    details: ContactDetails,
    children: Sequence[Child],
    reference: str = "",
    priority: str = "",
    now: datetime,
) -> Contact:
    """A contact as received. Without a reference it gets a new one; a priority starts the clock at receipt."""
    _check_received(details.received_at, now)
    _check_agreement(vars(details))
    if not children:
        raise NotAllowedYet("Add at least one child")
    if reference and Contact.objects.filter(source=references.SOURCE, reference=reference).exists():
        raise NotAllowedYet(f"There is a contact {reference} already: open that one, or give another reference")
    contact = Contact.objects.create(
        source=references.SOURCE,
        reference=reference or references.new("MC"),
        logged_by_id=scope.user_id,
        **vars(details),
    )
    _link(contact, children)
    _tell(scope, contact, EventKind.CONTACT_RECEIVED, details.received_at)
    if not priority:
        return contact
    return prioritise(scope=scope, contact=contact, priority=priority, version=contact.version, now=now)


@transaction.atomic
def prioritise(
    *, scope: Scope, contact: Contact, priority: str, reason: str = "", version: int, now: datetime
) -> Contact:
    """Due at receipt plus the standard of the priority. A change needs a reason, and is kept with it.

    A change to a priority with more time, made after the earlier due time, leaves the contact late.
    """
    move = lifecycle.ask(CONTACT, ContactMove.PRIORITISE, ContactStatus.of(contact))
    if priority == contact.priority:
        raise NotAllowedYet(f"The priority is {contact.get_priority_display().lower()} already")
    if contact.priority and not reason:
        raise NotAllowedYet("Give the reason for changing the priority")
    due = _due(contact.received_at, priority)
    missed = contact.missed_earlier_due or _downgraded_late(contact.due_at, due, now)
    saved = _save(contact, version, priority=priority, due_at=due, missed_earlier_due=missed)
    PriorityChange.objects.create(
        contact=contact, at=now, by_id=scope.user_id, priority=priority, reason=reason, due_at=due
    )
    _tell(scope, saved, move.event, now, reason)
    return saved


@transaction.atomic
def record_decision(
    *,
    scope: Scope,
    contact: Contact,
    outcome: str,
    decided_at: datetime,
    reason: str,
    early_help_agency: Agency | None = None,
    version: int,
    now: datetime,
) -> Contact:
    """What the contact leads to. Early help names the agency that is to complete the S&N."""
    move = lifecycle.ask(CONTACT, ContactMove.DECIDE, ContactStatus.of(contact))
    decision = {
        "outcome": outcome,
        "decided_at": decided_at,
        "decision_reason": reason,
        "early_help_agency": early_help_agency,
    }
    _check_decision(contact, decision, now)
    saved = _save(contact, version, decided_by_id=scope.user_id, **decision)
    _tell(scope, saved, move.event, decided_at)
    return saved


@transaction.atomic
def tell_referrer(*, scope: Scope, contact: Contact, feedback: str, told_at: datetime, version: int) -> Contact:
    """What the referrer was told, and when."""
    move = lifecycle.ask(CONTACT, ContactMove.TELL, ContactStatus.of(contact))
    if contact.decided_at and told_at < contact.decided_at:
        raise NotAllowedYet("The referrer was told after the decision: check the date and the time")
    saved = _save(contact, version, feedback=feedback, feedback_at=told_at)
    _tell(scope, saved, move.event, told_at)
    return saved


@transaction.atomic
def correct(
    *,
    scope: Scope,
    contact: Contact,
    changes: Mapping[str, Any],
    reason: str,
    children: Sequence[Child] | None = None,
    version: int,
    now: datetime,
) -> Contact:
    """Set other values; another time of receipt sets the due times anew. ``children`` replaces those of the contact."""
    decided = not DECISION_FIELDS.isdisjoint(changes)
    move = lifecycle.ask(
        CONTACT, ContactMove.CORRECT_DECISION if decided else ContactMove.CORRECT, ContactStatus.of(contact)
    )
    values = dict(changes)
    _check_correction(contact, values, children, now)
    if "received_at" in values and values["received_at"] != contact.received_at:
        values |= {"received_day": None, **_clock_again(contact, values["received_at"])}
    saved = _save(contact, version, **values)
    if children is not None:
        _replace_children(saved, children)
    _tell(scope, saved, move.event, now, reason)
    return saved


def _check_correction(
    contact: Contact, values: Mapping[str, Any], children: Sequence[Child] | None, now: datetime
) -> None:
    if children is not None and not children:
        raise NotAllowedYet("Keep at least one child")
    after = {**{name: getattr(contact, name) for name in (*DECISION_FIELDS, "received_at")}, **values}
    if values.get("received_at"):
        _check_received(values["received_at"], now)
    _check_agreement(values)
    if ContactStatus.of(contact) is ContactStatus.DECIDED:
        _check_decision(contact, after, now)


def _check_received(received_at: datetime, now: datetime) -> None:
    if received_at > now:
        raise NotAllowedYet("The contact cannot have been received in the future: check the date and the time")


def _check_agreement(values: Mapping[str, Any]) -> None:
    if values.get("family_agreed") is False and not values.get("no_agreement_reason"):
        raise NotAllowedYet("The family did not agree: give the reason for going without")


def _check_decision(contact: Contact, decision: Mapping[str, Any], now: datetime) -> None:
    received_at = decision.get("received_at", contact.received_at)
    if decision["decided_at"] > now:
        raise NotAllowedYet("The decision cannot be in the future: check the date and the time")
    if received_at and decision["decided_at"] < received_at:
        raise NotAllowedYet("The decision cannot be before the contact was received: check the date and the time")
    if contact.received_day and local_day(decision["decided_at"]) < contact.received_day:
        raise NotAllowedYet("The decision cannot be before the contact was received: check the date")
    if (decision["outcome"] == ContactOutcome.EARLY_HELP) != (decision["early_help_agency"] is not None):
        raise NotAllowedYet("Name the agency that is to complete the S&N for early help, and only then")


def _due(received_at: datetime | None, priority: str) -> datetime | None:
    """None for a contact of which only the day is known."""
    standards = MashStandard.objects.filter(priority=priority)
    return due_at(standards, priority=priority, received_at=received_at) if received_at else None


def _downgraded_late(earlier: datetime | None, later: datetime | None, at: datetime) -> bool:
    return earlier is not None and later is not None and earlier < later and at > earlier


def _clock_again(contact: Contact, received_at: datetime) -> dict[str, Any]:
    """Due time and lateness as if the contact had always been received then."""
    steps = [(change.at, _due(received_at, change.priority)) for change in contact.priority_changes.all()]
    missed = any(_downgraded_late(before, after, at) for (_, before), (at, after) in pairwise(steps))
    due = _due(received_at, contact.priority) if contact.priority else None
    return {"due_at": due, "missed_earlier_due": missed}


def _save(contact: Contact, version: int, **changes: Any) -> Contact:
    """Write the changes to the version that the person saw. Raises Stale."""
    mine = Contact.objects.filter(pk=contact.pk, version=version)
    if not mine.update(**changes, version=F("version") + 1):
        raise Stale
    return Contact.objects.get(pk=contact.pk)


def _link(contact: Contact, children: Sequence[Child]) -> None:
    rows = [ContactChild(contact=contact, child=child) for child in dict.fromkeys(children)]
    ContactChild.objects.bulk_create(rows, ignore_conflicts=True)


def _replace_children(contact: Contact, children: Sequence[Child]) -> None:
    leaving, joining = links.changes(contact.links.values_list("child_id", flat=True), children)
    contact.links.filter(child_id__in=leaving).delete()
    _link(contact, joining)


def _tell(scope: Scope, contact: Contact, kind: EventKind, at: datetime, reason: str = "") -> None:
    events.record(
        scope=scope, kind=kind, occurred_on=local_day(at), contact=contact, reason=reason, version=contact.version
    )
