from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

CREATE = """
CREATE VIEW assessments_fact_assessment WITH (security_invoker) AS
    SELECT id, agency_id, completed_on, shared_on, pilot_id, closed_on
    FROM assessments_assessment WHERE status IN ('completed', 'closed');

CREATE VIEW assessments_fact_contact WITH (security_invoker) AS
    SELECT id, source_agency_id AS agency_id, received_on, received_at, priority, due_at, decided_at, outcome,
           decided_at <= due_at AND NOT missed_earlier_due AS on_time
    FROM assessments_contact;

CREATE VIEW assessments_child_identity WITH (security_invoker) AS
    WITH RECURSIVE merged (id, stands_for_id) AS (
        SELECT id, merged_into_id FROM assessments_child WHERE merged_into_id IS NOT NULL
        UNION ALL
        SELECT merged.id, child.merged_into_id
        FROM merged JOIN assessments_child child ON child.id = merged.stands_for_id
        WHERE child.merged_into_id IS NOT NULL
    )
    SELECT merged.id, merged.stands_for_id
    FROM merged JOIN assessments_child child ON child.id = merged.stands_for_id
    WHERE child.merged_into_id IS NULL;

CREATE VIEW assessments_fact_assessment_child WITH (security_invoker) AS
    SELECT link.assessment_id, coalesce(identity.stands_for_id, link.child_id) AS child_id
    FROM assessments_assessmentchild link LEFT JOIN assessments_child_identity identity ON identity.id = link.child_id;

CREATE VIEW assessments_fact_contact_child WITH (security_invoker) AS
    SELECT link.contact_id, coalesce(identity.stands_for_id, link.child_id) AS child_id
    FROM assessments_contactchild link LEFT JOIN assessments_child_identity identity ON identity.id = link.child_id;

CREATE VIEW assessments_fact_meeting WITH (security_invoker) AS
    SELECT id, assessment_id, chair_agency_id, planned_on, held_on, outcome FROM assessments_meeting;

CREATE VIEW assessments_fact_taf WITH (security_invoker) AS
    SELECT assessment.id AS assessment_id, assessment.agency_id, assessment.completed_on, assessment.closed_on,
           assessment.needs_taf, held.first_on, held.last_on
    FROM assessments_assessment assessment
    LEFT JOIN LATERAL (
        SELECT min(held_on) AS first_on, max(held_on) AS last_on
        FROM assessments_meeting meeting WHERE meeting.assessment_id = assessment.id
    ) held ON true
    WHERE assessment.status IN ('completed', 'closed') AND (assessment.needs_taf OR held.first_on IS NOT NULL);

GRANT SELECT ON assessments_fact_assessment, assessments_fact_contact, assessments_child_identity,
    assessments_fact_assessment_child, assessments_fact_contact_child, assessments_fact_meeting, assessments_fact_taf
    TO {reporting};
GRANT SELECT (id, agency_id, status, completed_on, shared_on, pilot_id, closed_on, needs_taf)
    ON assessments_assessment TO {reporting};
GRANT SELECT (id, source_agency_id, received_on, received_at, priority, due_at, decided_at, outcome,
    missed_earlier_due) ON assessments_contact TO {reporting};
GRANT SELECT (id, merged_into_id) ON assessments_child TO {reporting};
GRANT SELECT (assessment_id, child_id) ON assessments_assessmentchild TO {reporting};
GRANT SELECT (contact_id, child_id) ON assessments_contactchild TO {reporting};
GRANT SELECT (id, assessment_id, chair_agency_id, planned_on, held_on, outcome) ON assessments_meeting TO {reporting};
"""

DROP = """
DROP VIEW assessments_fact_taf, assessments_fact_meeting, assessments_fact_contact_child,
    assessments_fact_assessment_child, assessments_child_identity, assessments_fact_contact,
    assessments_fact_assessment;
REVOKE ALL ON assessments_assessment, assessments_contact, assessments_child, assessments_assessmentchild,
    assessments_contactchild, assessments_meeting FROM {reporting};
"""


class Migration(migrations.Migration):
    """The published window on what happened: what may be counted, and no word that names a child."""

    dependencies = [("assessments", "0003_mash_standards")]

    operations = [RunSQLWithRoles(CREATE, DROP)]
