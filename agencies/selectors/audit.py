"""The access log, for the auditor."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from agencies.models import AuditEvent, User
from agencies.policy import Permission
from agencies.scope import Scope
from ehtrack.lib.calendar import LONDON


def events(
    scope: Scope,
    *,
    person: str = "",
    action: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
    records: Sequence[UUID] = (),
) -> QuerySet[AuditEvent]:
    """The latest first. ``person``: part of a name or an email address; days inclusive; ``records``: about any of them.

    ``before``: only events older than this id, to go on where a page ended.
    """
    if not scope.may(Permission.READ_ACCESS_LOG):
        return AuditEvent.objects.none()
    found = AuditEvent.objects.order_by("-id").select_related("actor", "agency")
    if records:
        found = found.filter(pk__in=RawSQL("SELECT id FROM ehtrack_looks_at(%s)", [list(records)]))
    if person:
        people = User.objects.filter(Q(name__icontains=person) | Q(email__icontains=person))
        found = found.filter(actor__in=people.values("pk"))
    if action:
        found = found.filter(action=action)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found.filter(id__lt=before) if before else found


def looks_at(scope: Scope, records: Sequence[UUID], *, most: int, before: int | None = None) -> list[AuditEvent]:
    """Who did or read what with any of these records, the latest first, for whoever may ask.

    By the database's own function, which leaves out what is no record of the person's agency; sorted by an expression:
    ordered by the key, the planner walks a million rows backwards for the few it wants.
    """
    asked = list(records) if scope.may(Permission.SEE_WHO_LOOKED) else []
    found = AuditEvent.objects.raw(
        "SELECT * FROM ehtrack_looks_at(%s::uuid[]) WHERE id < coalesce(%s, id + 1) ORDER BY id + 0 DESC LIMIT %s",
        [asked, before, most],
    )
    return list(found.prefetch_related("actor", "agency"))


def count_since(scope: Scope, action: str, moment: datetime) -> int:
    return events(scope, action=action).filter(at__gte=moment).count()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)
