"""The answers of an S&N, page by page: kept as a draft at each save, corrected with a reason once it is completed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from agencies.errors import NotAllowedYet
from agencies.scope import Scope
from assessments import lifecycle
from assessments.lifecycle import AssessmentMove
from assessments.models import Assessment, AssessmentDomain
from assessments.sections import DOMAIN_FIELDS, Section
from assessments.services import events
from assessments.services.assessments import check_sharing, save

Answers = Mapping[str, Any]
SHARING_FIELDS = ("shared_on", "consent", "sharing_reason", "completed_on")


@transaction.atomic
def keep(*, scope: Scope, assessment: Assessment, section: Section, version: int, answers: Answers) -> Assessment:
    """Save a page of a draft, finished or not. ``answers`` of the domains page are by domain, else by field."""
    lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.COMPLETE, assessment.status)
    return _write(assessment, section, version, answers)


@transaction.atomic
def correct(
    *,
    scope: Scope,
    assessment: Assessment,
    section: Section,
    version: int,
    answers: Answers,
    reason: str,
    today: date,
) -> Assessment:
    """Change what a completed or closed S&N says. What it said before stays, with who changed it and why."""
    move = lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.CORRECT, assessment.status)
    if not reason.strip():
        raise NotAllowedYet("Say why you are correcting this")
    try:
        with transaction.atomic():
            saved = _write(assessment, section, version, answers)
    except IntegrityError as error:
        raise NotAllowedYet(_refusal(error)) from error
    _check_sharing(assessment, saved)
    events.record(
        scope=scope, kind=move.event, occurred_on=today, assessment=saved, reason=reason, version=saved.version
    )
    return saved


def _check_sharing(before: Assessment, after: Assessment) -> None:
    """Only what a correction touches: an import may have brought an S&N shared without an agreement on record."""
    if after.shared_on and not before.shared_on:
        raise NotAllowedYet("This S&N is not shared yet: use Share with the council, then correct the date if need be")
    touched = any(getattr(before, name) != getattr(after, name) for name in SHARING_FIELDS)
    if after.shared_on and touched:
        check_sharing(after, after.shared_on, after.sharing_reason)


def _write(assessment: Assessment, section: Section, version: int, answers: Answers) -> Assessment:
    if section.fields:
        return save(assessment, version=version, **{name: answers[name] for name in section.fields if name in answers})
    saved = save(assessment, version=version)
    _write_domains(saved, answers)
    return saved


def _write_domains(assessment: Assessment, answers: Answers) -> None:
    """Only domains that say something else than before are written, so that history holds changes alone."""
    before = {row.domain: row for row in assessment.domains.all()}
    for domain, given in answers.items():
        values = {name: given.get(name, empty) for name, empty in DOMAIN_FIELDS.items()}
        row = before.get(domain)
        if row is None and any(value not in ("", None) for value in values.values()):
            AssessmentDomain.objects.create(assessment=assessment, domain=domain, version=assessment.version, **values)
        elif row and values != {name: getattr(row, name) for name in DOMAIN_FIELDS}:
            assessment.domains.filter(pk=row.pk).update(**values, version=assessment.version)


REFUSALS = {
    "assessment_shared_without_agreement_has_a_reason": (
        "It is shared with the council: give the reason for sharing without the family's agreement"
    ),
    "assessment_closed_after_completed": "The closing date must be on or after the day the S&N was completed",
    "assessment_completed_has_a_date": "Enter the date the S&N was completed",
    "assessment_closed_on_and_why": "A closed S&N has both a closing date and a reason",
    "assessment_closed_has_a_date": "Enter the date the S&N was closed",
}


def _refusal(error: IntegrityError) -> str:
    """The database's named constraint, in words; anything else is a fault and stays one."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name not in REFUSALS:
        raise error
    return REFUSALS[name]
