"""The access log, for the auditor."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

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
) -> QuerySet[AuditEvent]:
    """The latest first. ``person``: part of a name or an email address; ``action`` its beginning; days inclusive.

    ``before``: only events older than this id, to go on where a page ended.
    """
    if not scope.may(Permission.READ_ACCESS_LOG):
        return AuditEvent.objects.none()
    found = AuditEvent.objects.select_related("actor", "agency").order_by("-id")
    if person:
        people = User.objects.filter(Q(name__icontains=person) | Q(email__icontains=person))
        found = found.filter(actor__in=people.values("pk"))
    if action:
        found = found.filter(action__istartswith=action)
    if since:
        found = found.filter(at__gte=_midnight(since))
    if until:
        found = found.filter(at__lt=_midnight(until + timedelta(days=1)))
    return found.filter(id__lt=before) if before else found


def refusals_since(scope: Scope, moment: datetime) -> int:
    return events(scope, action="refused").filter(at__gte=moment).count()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)
