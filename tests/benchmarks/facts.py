"""Facts in any number, made by the server: the same agencies and months however many there are."""

from django.db import connection

from dashboards import rollup
from tests.benchmarks.databases import Database

AGENCIES = 300
MONTHS = 24  # the financial years 2021-22 and 2022-23
BUCKETS = AGENCIES * MONTHS

# With the same keys in every copy.
MAKE_AGENCIES = """
    INSERT INTO agencies_agency (id, code, name, do_not_name)
    SELECT md5('bench-' || n)::uuid, 'bench-' || n, 'Agency ' || n, false FROM generate_series(1, %(agencies)s) n
"""

PUT_INTO_GROUPS = """
    INSERT INTO agencies_groupmembership (agency_id, group_id)
    SELECT agency.id, chosen.id
    FROM (SELECT id, row_number() OVER (ORDER BY code) %% 5 + 1 AS number FROM agencies_agency) agency
    JOIN (SELECT id, row_number() OVER (ORDER BY code) AS number FROM agencies_group) chosen USING (number)
"""

# The n-th fact goes to the n-th bucket, round and round, so that every bucket has some at each size.
PLACED = """
    (SELECT n, agency.id AS agency_id,
            date '2021-04-01' + make_interval(months => bucket / %(agencies)s, days => n %% 28) AS day
     FROM generate_series(%(first)s, %(last)s) n, LATERAL (SELECT n %% %(buckets)s AS bucket) place
     JOIN (SELECT id, row_number() OVER (ORDER BY code) - 1 AS number FROM agencies_agency) agency
         ON agency.number = bucket %% %(agencies)s) placed
"""

MAKE_ASSESSMENTS = f"""
    INSERT INTO assessments_assessment (agency_id, source, reference, status, completed_on, shared_on, closure_reason,
        withdrawn_reason, author_name, lead_professional_name, consent, consent_who, not_to_share_with, sharing_reason,
        priorities, why_now, child_voice, parent_voice, summary, actions)
    SELECT agency_id, 'bench', n, 'completed', day, CASE WHEN n %% 5 > 0 THEN day END,
        '', '', '', '', '', '', '', '', '{{}}', '', '', '', '', ''
    FROM {PLACED}
"""

MAKE_CONTACTS = f"""
    INSERT INTO assessments_contact (source_agency_id, source, reference, received_at, priority, due_at, decided_at,
        outcome, source_code, referrer_name, referrer_role, concern, no_agreement_reason, decision_reason, feedback)
    SELECT agency_id, 'bench', n, day + interval '9 hours', (ARRAY['red', 'amber', 'green'])[n %% 3 + 1],
        day + interval '33 hours', day + make_interval(hours => 10 + n %% 29),
        CASE WHEN n %% 8 < 5 THEN 'no-further-action' ELSE 'advice' END, '', '', '', '', '', '', ''
    FROM {PLACED}
"""


def fill(copy: Database, facts: int) -> None:
    """Half S&Ns, half contacts, written with all triggers; then drained and vacuumed as a running site is."""
    half = {"agencies": AGENCIES, "buckets": BUCKETS, "first": 0, "last": facts // 2 - 1}
    with copy.current(), connection.cursor() as cursor:
        cursor.execute(MAKE_AGENCIES, half)
        cursor.execute(PUT_INTO_GROUPS, half)
        cursor.execute(MAKE_ASSESSMENTS, half)
        cursor.execute(MAKE_CONTACTS, {**half, "first": facts // 2, "last": facts - 1})
        rollup.drain()
    copy.as_owner("VACUUM (ANALYZE)")
