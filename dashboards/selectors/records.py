"""The records behind a figure: all of them by id for the count, and those the person may open."""

from uuid import UUID

from django.db import connections

from dashboards.measures.asking import Question
from dashboards.measures.definitions import Records
from dashboards.models import Basis
from dashboards.selectors.facts import OWNED

DAYS = {"assessment": "completed_on", "contact": "received_on"}


def ids(question: Question, records: Records) -> list[UUID]:
    """The ids of the records that the figure counts, latest first."""
    day = f"fact.{DAYS[records.kind]}"
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            f"""
            SELECT fact.id FROM assessments_fact_{records.kind} fact
            WHERE {day} BETWEEN %(first)s AND %(as_of)s AND ({records.where}) AND ({_basis(question, records)})
              AND {OWNED.format(day=day)}
            ORDER BY {day} DESC, fact.id
            """,
            {**question.scope, "first": question.first, "as_of": question.as_of},
        )
        return [row[0] for row in cursor.fetchall()]


def _basis(question: Question, records: Records) -> str:
    return "fact.shared_on IS NOT NULL" if records.on_basis and question.basis == Basis.SHARED else "true"
