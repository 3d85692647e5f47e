"""MASH contacts as finished words for lists, of the MASH and of the agency that sent them."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.safestring import SafeString

from assessments.due_times import standard_on
from assessments.lifecycle import ContactStatus
from assessments.models import Contact, Event, MashStandard
from assessments.models.contact import Rag
from assessments.presenters import words
from ehtrack.lib.calendar import LONDON, local_day
from ehtrack.lib.components import TimelineItem, link, tag_html
from ehtrack.lib.tables import Column, Table

RAG_COLOURS = {"red": "red", "amber": "orange", "green": "green"}


def received(contact: Contact) -> str:
    return words.moment(contact.received_at) if contact.received_at else words.day(contact.received_day)


def asked_for(contact: Contact | None) -> str:
    """On the S&N that the MASH asked for: what whoever sees no contact may know of it. Empty for none."""
    if contact is None:
        return ""
    decided = f" and decided {words.moment(contact.decided_at)}" if contact.decided_at else ""
    return (
        f"This S&N follows contact {contact.reference}, received {received(contact)}{decided}. "
        "The MASH asks your agency for it: ask the MASH for the family's details."
    )


def outcome(contact: Contact) -> str:
    return contact.get_outcome_display() if contact.outcome else "Undecided"


def children(contact: Contact) -> str:
    names = list(dict.fromkeys(words.child_name(child) for child in contact.children.all()))
    return words.listed(names) if names else "No child recorded"


def priority_tag(contact: Contact) -> SafeString:
    return priority_label_tag(contact.priority) if contact.priority else tag_html("No priority", "grey")


def priority_label_tag(priority: str) -> SafeString:
    return tag_html(Rag(priority).label, RAG_COLOURS[priority])


def due_tag(contact: Contact, now: datetime) -> SafeString | None:
    """Late or not, in words: overdue, due today, decided late, decided on time. None when there is no due time."""
    if contact.due_at is None:
        return None
    if contact.decided_at:
        late = contact.missed_earlier_due or contact.decided_at > contact.due_at
        return tag_html("Decided late", "orange") if late else tag_html("Decided on time", "green")
    if contact.due_at < now:
        return tag_html("Overdue", "red")
    if contact.missed_earlier_due:
        return tag_html("Late: priority lowered after the due time", "orange")
    last_moment = contact.due_at - timedelta(microseconds=1)
    return tag_html("Due today", "yellow") if local_day(last_moment) == local_day(now) else None


def due(moment: datetime | None) -> str:
    """Local midnight is the end of the day before."""
    if moment is None:
        return ""
    if moment.astimezone(LONDON).time() == time.min:
        return f"End of {words.day(local_day(moment) - timedelta(days=1))}"
    return words.moment(moment)


def list_table(contacts: Iterable[Contact], now: datetime) -> Table:
    columns = [
        Column("reference", "Reference"),
        Column("children", "Children"),
        Column("received", "Received"),
        Column("agency", "Sent by"),
        Column("priority", "Priority"),
        Column("due", "Due"),
        Column("state", "Decision"),
    ]
    return Table("MASH contacts", columns, [_list_row(contact, now) for contact in contacts])


def _list_row(contact: Contact, now: datetime) -> list[str | SafeString]:
    return [
        link(contact.reference, reverse("contact_detail", args=[contact.pk])),
        children(contact),
        received(contact),
        contact.source_agency.name,
        priority_tag(contact),
        due(contact.due_at) or "No due time",
        _state(contact, now),
    ]


def _state(contact: Contact, now: datetime) -> str | SafeString:
    if contact.decided_at:
        return contact.get_outcome_display()
    return due_tag(contact, now) or "Undecided"


def sent_table(contacts: Iterable[Contact]) -> Table:
    columns = [
        Column("reference", "Reference"),
        Column("received", "Received"),
        Column("status", "Status"),
        Column("decision", "Decision"),
        Column("feedback", "Feedback from the MASH"),
    ]
    return Table("MASH contacts that your agency sent", columns, [_sent_row(contact) for contact in contacts])


def _sent_row(contact: Contact) -> list[str | SafeString]:
    decided = ContactStatus.of(contact) is ContactStatus.DECIDED
    when = f"{words.moment(contact.feedback_at)}: " if contact.feedback_at else ""
    return [
        contact.reference,
        received(contact),
        tag_html("Decided", "green") if decided else tag_html("Received", "blue"),
        outcome(contact),
        f"{when}{contact.feedback}" if contact.feedback else "None yet",
    ]


def standard_hints(standards: Iterable[MashStandard], day: date) -> dict[str, str]:
    """By when a contact received on the day is to be decided, for each priority."""
    found = {rag: standard_on(standards, rag, day) for rag in Rag.values}
    return {rag: _standard(standard) for rag, standard in found.items() if standard}


def _standard(standard: MashStandard) -> str:
    if standard.hours is not None:
        return f"Decide within {standard.hours} hour{'' if standard.hours == 1 else 's'} of receipt"
    days = standard.working_days or 0
    return f"Decide within {days} working day{'' if days == 1 else 's'} after the day of receipt"


def chronology(events: Iterable[Event]) -> list[TimelineItem]:
    return [
        TimelineItem(
            title=event.get_kind_display(),
            when=words.day(event.occurred_on),
            byline=event.actor.name if event.actor else "",
            text=event.reason,
        )
        for event in events
    ]
