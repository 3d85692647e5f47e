"""Who looked at a record, for the lead of its agency: finished words."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import AuditEvent
from agencies.presenters import audit_words
from agencies.scope import Scope
from ehtrack.lib.tables import Column, Table

UNNAMED = "Someone of an agency that LCSS can tell you about"


def looks_table(events: Iterable[AuditEvent], scope: Scope) -> Table:
    columns = [Column("at", "When"), Column("person", "Who"), Column("action", "Did")]
    return Table("Who looked", columns, [_row(event, scope) for event in events])


def _row(event: AuditEvent, scope: Scope) -> list[str]:
    at = date_format(timezone.localtime(event.at), "j M Y, H:i:s")
    return [at, _who(event, scope), audit_words.said(event.action)]


def _who(event: AuditEvent, scope: Scope) -> str:
    """That a refuge works with the child is not to be read off its looking."""
    if event.agency and event.agency.do_not_name and event.agency_id != scope.agency_id:
        return UNNAMED
    return f"{event.actor.name if event.actor else 'ehtrack'}{f', {event.agency.name}' if event.agency else ''}"
