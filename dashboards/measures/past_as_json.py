"""What the years before tell, as JSON: which months are signals, and how far projections were from the truth."""

from fractions import Fraction
from typing import Any
from uuid import UUID

from dashboards.measures import variation_words
from dashboards.measures.figures import Figures
from dashboards.measures.record import MONTHS, Method, PastProjection
from dashboards.measures.series import Monthly
from dashboards.measures.variation import JudgedMonth, Signals
from ehtrack.lib.calendar import Month


def signals(figures: Figures) -> dict[str, Any]:
    places: dict[UUID | None, str] = {place.pk: place.name for place in figures.all_localities}
    found: dict[str, Monthly] = {
        "assessments": figures.assessments_by_month,
        "pilot_assessments": figures.pilots_by_month,
        "without_pilot": figures.without_pilot_by_month,
        "shared": figures.shared_by_month,
        "contacts": figures.contacts_by_month,
        "no_further_action": figures.no_further_action_by_month,
        "other_decision": figures.other_decisions_by_month,
        "taf_meetings": figures.meetings_by_month,
        "network_meetings": figures.network_meetings_by_month,
        "network_families": figures.network_families_by_month,
    }
    by_locality: dict[str, dict[str, Monthly]] = {
        "taf_meetings": {name: figures.meetings_in(key) for key, name in {**places, None: "Not recorded"}.items()},
        "network_meetings": {place.name: figures.network_meetings_in(place.pk) for place in figures.all_localities},
        "network_families": {place.name: figures.network_families_in(place.pk) for place in figures.all_localities},
    }
    return {
        **{name: _signals(one.signals) for name, one in found.items()},
        "by_locality": {
            name: {place: _signals(one.signals) for place, one in series.items()}
            for name, series in by_locality.items()
        },
    }


def _signals(found: Signals) -> dict[str, Any]:
    return {
        "text": variation_words.said(found),
        "baseline": found.baseline.label if found.baseline else None,
        "seasonal": found.index is not None,
        "centre": _float(found.centre),
        "low": _float(found.low),
        "high": _float(found.high),
        "months": [*map(_month, found.months), *map(_unknown, found.unknown)],
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


def _unknown(month: Month) -> dict[str, Any]:
    return {"month": month.label, "count": None, "signal": None}


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
