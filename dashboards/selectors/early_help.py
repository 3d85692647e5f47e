"""Did early help come first, or after? Figures that join contacts and plans to the S&Ns of the same children."""

from dataclasses import dataclass
from datetime import date

from django.db import connections

from dashboards.measures.asking import Question
from dashboards.selectors.parameters import DIVERTED_WITHIN, OWNED, parameters

# Every counted S&N of a child, whatever the basis and the as-of date; merged records of a child are one.
PRIOR = """
    SELECT link.child_id, fact.completed_on
    FROM assessments_fact_assessment fact JOIN assessments_fact_assessment_child link ON link.assessment_id = fact.id
"""

# Contacts of the period: no further action (nfa), followed by an S&N (diverted), preceded by one (helped_before).
CONTACTS = f"""
    SELECT fact.id, fact.received_on AS day, fact.outcome = 'no-further-action' AS nfa,
           coalesce(bool_or(
               prior.completed_on BETWEEN fact.received_on AND fact.received_on + %(diverted_within)s
           ), false) AS diverted,
           coalesce(bool_or(prior.completed_on >= (fact.received_on - interval '12 months')::date
               AND prior.completed_on < fact.received_on), false) AS helped_before
    FROM assessments_fact_contact fact
    LEFT JOIN assessments_fact_contact_child link ON link.contact_id = fact.id
    LEFT JOIN ({PRIOR}
        WHERE fact.completed_on
            BETWEEN %(first)s::date - interval '12 months' AND %(as_of)s::date + %(diverted_within)s
    ) prior ON prior.child_id = link.child_id
    WHERE fact.received_on BETWEEN %(first)s AND %(as_of)s AND {OWNED.format(day="fact.received_on")}
    GROUP BY fact.id, fact.received_on, fact.outcome
"""
COUNTED = f"""
    SELECT count(*) FILTER (WHERE nfa AND diverted), count(*) FILTER (WHERE helped_before),
           count(*) FILTER (WHERE nfa AND day > %(complete_until)s)
    FROM ({CONTACTS}) contact
"""

# New plans of the period, and whether their child had an S&N before.
PLANS = f"""
    SELECT fact.id, fact.started_on AS day, fact.category, coalesce(bool_or(
               prior.completed_on BETWEEN (fact.started_on - interval '24 months')::date AND fact.started_on
           ), false) AS evidenced
    FROM assessments_fact_plan fact LEFT JOIN ({PRIOR}
        WHERE fact.completed_on BETWEEN %(first)s::date - interval '24 months' AND %(as_of)s
    ) prior ON prior.child_id = fact.child_id
    WHERE fact.started_on BETWEEN %(first)s AND %(as_of)s
    GROUP BY fact.id, fact.started_on, fact.category
"""
BY_CATEGORY = f"SELECT category, count(*), count(*) FILTER (WHERE evidenced) FROM ({PLANS}) plan GROUP BY category"


@dataclass(frozen=True)
class ContactsAndEarlyHelp:
    """``diverted``: contacts with no further action and an S&N for one of the children on the day or in the 90 days
    after. ``first``: contacts whose child had an S&N in the 12 months before. ``not_yet_complete``: contacts with no
    further action whose 90 days are not over."""

    diverted: int
    first: int
    not_yet_complete: int


@dataclass(frozen=True)
class PlansStarted:
    """New statutory plans of a category, and those whose child had an S&N on the day or in the 24 months before."""

    new: int = 0
    evidenced: int = 0

    def __add__(self, other: "PlansStarted") -> "PlansStarted":
        return PlansStarted(self.new + other.new, self.evidenced + other.evidenced)


def contacts(question: Question, *, today: date) -> ContactsAndEarlyHelp:
    with connections["reporting"].cursor() as cursor:
        cursor.execute(COUNTED, {**parameters(question), "complete_until": today - DIVERTED_WITHIN})
        return ContactsAndEarlyHelp(*cursor.fetchone())


def plans(question: Question) -> dict[str, PlansStarted]:
    """By category. Plans have no agency: they are those of the whole partnership, whoever's figures are asked for."""
    with connections["reporting"].cursor() as cursor:
        cursor.execute(BY_CATEGORY, parameters(question))
        return {category: PlansStarted(new, evidenced) for category, new, evidenced in cursor.fetchall()}
