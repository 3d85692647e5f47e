"""The life of an S&N: started, completed, shared, closed, withdrawn. Record, event and audit, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from agencies.errors import NotAllowedYet, Stale
from agencies.models import Agency, User
from agencies.scope import Scope
from assessments import lifecycle, sections
from assessments.lifecycle import AssessmentMove
from assessments.models import Assessment, AssessmentChild, Child
from assessments.models.assessment import ClosureReason, Consent
from assessments.models.event import EventKind
from assessments.selectors import assessments as selectors
from assessments.services import cancellations, events, links, references
from ehtrack.lib.calendar import local_day


@transaction.atomic
def start(
    *,
    scope: Scope,
    children: Sequence[Child],
    names: Mapping[str, str] | None = None,
    today: date,
    reason: str = "",
) -> Assessment:
    """A draft of these children, its author leading until they say otherwise.

    ``names``: those that were typed of known children, by their ids. ``reason`` says why it is started although the
    family has an open one.
    """
    if not children:
        raise NotAllowedYet("Add at least one child")
    assessment = Assessment.objects.create(
        agency_id=scope.agency_id,
        team_id=min(scope.team_ids, default=None),
        source=references.SOURCE,
        reference=references.new("SN"),
        started_on=today,
        author_id=scope.user_id,
        author_name=scope.user_name,
        lead_professional_id=scope.user_id,
        lead_professional_agency_id=scope.agency_id,
        locality_id=Agency.objects.values_list("locality_id", flat=True).get(pk=scope.agency_id),
        typed_names=dict(names or {}),
    )
    _link(assessment, children)
    events.record(
        scope=scope,
        kind=EventKind.ASSESSMENT_STARTED,
        occurred_on=today,
        assessment=assessment,
        reason=reason,
        version=assessment.version,
    )
    return assessment


@transaction.atomic
def set_children(
    *,
    scope: Scope,
    assessment: Assessment,
    children: Sequence[Child],
    names: Mapping[str, str] | None = None,
    version: int,
) -> Assessment:
    """Replace the children of a draft, and the ``names`` that were typed. Links that stay are not written again."""
    lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.COMPLETE, assessment.status)
    if not children:
        raise NotAllowedYet("Keep at least one child")
    saved = save(assessment, version=version, typed_names=dict(names or {}))
    leaving, joining = links.changes(saved.links.values_list("child_id", flat=True), children)
    saved.links.filter(child_id__in=leaving).delete()
    _link(saved, joining)
    return saved


@transaction.atomic
def complete(
    *, scope: Scope, assessment: Assessment, version: int, completed_on: date, shared_on: date | None
) -> Assessment:
    """The draft becomes an S&N that counts on ``completed_on``; with ``shared_on`` it is shared too.

    It was often done with the family on paper before it was typed: then it was started no later than completed.
    """
    move = lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.COMPLETE, assessment.status)
    missing = sections.missing(assessment, selectors.domains_answered(assessment))
    if missing:
        raise NotAllowedYet(
            f"Answer before completing: {'; '.join(word for words in missing.values() for word in words)}"
        )
    if not assessment.links.exists():
        raise NotAllowedYet("Add at least one child")
    started_on = min(assessment.started_on or completed_on, completed_on)
    saved = save(
        assessment,
        version=version,
        status=move.to,
        started_on=started_on,
        completed_on=completed_on,
        typed_names={},  # from now on the agency works with the family, and sees its record
    )
    _tell(scope, saved, move.event, completed_on)
    return share(scope=scope, assessment=saved, version=saved.version, shared_on=shared_on) if shared_on else saved


@transaction.atomic
def share(
    *, scope: Scope, assessment: Assessment, version: int, shared_on: date, sharing_reason: str = ""
) -> Assessment:
    """Shared with the council on the day. Without the family's agreement: with MASH or social care only, and why."""
    move = lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.SHARE, assessment.status)
    if assessment.shared_on:
        raise NotAllowedYet("This S&N is shared already")
    reason = sharing_reason or assessment.sharing_reason
    check_sharing(assessment, shared_on, reason)
    saved = save(assessment, version=version, shared_on=shared_on, sharing_reason=reason)
    _tell(scope, saved, move.event, shared_on, reason if saved.consent == Consent.NO else "")
    return saved


