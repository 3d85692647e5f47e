"""The figures as the JSON that ``manage.py measures`` prints; rates and changes are unrounded fractions."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from agencies.models import Theme
from assessments.facts import CLOSURE_REASONS, PLAN_CATEGORIES
from dashboards.counts import PRIORITIES
from dashboards.measures import DEFINITION, consistency_as_json, past_as_json
from dashboards.measures.figures import Figures
from dashboards.measures.rows import Row
from dashboards.selectors.early_help import PlansStarted
from dashboards.selectors.tafs import Attended


def as_json(figures: Figures) -> dict[str, Any]:
    question, counts = figures.question, figures.counts
    return {
        "definition": DEFINITION,
        "year": question.year.label,
        "from": question.first.isoformat(),
        "as_of": question.as_of.isoformat(),
        "basis": question.basis.value,
        "agency": question.agency.code if question.agency else None,
        "group": question.group.code if question.group else None,
        "complete_months": len(question.months),
        "computed_at": figures.now.isoformat(),
        "assessments": counts.counted(question.basis),
        "assessments_shared": counts.shared,
        "children": figures.children,
        "target": _target(figures),
        "same_period_last_year": {
            "assessments": figures.progress.actual_last_year,
            "change": _float(figures.progress.change),
        },
        "last_two_months": {
            "against_previous_twelve": _float(figures.progress.two_against_twelve),
            "against_target": _float(figures.progress.two_against_target),
        },
        "contacts": _contacts(figures),
        "groups": [_row(row) for row in figures.groups],
        "agencies": [_row(row) | {"group": row.group} for row in figures.agencies],
        "months": _months(figures),
        "plans": _plans(figures),
        "training": _training(figures),
        "networks": _networks(figures),
        "consultations": _consultations(figures),
        "taf": _taf(figures),
        "signals": past_as_json.signals(figures),
        "consistency": consistency_as_json.consistency(figures),
        "projection_record": past_as_json.projection_record(figures),
    }


def _target(figures: Figures) -> dict[str, Any]:
    progress, target = figures.progress, figures.target
    low, high = progress.low_high or (None, None)
    return {
        "target": progress.target_number,
        "basis": figures.question.basis.value,
        "agreed_basis": target.basis.value if target else None,
        "agreed_on": target.agreed_on.isoformat() if target and target.agreed_on else None,
        "path": target.is_path if target else None,
        "actual": progress.actual,
        "projection": {
            "straight_line": _float(progress.straight_line),
            "seasonal": _float(progress.seasonal),
            "recent": _float(progress.recent),
            "low": low,
            "high": high,
        },
        "gap": _float(progress.gap),
        "gap_text": progress.gap_text,
        "needed_per_month": _float(progress.needed_per_month),
        "rag": progress.rag.value if progress.rag else None,
    }


def _contacts(figures: Figures) -> dict[str, Any]:
    counts = figures.counts
    return {
        "total": counts.contacts,
        "decided": counts.decided,
        "undecided": counts.contacts - counts.decided,
        "undecided_overdue": figures.undecided_overdue,
        "no_further_action": counts.no_further_action,
        "no_further_action_rate": _rate(counts.no_further_action, counts.decided),
        "change": _float(figures.progress.contacts_change),
        "on_time": {priority: _rate(*counts.on_time(priority)) for priority in PRIORITIES},
        "diverted_to_early_help": figures.contacts_and_early_help.diverted,
        "diverted_not_yet_complete": figures.contacts_and_early_help.not_yet_complete,
        "early_help_first": figures.contacts_and_early_help.first,
    }


def _plans(figures: Figures) -> dict[str, Any]:
    by_category = {category: figures.plans.get(category, PlansStarted()) for category in PLAN_CATEGORIES}
    by_category["all"] = sum(by_category.values(), PlansStarted())
    return {
        category: {
            "new": plans.new,
            "with_prior_assessment": plans.evidenced,
            "rate": _rate(plans.evidenced, plans.new),
        }
        for category, plans in by_category.items()
    }


def _training(figures: Figures) -> dict[str, Any]:
    trained = figures.trained
    return {
        "people": trained.people,
        "attendances": trained.attendances,
        "by_group": {group.code: trained.by_group.get(group.pk, 0) for group in figures.all_groups},
        "by_agency": {agency.code: trained.by_agency.get(agency.pk, 0) for agency in figures.all_agencies},
    }


def _networks(figures: Figures) -> list[dict[str, Any]]:
    return [
        {
            "month": month.label,
            "locality": locality.name,
            "meetings": network.meetings,
            "families": network.families,
            "reason": network.reason or None,
        }
        for month, locality, network in figures.networks
    ]


def _consultations(figures: Figures) -> dict[str, Any]:
    asked = figures.consulted
    localities: dict[UUID | None, str] = {place.pk: place.name for place in figures.all_localities}
    return {
        "total": asked.total,
        "by_agency": {agency.code: asked.by_agency[agency.pk] for agency in figures.all_agencies},
        "by_locality": {name: asked.in_place(key) for key, name in {**localities, None: "Not recorded"}.items()},
        "by_theme": {theme: asked.about(theme) for theme in Theme.values},
    }


def _taf(figures: Figures) -> dict[str, Any]:
    """A row called null where the agency or locality is not recorded."""
    tafs, meetings, attended = figures.tafs, figures.meetings, figures.attended
    codes: dict[UUID | None, str | None] = {agency.pk: agency.code for agency in figures.all_agencies}
    localities: dict[UUID | None, str | None] = {locality.pk: locality.name for locality in figures.all_localities}
    return {
        "open": tafs.open,
        "overdue_review": tafs.overdue,
        "due_first": tafs.due_first,
        "first_in_time": tafs.first_in_time,
        "first_in_time_rate": _rate(tafs.first_in_time, tafs.due_first),
        "meetings": meetings.total,
        "meetings_by_month": [
            {"month": month.label, "meetings": meetings.by_month[month]} for month in figures.period_months
        ],
        "meetings_by_locality": [
            {"locality": name, "meetings": meetings.by_locality[key]}
            for key, name in {**localities, None: None}.items()
        ],
        "attendance_rate": _rate(attended.attended, attended.invited),
        "agencies": [
            {
                "code": code,
                "meetings_chaired": meetings.by_agency[key] if key else 0,
                "invited": figures.attendance.get(key, Attended()).invited,
                "attended": figures.attendance.get(key, Attended()).attended,
                "sent_report": figures.attendance.get(key, Attended()).report,
                "open_tafs_led": figures.led.get(key, 0),
            }
            for key, code in {**codes, None: None}.items()
        ],
        "closures": {reason: figures.closures.get(reason, 0) for reason in CLOSURE_REASONS},
    }


def _row(row: Row) -> dict[str, Any]:
    result = {
        "code": row.code,
        "name": row.name,
        "assessments": row.assessments,
        "pilot_assessments": row.pilot_assessments,
        "contacts": row.counts.contacts,
        "ratio": _float(row.ratio),
        "ratio_text": row.ratio_text,
        "no_further_action_rate": _float(row.no_further_action_rate),
    }
    if row.pilot_assessments:
        result["with_pilot"] = {"ratio": _float(row.ratio_with_pilot), "ratio_text": row.ratio_text_with_pilot}
    return result


def _months(figures: Figures) -> list[dict[str, Any]]:
    basis = figures.question.basis
    return [
        {
            "month": month.label,
            "assessments": counts.counted(basis),
            "pilot_assessments": counts.counted_pilot(basis),
            "shared": counts.shared,
            "contacts": counts.contacts,
        }
        for month, counts in figures.months
    ]


def _rate(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
