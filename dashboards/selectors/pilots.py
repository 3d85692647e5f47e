"""The pilots behind the ratios with and without them."""

from dataclasses import dataclass
from datetime import date

from django.db import connections

from dashboards.measures.asking import Question
from dashboards.selectors.parameters import OWNED, parameters

COUNTED = f"""
    SELECT pilot.name, pilot.starts_on, count(*), array_agg(DISTINCT agency.name ORDER BY agency.name)
    FROM assessments_fact_assessment fact JOIN assessments_pilot pilot ON pilot.id = fact.pilot_id
    JOIN agencies_agency agency ON agency.id = fact.agency_id
    WHERE fact.completed_on BETWEEN %(first)s AND %(as_of)s AND (NOT %(shared_only)s OR fact.shared_on IS NOT NULL)
      AND {OWNED.format(day="fact.completed_on")}
    GROUP BY pilot.id, pilot.name, pilot.starts_on ORDER BY count(*) DESC, pilot.name, pilot.id
"""


@dataclass(frozen=True)
class PilotCount:
    """The S&Ns of a pilot in the period, and the agencies that completed them. ``since`` None: always been there."""

    name: str
    since: date | None
    assessments: int
    agencies: list[str]


def counted(question: Question) -> list[PilotCount]:
    """Those with S&Ns in the period, the largest first."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(COUNTED, parameters(question))
        return [PilotCount(*row) for row in cursor.fetchall()]