@transaction.atomic
def close(
    *, scope: Scope, assessment: Assessment, version: int, closed_on: date, closure_reason: str, reason: str = ""
) -> Assessment:
    move = lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.CLOSE, assessment.status)
    if assessment.completed_on and closed_on < assessment.completed_on:
        raise NotAllowedYet("The closing date must be on or after the day the S&N was completed")
    words = ". ".join(part for part in (ClosureReason(closure_reason).label, reason) if part)
    saved = save(assessment, version=version, status=move.to, closed_on=closed_on, closure_reason=closure_reason)
    _tell(scope, saved, move.event, closed_on, words)
    cancellations.cancel_planned(scope=scope, assessment=saved, on=closed_on, reason="The S&N closed")
    return saved


@transaction.atomic
def reopen(*, scope: Scope, assessment: Assessment, version: int, reason: str, today: date) -> Assessment:
    """Undo a closing that was a mistake. A family that needs help again gets a new S&N. What was planned stays
    cancelled: its people may have been told."""
    move = lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.REOPEN, assessment.status)
    saved = save(assessment, version=version, status=move.to, closed_on=None, closure_reason="")
    _tell(scope, saved, move.event, today, f"Opened again. {reason}")
    return saved


@transaction.atomic
def withdraw(*, scope: Scope, assessment: Assessment, version: int, reason: str, now: datetime) -> Assessment:
    """Entered in error: kept with its reason, and never counted."""
    move = lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.WITHDRAW, assessment.status)
    saved = save(assessment, version=version, status=move.to, withdrawn_at=now, withdrawn_reason=reason)
    _tell(scope, saved, move.event, local_day(now), reason)
    cancellations.cancel_planned(scope=scope, assessment=saved, on=local_day(now), reason="The S&N was withdrawn")
    return saved


@transaction.atomic
def reassign(*, scope: Scope, assessment: Assessment, version: int, author: User, today: date) -> Assessment:
    """Hand a draft to another author of the agency; whoever had it no longer sees it."""
    move = lifecycle.ask(lifecycle.ASSESSMENT, AssessmentMove.REASSIGN, assessment.status)
    if not selectors.colleagues(scope).filter(pk=author.pk).exists():
        raise NotAllowedYet("Choose someone of your agency who records S&Ns")
    changes: dict[str, Any] = {"author_id": author.pk, "author_name": author.name}
    if assessment.lead_professional_id == assessment.author_id:
        changes["lead_professional_id"] = author.pk
    saved = save(assessment, version=version, **changes)
    _tell(scope, saved, move.event, today)
    return saved


def save(assessment: Assessment, *, version: int, **changes: Any) -> Assessment:
    """Write the changes if nobody wrote since ``version`` was read, else Stale. The record as it is afterwards."""
    mine = Assessment.objects.filter(pk=assessment.pk, version=version)
    if not mine.update(**changes, version=F("version") + 1):
        raise Stale
    return Assessment.objects.get(pk=assessment.pk)


def _link(assessment: Assessment, children: Iterable[Child]) -> None:
    unique = {child.pk: child for child in children}
    AssessmentChild.objects.bulk_create(
        [AssessmentChild(assessment=assessment, child=child) for child in unique.values()]
    )


def check_sharing(assessment: Assessment, shared_on: date, reason: str) -> None:
    """Nothing is shared without an agreement on record, or the reason for going without."""
    if not assessment.consent:
        raise NotAllowedYet("Record agreement before sharing")
    if assessment.consent == Consent.NO and not reason:
        raise NotAllowedYet("The family did not agree: give the reason for sharing with the MASH or social care")
    if assessment.completed_on and shared_on < assessment.completed_on:
        raise NotAllowedYet("The shared date must be on or after the day the S&N was completed")


def _tell(scope: Scope, assessment: Assessment, kind: EventKind, day: date, reason: str = "") -> None:
    events.record(
        scope=scope, kind=kind, occurred_on=day, assessment=assessment, reason=reason, version=assessment.version
    )
