"""What the SQL of figures knows of a question: whose records, and of which days."""

from datetime import timedelta
from typing import Any

from dashboards.measures.asking import Question
from dashboards.models import Basis
from dashboards.rollup.sql import GROUP_SPANS

FIRST_TAF_WITHIN = timedelta(days=42)
REVIEW_WITHIN = timedelta(days=56)
DIVERTED_WITHIN = timedelta(days=90)

# The records of the question's agency, or of the agencies that were in its group at each record's own date.
OWNED = f"""
    (%(agency)s::uuid IS NULL OR fact.agency_id = %(agency)s)
    AND (%(group)s::uuid IS NULL OR EXISTS (
        SELECT 1 FROM ({GROUP_SPANS}) span
        WHERE span.agency_id = fact.agency_id AND span.group_id = %(group)s
          AND {{day}} >= span.starts_on AND {{day}} < span.ends_before))
"""


def parameters(question: Question) -> dict[str, Any]:
    """Named parameters of every statement that counts facts; a statement uses those it needs."""
    months = question.months
    return {
        **question.scope,
        "first": question.first,
        "as_of": question.as_of,
        "year_start": question.year.start,
        "last_complete": months[-1].last if months else None,
        "shared_only": question.basis == Basis.SHARED,
        "first_taf_within": FIRST_TAF_WITHIN.days,
        "review_since": question.as_of - REVIEW_WITHIN,
        "diverted_within": DIVERTED_WITHIN.days,
    }
