"""The access log as finished words: who, when, what, and ids. Never what a record says."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import AuditEvent
from ehtrack.lib.tables import Column, Table

# The reason for these is about staff or agencies. A reason for a record may say something of the family.
REASON_SHOWN = frozenset({"agency", "membership", "invitation", "team"})
IDS_SHOWN = 3


def events_table(events: Iterable[AuditEvent]) -> Table:
    columns = [
        Column("at", "When"),
        Column("person", "Person"),
        Column("agency", "Acting for"),
        Column("action", "Action"),
        Column("subject", "About"),
        Column("reason", "Reason"),
    ]
    return Table("Access log", columns, [_row(event) for event in events])


def _row(event: AuditEvent) -> list[str]:
    return [
        date_format(timezone.localtime(event.at), "j F Y, H:i:s"),
        event.actor.name if event.actor else "ehtrack",
        event.agency.name if event.agency else "",
        event.action,
        _subject(event),
        _reason(event),
    ]


def _subject(event: AuditEvent) -> str:
    ids = [str(key) for key in event.subject_ids[:IDS_SHOWN]]
    more = len(event.subject_ids) - len(ids)
    rest = [f"and {more:,} more"] if more > 0 else []
    return " ".join([event.subject_type, *ids, *rest]).strip()


def _reason(event: AuditEvent) -> str:
    if not event.reason:
        return ""
    return event.reason if event.subject_type in REASON_SHOWN else "Given"
