"""The one SQL text that counts facts: used by readers for dirty months, by the drain and by the check."""

from dashboards.counts import NAMES

COLUMNS = ", ".join(NAMES)

FACT_COUNTS = """
    CROSS JOIN LATERAL (
        SELECT count(*) AS assessments,
               count(pilot_id) AS pilot_assessments,
               count(shared_on) AS shared,
               count(*) FILTER (WHERE pilot_id IS NOT NULL AND shared_on IS NOT NULL) AS pilot_shared
        FROM assessments_fact_assessment fact
        WHERE fact.agency_id = bucket.agency_id AND fact.completed_on BETWEEN bucket.first_day AND bucket.last_day
    ) assessment
    CROSS JOIN LATERAL (
        SELECT count(*) AS contacts,
               count(decided_at) AS decided,
               count(*) FILTER (WHERE outcome = 'no-further-action') AS no_further_action,
               count(due_at) FILTER (WHERE priority = 'red' AND decided_at IS NOT NULL) AS red_decided,
               count(*) FILTER (WHERE priority = 'red' AND on_time) AS red_on_time,
               count(due_at) FILTER (WHERE priority = 'amber' AND decided_at IS NOT NULL) AS amber_decided,
               count(*) FILTER (WHERE priority = 'amber' AND on_time) AS amber_on_time,
               count(due_at) FILTER (WHERE priority = 'green' AND decided_at IS NOT NULL) AS green_decided,
               count(*) FILTER (WHERE priority = 'green' AND on_time) AS green_on_time
        FROM assessments_fact_contact fact
        WHERE fact.agency_id = bucket.agency_id AND fact.received_on BETWEEN bucket.first_day AND bucket.last_day
    ) contact
"""

MONTH_END = "(month + interval '1 month' - interval '1 day')::date"

# The group of an agency in a month: a membership begins on the first of a month; the first one reaches back for ever.
GROUP_SPANS = """
    SELECT agency_id, group_id,
           CASE WHEN row_number() OVER spans = 1 THEN '-infinity'::date ELSE starts_on END AS starts_on,
           coalesce(lead(starts_on) OVER spans, 'infinity'::date) AS ends_before
    FROM agencies_groupmembership
    WINDOW spans AS (PARTITION BY agency_id ORDER BY starts_on NULLS FIRST)
"""
