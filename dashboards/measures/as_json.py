"""The figures as the JSON that ``manage.py measures`` prints; rates and changes are unrounded fractions."""

from fractions import Fraction
from typing import Any

from dashboards.counts import PRIORITIES
from dashboards.measures import DEFINITION
from dashboards.measures.figures import Figures, Row


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
        "taf": {
            "open": figures.tafs.open,
            "overdue_review": figures.tafs.overdue,
            "due_first": figures.tafs.due_first,
            "first_in_time": figures.tafs.first_in_time,
            "first_in_time_rate": _rate(figures.tafs.first_in_time, figures.tafs.due_first),
        },
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
