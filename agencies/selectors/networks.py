"""Meetings of the Early Help Network. They belong to localities, never to one agency."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Max, Min, QuerySet

from agencies.models import Locality, NetworkMeeting
from agencies.policy import Permission
from agencies.scope import Scope
from ehtrack.lib.calendar import FinancialYear, Month

Meetings = dict[tuple[Month, UUID], list[NetworkMeeting]]


def visible(scope: Scope) -> QuerySet[NetworkMeeting]:
    """All of them for who records them, and none for everybody else."""
    if not scope.may(Permission.RECORD_NETWORKS):
        return NetworkMeeting.objects.none()
    return NetworkMeeting.objects.select_related("locality")


def localities() -> QuerySet[Locality]:
    return Locality.objects.all()


def of_year(scope: Scope, year: FinancialYear) -> Meetings:
    """The meetings of each month and locality that has any, the first day first."""
    found: Meetings = defaultdict(list)
    for meeting in visible(scope).filter(held_on__range=(year.start, year.end)).order_by("held_on"):
        found[Month.of(meeting.held_on), meeting.locality_id].append(meeting)
    return dict(found)


def years(scope: Scope, today: date) -> list[FinancialYear]:
    """Every financial year from the first meeting's to this one, the latest first."""
    ends = visible(scope).aggregate(first=Min("held_on"), last=Max("held_on"))
    this = FinancialYear.of(today)
    first = FinancialYear.of(ends["first"] or today).starts
    last = max(this.starts, FinancialYear.of(ends["last"] or today).starts)
    return [FinancialYear(starts) for starts in range(last, first - 1, -1)]


def missing(scope: Scope, month: Month) -> list[Locality]:
    """The localities of which nobody wrote down a meeting in the month, nor why there was none."""
    written = visible(scope).filter(held_on__range=(month.first, month.last)).values("locality_id")
    return list(localities().exclude(pk__in=written)) if scope.may(Permission.RECORD_NETWORKS) else []
