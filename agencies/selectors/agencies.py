"""Agencies, their groups, localities and teams."""

from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact

from agencies.models import Agency, Group, GroupMembership, Locality, Population, Role, Team
from agencies.models.agency import AgencyQuerySet
from agencies.scope import Scope


def visible(scope: Scope) -> AgencyQuerySet:
    """All agencies for the Board admin; for everybody else their own."""
    return Agency.objects.all() if scope.has(Role.BOARD) else Agency.objects.filter(pk=scope.agency_id)


def own(scope: Scope) -> Agency:
    """The agency that the person acts for."""
    return Agency.objects.get(pk=scope.agency_id)


def by_code(scope: Scope, code: str) -> Agency | None:
    return visible(scope).filter(code=code).first()


def teams(scope: Scope) -> QuerySet[Team]:
    return Team.objects.filter(agency__in=visible(scope)).select_related("agency")


def listed(scope: Scope, *, today: date, search: str = "", group: str = "", status: str = "open") -> AgencyQuerySet:
    """Agencies with ``group_name``, None when in no group.

    ``group`` is the name of one; ``status`` is open, closed, no-lead (open ones without a lead) or empty for all.
    """
    group_name = _group_name(today)
    found = visible(scope).select_related("locality")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(code__icontains=search))
    if group:
        found = found.filter(Exact(group_name, group))
    if status == "open":
        found = found.open_on(today)
    if status == "closed":
        found = found.filter(active_to__lt=today)
    if status == "no-lead":
        found = found.filter(pk__in=without_a_lead(scope, today=today).values("pk"))
    return found.annotate(group_name=group_name)


def _group_name(day: date) -> Subquery:
    """The name of the group that an agency is in on a day."""
    rows = GroupMembership.objects.filter(agency=OuterRef("pk")).filter(Q(starts_on=None) | Q(starts_on__lte=day))
    return Subquery(rows.order_by(F("starts_on").desc(nulls_last=True)).values("group__name")[:1])


def teams_of(agency: Agency) -> QuerySet[Team]:
    return agency.teams.all()


def without_a_lead(scope: Scope, *, today: date) -> AgencyQuerySet:
    """Open agencies whose people nobody of their own can manage. What completes no S&Ns and has no people, such as
    members of the public who send contacts, needs no lead."""
    current = Agency.objects.filter(memberships__ended_at=None, memberships__isnull=False)
    led = current.filter(memberships__role=Role.LEAD, memberships__ended_at=None).values("pk")
    found = visible(scope).open_on(today).exclude(pk__in=led)
    return found.exclude(Q(completes_none=True) & ~Q(pk__in=current.values("pk")))


def group_history(agency: Agency) -> QuerySet[GroupMembership]:
    """The groups that the agency was in, the latest first."""
    return agency.group_memberships.select_related("group").order_by(F("starts_on").desc(nulls_last=True))


def children_history(agency: Agency) -> QuerySet[Population]:
    """How many children the agency works with, the latest day first."""
    return agency.populations.order_by(F("starts_on").desc(nulls_last=True))


def groups() -> QuerySet[Group]:
    return Group.objects.all()


def localities() -> QuerySet[Locality]:
    return Locality.objects.all()
