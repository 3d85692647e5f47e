"""The answers of an S&N as finished words: one table of labels for page, check, conflict and history."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from assessments import sections
from assessments.models import Assessment, AssessmentDomain
from assessments.models.assessment import ClosureReason, Consent, Domain, LevelOfNeed, Priority
from assessments.presenters import words
from assessments.sections import Section
from ehtrack.lib.components import SummaryRow

LABELS: dict[str, str] = {
    "consent_who": "Who took part",
    "consent": "Family agrees to work together and share",
    "consent_on": "Asked on",
    "not_to_share_with": "Not to be shared with",
    "sharing_reason": "Reason for sharing without agreement",
    "why_now": "Why help is needed now",
    "level_of_need": "Level of need",
    "priorities": "Priority areas",
    "locality_id": "Locality",
    "pilot_id": "Pilot",
    "child_voice": "What each child says",
    "parent_voice": "What parents and carers say",
    "summary": "What needs to change",
    "actions": "Who does what, by when",
    "needs_taf": "Needs a Team Around the Family",
    "review_on": "Review on",
    "lead_professional_id": "Lead professional",
    "lead_professional_name": "Lead professional of another agency",
    "lead_professional_agency_id": "Agency of the lead professional",
    "completed_on": "Completed",
    "shared_on": "Shared with the council",
    "closed_on": "Closed",
    "closure_reason": "Why it closed",
    "status": "Status",
    "working_well": "what is working well",
    "worrying": "what is worrying",
    "family_score": "the family's score",
    "practitioner_score": "the practitioner's score",
    "held_on": "Held on",
    "planned_on": "Planned for",
    "cancelled_on": "Cancelled on",
    "place": "Place, or online",
    "chair_id": "Chair",
    "chair_name": "Chair",
    "chair_agency_id": "Chairing agency",
    "family_update": "The family's update",
    "decisions": "Decisions",
    "outcome": "Outcome",
    "next_on": "Next meeting",
}
LEFT_OUT = {"lead_professional_name", "lead_professional_agency_id"}


def _levels(value: Any) -> str:
    return str(LevelOfNeed(value).label)


def _priorities(value: Iterable[str]) -> str:
    return ", ".join(str(Priority(one).label) for one in value)


READ: dict[str, Callable[[Any], str]] = {
    "level_of_need": _levels,
    "priorities": _priorities,
    "consent": lambda value: str(Consent(value).label),
    "closure_reason": lambda value: str(ClosureReason(value).label),
}


def say(field: str, value: Any, names: Mapping[str, str] | None = None) -> str:
    """A raw value of a field in words; ``names`` finishes ids."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field in READ:
        return READ[field](value)
    if isinstance(value, date):
        return words.day(value)
    return (names or {}).get(str(value), str(value)) if field.endswith("_id") else str(value)


def names_on(assessment: Assessment) -> dict[str, str]:
    """The names behind the ids on an S&N that was loaded with them."""
    known = (assessment.locality, assessment.pilot, assessment.lead_professional, assessment.lead_professional_agency)
    return {str(one.pk): one.name for one in known if one}


def rows(assessment: Assessment, section: Section, *, href: str = "") -> list[SummaryRow]:
    """The answers of one page of the form; each row leads to it when there is an ``href``."""
    names = names_on(assessment)
    shown = [field for field in section.fields if field not in LEFT_OUT and _is_asked(assessment, field)]
    return [SummaryRow(LABELS[field], _value(assessment, field, names), href) for field in shown]


def _is_asked(assessment: Assessment, field: str) -> bool:
    """An agency without pilots is not asked for one, so its S&Ns do not say that none is recorded."""
    return field != "pilot_id" or bool(assessment.pilot_id) or getattr(assessment, "agency_has_pilots", False)


def _value(assessment: Assessment, field: str, names: Mapping[str, str]) -> str:
    if field == "lead_professional_id":
        return words.lead_professional(assessment)
    return say(field, getattr(assessment, field), names)


def domains(assessment: Assessment) -> list[SummaryRow]:
    """A row for each domain with something in it."""
    known = {row.domain: row for row in assessment.domains.all() if _has_answer(row)}
    return [SummaryRow(str(one.label), _domain(known[one.value])) for one in Domain if one.value in known]


def _domain(row: AssessmentDomain) -> str:
    scores = [
        f"{who} {score} of 10"
        for who, score in (("family", row.family_score), ("practitioner", row.practitioner_score))
        if score is not None
    ]
    lines = (
        ("Working well", row.working_well),
        ("Worrying", row.worrying),
        ("Scores", ", ".join(scores)),
    )
    return "\n".join(f"{title}: {text}" for title, text in lines if text)


def _has_answer(row: AssessmentDomain) -> bool:
    return any(getattr(row, name) not in ("", None) for name in sections.DOMAIN_FIELDS)


@dataclass(frozen=True)
class Difference:
    """An answer of which two texts exist: what the person typed and what someone else saved meanwhile."""

    label: str
    typed: str
    saved: str


@dataclass(frozen=True)
class Card:
    """One page of the form as it was answered. ``change_url`` is empty for who may not."""

    title: str
    rows: list[SummaryRow]
    change_url: str
    change_text: SafeString | str


def cards(assessment: Assessment, *, view: str = "", verb: str = "Change") -> list[Card]:
    """All pages; ``view`` names the page on which one is changed or corrected."""
    return [
        Card(
            one.title,
            rows(assessment, one) if one.fields else domains(assessment),
            reverse(view, args=[assessment.pk, one.key]) if view else "",
            f"{verb} {one.title.lower()}",
        )
        for one in sections.FORM
    ]
