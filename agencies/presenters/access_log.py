"""The access log as finished words: who, when, what, and ids. Never what a record says."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import AuditEvent
from agencies.presenters import audit_words
from ehtrack.lib.tables import Column, Table

# The reason for these is about staff or agencies. A reason for a record may say something of the family.
REASON_SHOWN = frozenset({"agency", "membership", "invitation", "team"})


def events_table(events: Iterable[AuditEvent]) -> Table:
    columns = [Column("at", "When"), Column("person", "Who"), Column("action", "Did"), Column("subject", "About")]
    return Table("Access log", columns, [_row(event) for event in events])


def _row(event: AuditEvent) -> list[str]:
    at = date_format(timezone.localtime(event.at), "j M Y, H:i:s")
    return [at, _who(event), audit_words.told(event.action, shown=bool(event.subject_ids)), _about(event)]


def _who(event: AuditEvent) -> str:
    agency = f", {event.agency.name}" if event.agency else ""
    return f"{event.actor.name if event.actor else 'ehtrack'}{agency}"


def _about(event: AuditEvent) -> str:
    return ". ".join(part for part in (_subject(event), _verdict(event), _reason(event)) if part)


def _subject(event: AuditEvent) -> str:
    """Nothing without an id: that a list was empty is no record."""
    if not event.subject_ids:
        return ""
    first, rest = event.subject_ids[0], len(event.subject_ids) - 1
    more = f" and {rest:,} more" if rest else ""
    return f"{audit_words.subject(event.subject_type)} {first}{more}".strip()


def _verdict(event: AuditEvent) -> str:
    """Of whoever reviewed an emergency access."""
    if "was_right" not in event.detail:
        return ""
    return "Judged to be right" if event.detail["was_right"] else "Judged not to be right"


def _reason(event: AuditEvent) -> str:
    if not event.reason:
        return ""
    return f"Reason: {event.reason}" if event.subject_type in REASON_SHOWN else "A reason was given"
