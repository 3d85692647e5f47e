"""Is anyone already working with this child? What may be said of it, and to whom to turn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from agencies.scope import Scope
from assessments.models import Assessment
from assessments.models.facts import AssessmentChildFact, ChildIdentity
from assessments.selectors import assessments

UNNAMED = "an agency that LCSS can tell you about"


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
    standing = dict(ChildIdentity.objects.filter(id__in=child_ids).values_list("id", "stands_for_id"))
    known = [standing.get(child_id, child_id) for child_id in child_ids]
    links = AssessmentChildFact.objects.filter(child_id__in=known).values("assessment_id")
    rows = assessments.visible(scope).open().filter(pk__in=links)
    readable = list(rows.select_related("agency", "author", "lead_professional", "lead_professional_agency"))
    read = {row.pk for row in readable}
    found = [(row.completed_on, _of_readable(row)) for row in readable]
    found += [(day, work) for day, work in _elsewhere(known) if work.assessment_id not in read]
    return [work for _, work in sorted(found, key=lambda one: one[0] or date.max)]


def _of_readable(assessment: Assessment) -> OpenWork:
    agency = assessment.lead_professional_agency or assessment.agency
    lead = assessment.lead_professional or assessment.author
    name = assessment.lead_professional_name or (lead.name if lead else "")
    contact = _contact(agency.name, name, lead.phone if lead else "", lead.email if lead else "")
    return OpenWork(assessment.pk, agency.name, contact, readable=True)


def _elsewhere(standing_ids: Sequence[UUID]) -> Iterator[tuple[date, OpenWork]]:
    """What the database's own function tells of S&Ns that the person does not see; no agency: LCSS is to be asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ehtrack_open_work(%s::uuid[])", [list(standing_ids)])
        rows = cursor.fetchall()
    for assessment_id, day, agency, *reach in rows:
        words = (agency, _contact(agency, *reach)) if agency else (UNNAMED, "Contact LCSS")
        yield day, OpenWork(assessment_id, words[0], words[1], readable=False)


def _contact(agency: str, *reach: str | None) -> str:
    found = ", ".join(filter(None, reach))
    return f"Contact {found}" if found else f"Ask {agency}"
