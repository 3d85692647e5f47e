"""Consistency across agencies as JSON: rates and expected numbers unrounded, null where an agency has no size."""

from fractions import Fraction
from typing import Any

from dashboards.measures.consistency import AgencyRow, Placed, QuarterRow, Spread
from dashboards.measures.figures import Figures


def consistency(figures: Figures) -> dict[str, Any]:
    found = figures.consistency
    trained = {one.row.key: one for one in found.by_trained}
    children = {one.row.key: one for one in found.by_children}
    return {
        "agencies": [_agency(row, trained.get(row.key), children.get(row.key)) for row in found.rows],
        "left_out": sorted(found.left_out),
        "completing": found.completing,
        "with_target": len(found.with_target),
        "at_target": found.at_target,
        "quarters": {row.quarter.label: _quarter(row) for row in found.quarters},
    }


def _agency(row: AgencyRow, trained: Placed | None, children: Placed | None) -> dict[str, Any]:
    return {
        "code": row.code,
        "assessments": row.assessments,
        "trained": row.trained,
        "children": row.children,
        "per_100_trained": _float(row.per_trained),
        "per_1000_children": _float(row.per_children),
        "at_target": row.at_target,
        "by_trained": _placed(trained),
        "by_children": _placed(children),
    }


def _placed(one: Placed | None) -> dict[str, Any]:
    return {"expected": float(one.expected) if one else None, "band": one.band.value if one else None}


def _quarter(row: QuarterRow) -> dict[str, Any]:
    return {
        "open": row.open,
        "completing": row.completing,
        "with_target": row.with_target,
        "at_target": row.at_target,
        "per_100_trained": _spread(row.per_trained),
        "per_1000_children": _spread(row.per_children),
    }


def _spread(spread: Spread | None) -> dict[str, float | None]:
    return {"low": float(spread.low) if spread else None, "high": float(spread.high) if spread else None}


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
