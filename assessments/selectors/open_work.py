"""Is anyone already working with this child? What may be said of it, and to whom to turn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from agencies.scope import Scope
from agencies.unit_of_work import as_system
from assessments.models import Assessment
from assessments.models.assessment import Consent
from assessments.models.facts import AssessmentChildFact, ChildIdentity
from assessments.selectors import assessments, identities


@dataclass(frozen=True)
class OpenWork:
    """An open S&N of a child, in words: who leads it and how to reach them, or that LCSS is to be asked."""

    assessment_id: UUID
    led_by: str
    contact: str
    readable: bool

    @property
    def text(self) -> str:
        return f"It has an open S&N led by {self.led_by}. {self.contact}."


def of_children(scope: Scope, child_ids: Sequence[UUID]) -> list[OpenWork]:
    """Open S&Ns of these children. Silent about protected children and families that did not agree to share.

    An agency that must not be named, or an S&N with a word on whom not to share it with, answers "contact LCSS",
    except to those who read that S&N anyway.
    """
    with as_system():
        return list(_of_children(scope, child_ids))


def _of_children(scope: Scope, child_ids: Sequence[UUID]) -> Iterator[OpenWork]:
    standing = dict(ChildIdentity.objects.filter(id__in=child_ids).values_list("id", "stands_for_id"))
    known = [standing.get(child_id, child_id) for child_id in child_ids]
    links = AssessmentChildFact.objects.filter(child_id__in=known).values("assessment_id")
    readable = set(assessments.visible(scope).filter(pk__in=links).values_list("pk", flat=True))
    rows = (
        Assessment.objects.open()
        .filter(pk__in=links)
        .exclude(~Q(pk__in=readable) & (Q(consent=Consent.NO) | Q(pk__in=identities.assessments_of_protected())))
        .select_related("agency", "author", "lead_professional", "lead_professional_agency")
        .order_by("completed_on")
    )
    yield from (_words(row, readable=row.pk in readable) for row in rows)


def _words(assessment: Assessment, *, readable: bool) -> OpenWork:
    agency = assessment.lead_professional_agency or assessment.agency
    unnamed = agency.do_not_name or assessment.agency.do_not_name or assessment.not_to_share_with
    if unnamed and not readable:
        return OpenWork(assessment.pk, "an agency that LCSS can tell you about", "Contact LCSS", readable)
    lead = assessment.lead_professional or assessment.author
    name = assessment.lead_professional_name or (lead.name if lead else "")
    reach = ", ".join(part for part in (name, lead.phone if lead else "", lead.email if lead else "") if part)
    return OpenWork(assessment.pk, agency.name, f"Contact {reach}" if reach else f"Ask {agency.name}", readable)
