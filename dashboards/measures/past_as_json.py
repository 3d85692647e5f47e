"""What the years before tell, as JSON: which months are signals, and how far projections were from the truth."""

from fractions import Fraction
from typing import Any

from dashboards.measures import variation_words
from dashboards.measures.figures import Figures
from dashboards.measures.record import MONTHS, Method, PastProjection
from dashboards.measures.variation import JudgedMonth, Signals


def signals(figures: Figures) -> dict[str, Any]:
    found = {
        "assessments": figures.assessments_by_month.signals,
        "contacts": figures.contacts_by_month.signals,
        "taf_meetings": figures.meetings_by_month.signals,
    }
    return {name: _signals(one) for name, one in found.items()}


def _signals(found: Signals) -> dict[str, Any]:
    return {
        "text": variation_words.said(found),
        "baseline": found.baseline.label if found.baseline else None,
        "seasonal": found.index is not None,
        "centre": _float(found.centre),
        "low": _float(found.low),
        "high": _float(found.high),
        "months": [_month(one) for one in found.months],
    }


def _month(one: JudgedMonth) -> dict[str, Any]:
    return {
        "month": one.month.label,
        "count": one.count,
        "centre": float(one.centre),
        "low": float(one.low),
        "high": float(one.high),
        "outside": one.outside,
        "run": one.run,
        "signal": one.signal.value if one.signal else None,
    }


def projection_record(figures: Figures) -> dict[str, Any]:
    """By year and complete months, from the records as counted now; differences are shares of what came."""
    found = figures.assessments_by_month.record
    return {
        "years": {
            year.label: {
                "came": found.said(year, Method.STRAIGHT_LINE, MONTHS[0]).came,
                "after_months": {
                    str(m): {method.value: _said(found.said(year, method, m)) for method in Method} for m in MONTHS
                },
            }
            for year in found.years
        },
        "mean_difference": {
            str(m): {method.value: _float(found.mean_difference(method, m)) for method in Method} for m in MONTHS
        },
    }


def _said(one: PastProjection) -> dict[str, Any]:
    return {"projection": _float(one.said), "difference": _float(one.difference)}


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
