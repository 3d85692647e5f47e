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
WHOM_TO_ASK = """
SELECT record.id, reach.person, reach.phone, reach.email
FROM assessments_assessment record LEFT JOIN ehtrack_whom_to_ask(record.lead_professional_id,
    record.lead_professional_name, record.lead_professional_agency_id, record.author_id, record.agency_id) reach ON true
WHERE record.id = ANY(%s)
"""
Reach = tuple[str | None, ...]


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
    readable = list(rows.select_related("agency", "lead_professional_agency"))
    reach = _whom_to_ask([row.pk for row in readable])
    found = [(row.completed_on, _of_readable(row, reach[row.pk])) for row in readable]
    found += [(day, work) for day, work in _elsewhere(known) if work.assessment_id not in reach]
    return [work for _, work in sorted(found, key=lambda one: (one[0] or date.max, one[1].assessment_id))]


def _of_readable(assessment: Assessment, reach: Reach) -> OpenWork:
    agency = assessment.lead_professional_agency or assessment.agency
    return OpenWork(assessment.pk, agency.name, _contact(*reach), readable=True)


def _whom_to_ask(assessment_ids: list[UUID]) -> dict[UUID, Reach]:
    """Name, phone and email of who leads each S&N: the agency's leads when they have left, nobody without any."""
    if not assessment_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(WHOM_TO_ASK, [assessment_ids])
        return {row[0]: row[1:] for row in cursor.fetchall()}


def whom_to_ask(assessment: Assessment) -> str:
    """Of an S&N that the person reads: name, phone and email, or LCSS."""
    return _told(*_whom_to_ask([assessment.pk])[assessment.pk])


def _elsewhere(standing_ids: Sequence[UUID]) -> Iterator[tuple[date, OpenWork]]:
    """What the database's own function tells of S&Ns that the person does not see; no agency: LCSS is to be asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ehtrack_open_work(%s::uuid[])", [list(standing_ids)])
        rows = cursor.fetchall()
    for assessment_id, day, agency, *reach in rows:
        yield day, OpenWork(assessment_id, agency or UNNAMED, _contact(*reach), readable=False)


def _contact(*reach: str | None) -> str:
    return f"Contact {_told(*reach)}"


def _told(*reach: str | None) -> str:
    return ", ".join(filter(None, reach)) or "LCSS"
