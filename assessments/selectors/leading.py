"""Who leads an S&N: the lead professional, else its author. And do they still work there?"""

from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce

from agencies.models import Membership, User
from agencies.scope import Scope
from assessments.models.assessment import AssessmentQuerySet

AUTHOR_LEADS = Q(lead_professional=None, lead_professional_name="", author__isnull=False)


def by_person(rows: AssessmentQuerySet, person_id: UUID) -> AssessmentQuerySet:
    return rows.filter(Q(lead_professional_id=person_id) | AUTHOR_LEADS & Q(author_id=person_id))


def by_somebody_who_left(rows: AssessmentQuerySet) -> AssessmentQuerySet:
    """An account that is closed, or has no role any more in the agency for which it leads."""
    led = rows.filter(Q(lead_professional__isnull=False) | AUTHOR_LEADS)
    leads = led.annotate(
        leads_id=Coalesce("lead_professional_id", "author_id"),
        leads_for_id=Case(
            When(lead_professional=None, then=F("agency_id")),
            default=Coalesce("lead_professional_agency_id", "agency_id"),
        ),
    )
    held = Membership.objects.current().filter(
        user_id=OuterRef("leads_id"), agency_id=OuterRef("leads_for_id"), user__is_active=True
    )
    return leads.filter(~Exists(held))


def has_left(person: User, agency_id: UUID) -> bool:
    held = Membership.objects.current().filter(user=person, agency_id=agency_id)
    return not (person.is_active and held.exists())


def of_own_agency(scope: Scope, rows: AssessmentQuerySet) -> AssessmentQuerySet:
    """Open S&Ns that the agency acted for wrote: it can give them to another lead professional."""
    return rows.open().filter(agency_id=scope.agency_id)
