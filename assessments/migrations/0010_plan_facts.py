from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

CREATE = """
CREATE VIEW assessments_fact_plan WITH (security_invoker) AS
    SELECT plan.id, coalesce(identity.stands_for_id, plan.child_id) AS child_id, plan.type, plan.category,
           plan.started_on, plan.ended_on
    FROM assessments_plan plan LEFT JOIN assessments_child_identity identity ON identity.id = plan.child_id;
GRANT SELECT ON assessments_fact_plan TO {reporting};
GRANT SELECT (id, child_id, type, category, started_on, ended_on) ON assessments_plan TO {reporting};
REVOKE UPDATE, DELETE, TRUNCATE ON assessments_planhistory FROM {app};
"""

DROP = """
GRANT UPDATE, DELETE ON assessments_planhistory TO {app};
REVOKE ALL ON assessments_plan FROM {reporting};
DROP VIEW assessments_fact_plan;
"""


class Migration(migrations.Migration):
    """Statutory plans through the published window, each with the child that stands for its record."""

    dependencies = [("assessments", "0009_statutory_plans")]

    operations = [RunSQLWithRoles(CREATE, DROP)]
