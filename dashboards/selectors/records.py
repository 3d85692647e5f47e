"""The records behind a figure, all of them by id for the count. Who may open which is not said here."""

from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import F, QuerySet

from agencies.scope import Scope
from agencies.selectors import consultations, training
from assessments import facts as happened
from dashboards.measures.asking import Question
from dashboards.measures.declaration import Records
from dashboards.selectors import early_help, facts, tafs, workforce
from dashboards.selectors.parameters import OWNED, parameters

# Each source gives id, day (the records are listed by it) and the columns that a measure's ``where`` names.
SOURCES = {
    "assessments": f"""
        SELECT fact.*, fact.completed_on AS day FROM assessments_fact_assessment fact
        WHERE fact.completed_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.completed_on")}
    """,
    "assessments of the basis": f"""
        SELECT fact.*, fact.completed_on AS day FROM assessments_fact_assessment fact
        WHERE fact.completed_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.completed_on")}
          AND (NOT %(shared_only)s OR fact.shared_on IS NOT NULL)
    """,
    "assessments of complete months": f"""
        SELECT fact.*, fact.completed_on AS day FROM assessments_fact_assessment fact
        WHERE fact.completed_on BETWEEN %(year_start)s AND %(last_complete)s
          AND {OWNED.format(day="fact.completed_on")} AND (NOT %(shared_only)s OR fact.shared_on IS NOT NULL)
    """,
    "contacts": f"""
        SELECT fact.*, fact.received_on AS day FROM assessments_fact_contact fact
        WHERE fact.received_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.received_on")}
    """,
    "children covered": facts.COVERED,
    "contacts and early help": early_help.CONTACTS,
    "plans and early help": early_help.PLANS,
    "TAFs": tafs.TAFS,
    "TAF meetings": tafs.HELD,
    "closures": tafs.CLOSED,
    "people trained": workforce.LATEST,
    "consultations": workforce.CONSULTATIONS,
}


def ids(question: Question, records: Records) -> list[UUID]:
    """The ids of the records that the figure counts, latest first."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({SOURCES[records.source]}) record WHERE {records.where} ORDER BY day DESC, id",
            parameters(question),
        )
        return [row[0] for row in cursor.fetchall()]


def openable(scope: Scope, kind: str, ids: list[UUID]) -> QuerySet[Any]:
    """Of these records, those that the person may open; columns as ``assessments.facts.openable``."""
    if kind == "training":
        found = training.visible(scope).filter(pk__in=ids).order_by("-completed_on", "pk")
        return found.values("pk", page=F("pk"), name=F("person"), day=F("completed_on"))
    if kind == "consultation":
        asked = consultations.visible(scope).filter(pk__in=ids).select_related(None).order_by("-held_on", "pk")
        return asked.values("pk", page=F("pk"), name=F("agency__name"), day=F("held_on"))
    return happened.openable(scope, kind, ids)
