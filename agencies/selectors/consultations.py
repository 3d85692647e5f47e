"""No Names Consultations. The LCSS reads all of them; everybody else sees counts only."""

from datetime import date

from django.db.models import QuerySet

from agencies.models import Agency, Consultation, Locality
from agencies.models.agency import AgencyQuerySet
from agencies.policy import Permission
from agencies.scope import Scope

NO_LOCALITY = "none"


def visible(scope: Scope) -> QuerySet[Consultation]:
    """All of them for who records them, and none for everybody else."""
    if not scope.may(Permission.RECORD_CONSULTATIONS):
        return Consultation.objects.none()
    return Consultation.objects.select_related("agency", "locality", "recorded_by")


def askers() -> AgencyQuerySet:
    """The agencies that may have asked: any of the partnership, closed ones too, as a consultation may be recorded
    late."""
    return Agency.objects.order_by("name", "code")


def localities() -> QuerySet[Locality]:
    return Locality.objects.all()


def listed(
    scope: Scope,
    *,
    agency: Agency | None = None,
    locality: str = "",
    theme: str = "",
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[Consultation]:
    """The latest first; ``locality`` is a code, or ``NO_LOCALITY`` for those of which it is not recorded."""
    found = visible(scope)
    if agency:
        found = found.filter(agency=agency)
    if locality:
        found = found.filter(locality=None) if locality == NO_LOCALITY else found.filter(locality__code=locality)
    if theme:
        found = found.filter(theme=theme)
    if first:
        found = found.filter(held_on__gte=first)
    if last:
        found = found.filter(held_on__lte=last)
    return found.order_by("-held_on", "-recorded_at", "pk")
