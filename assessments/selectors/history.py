"""How a record came to say what it says: each correction with what stood there before, who changed it and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet

from agencies.models import Agency, Locality, Role, User
from agencies.scope import Scope
from assessments.models import Assessment, Child, Contact, Event, Meeting, Pilot
from assessments.models.assessment import Domain
from assessments.models.event import EventKind
from assessments.sections import DOMAIN_FIELDS

UNNAMED = "Someone of an agency that LCSS can tell you about"
MERGES = frozenset({EventKind.CHILD_MERGED, EventKind.CHILD_UNMERGED})
TAKEN_OVER = frozenset({EventKind.CHILD_TAKEN_OVER, EventKind.CHILD_GIVEN_BACK})


@dataclass(frozen=True)
class Change:
    """One answer that was changed: raw values of the record's field (``domain`` set for one of a domain)."""

    field: str
    before: Any
    after: Any
    domain: str = ""


@dataclass(frozen=True)
class Correction:
    at: datetime
    by: str
    reason: str
    kind: str
    changes: list[Change]


def of_assessment(assessment: Assessment) -> list[Correction]:
    """Newest first, from completion on: how a draft was written is nobody's business."""
    rows = list(_history("AssessmentHistory").filter(id=assessment.pk).order_by("version", "pgh_id"))
    fields = [f.attname for f in Assessment._meta.concrete_fields if f.name not in {"id", "version", "recorded_at"}]
    changes = _changes([*rows, assessment], fields)
    for version, found in _domain_changes(assessment).items():
        changes.setdefault(version, []).extend(found)
    return _corrections(_newest_first(assessment.events.filter(meeting=None)), changes)


def of_meeting(meeting: Meeting) -> list[Correction]:
    rows = list(_history("MeetingHistory").filter(id=meeting.pk).order_by("version", "pgh_id"))
    fields = [f.attname for f in Meeting._meta.concrete_fields if f.name not in {"id", "version", "recorded_at"}]
    return _corrections(_newest_first(meeting.events.all()), _changes([*rows, meeting], fields))


def of_child(scope: Scope, child: Child, record_ids: Iterable[UUID]) -> list[Correction]:
    """What was corrected on the record, and each merge of its ``record_ids`` and its undoing.

    Of what was taken over the names, not what it said: a merge that was undone showed another child's.
    """
    events = kept_back(scope, _newest_first(child.events.select_related("agency")))
    corrected = _of_record(child, "ChildHistory", events)
    merged = Event.objects.filter(child__in=record_ids, kind__in=MERGES | TAKEN_OVER).select_related("actor")
    return sorted([*corrected, *map(_told, merges_once(merged.order_by("-id")))], key=lambda one: one.at, reverse=True)


def kept_back(scope: Scope, events: Iterable[Event]) -> list[Event]:
    """Of what an agency that must not be named did with a child, neither who did it nor why. It knows itself, and LCSS
    tells who needs to know. What belongs to an S&N or a contact is seen by those who see that."""
    shown = list(events)
    for event in shown:
        alone = event.child_id and not (event.assessment_id or event.contact_id)
        agency = event.agency if alone and not scope.has(Role.LCSS) else None
        if agency and agency.do_not_name and agency.pk != scope.agency_id:
            event.actor, event.reason = User(name=UNNAMED), ""
    return shown


def merges_once(events: Iterable[Event]) -> list[Event]:
    """A merge stands on both records, as does its undoing: told of one child, the two events are one."""
    shown: list[Event] = []
    other_side: dict[Any, Any] = {}
    for event in events:
        told = (event.kind, event.occurred_on, event.actor_id, event.reason)
        if event.kind in MERGES and other_side.pop(told, event.child_id) != event.child_id:
            continue
        other_side[told] = event.child_id
        shown.append(event)
    return shown


def taken_over(keep: Child, duplicate: Child) -> list[Change]:
    """What ``keep`` took over from ``duplicate`` when they were last merged: its event names the version it made."""
    merges = Event.objects.filter(kind=EventKind.CHILD_MERGED)
    last = merges.filter(child=duplicate).order_by("-id").first()
    told = merges.filter(child=keep, id__gt=last.pk).order_by("id").first() if last else None
    if told is None or told.version is None:
        return []
    return _record_changes(keep, "ChildHistory").get(told.version, [])


def of_contact(contact: Contact) -> list[Correction]:
    return _of_record(contact, "ContactHistory", _newest_first(contact.events.all()))


def _of_record(record: Child | Contact, name: str, events: Iterable[Event]) -> list[Correction]:
    return _corrections(events, _record_changes(record, name))


def _record_changes(record: Child | Contact, name: str) -> dict[int, list[Change]]:
    rows = list(_history(name).filter(id=record.pk).order_by("version", "pgh_id"))
    generated = {"id", "version", "recorded_at", "received_on"}
    fields = [f.attname for f in record._meta.concrete_fields if f.name not in generated]
    return _changes([*rows, record], fields)


def names(corrections: Iterable[Correction]) -> dict[str, str]:
    """The names behind the ids that the changes speak of."""
    ids = {
        value
        for one in corrections
        for change in one.changes
        for value in (change.before, change.after)
        if isinstance(value, UUID)
    }
    models: tuple[type[Model], ...] = (Agency, Locality, Pilot, User) if ids else ()
    return {
        str(pk): name
        for model in models
        for pk, name in model._default_manager.filter(pk__in=ids).values_list("pk", "name")
    }


def _history(name: str) -> Any:
    return apps.get_model("assessments", name).objects


def _changes(states: list[Any], fields: list[str]) -> dict[int, list[Change]]:
    """By the version that a change made: the fields that differ from the state before."""
    found: dict[int, list[Change]] = {}
    for old, new in pairwise(states):
        found[new.version] = [
            Change(name, getattr(old, name), getattr(new, name))
            for name in fields
            if getattr(old, name) != getattr(new, name)
        ]
    return found


def _domain_changes(assessment: Assessment) -> dict[int, list[Change]]:
    rows = _history("AssessmentDomainHistory").filter(assessment_id=assessment.pk).order_by("version", "pgh_id")
    states: dict[str, list[Any]] = {domain: [] for domain in Domain.values}
    for row in [*rows, *assessment.domains.all()]:
        states[row.domain].append(row)
    found: dict[int, list[Change]] = {}
    for domain, versions in states.items():
        for old, new in pairwise([None, *versions]):
            found.setdefault(new.version, []).extend(
                Change(name, getattr(old, name, None), getattr(new, name), domain)
                for name in DOMAIN_FIELDS
                if _said(old, name) != _said(new, name)
            )
    return found


def _said(row: Any, field: str) -> Any:
    """An empty answer and none are the same; a score of 0 is an answer."""
    value = getattr(row, field, None)
    return None if value == "" else value


def _newest_first(events: QuerySet[Event]) -> list[Event]:
    return list(events.filter(version__isnull=False).select_related("actor").order_by("-version", "-id"))


def _corrections(events: Iterable[Event], changes: dict[int, list[Change]]) -> list[Correction]:
    return [_told(event, changes.get(event.version or 0, [])) for event in events if event.kind.endswith(".corrected")]


def _told(event: Event, changes: Sequence[Change] = ()) -> Correction:
    return Correction(
        at=event.recorded_at,
        by=event.actor.name if event.actor else "ehtrack",
        reason=event.reason,
        kind=event.kind,
        changes=list(changes),
    )
