from django.db import migrations, models

from ehtrack.lib.migrations import RunSQLWithRoles

CREATE = """
CREATE OR REPLACE VIEW assessments_fact_assessment WITH (security_invoker) AS
    SELECT id, agency_id, completed_on, shared_on, pilot_id, closed_on, needs_taf, locality_id, closure_reason,
           coalesce(lead_professional_agency_id, CASE WHEN lead_professional_id IS NOT NULL THEN agency_id END)
               AS lead_agency_id
    FROM assessments_assessment WHERE status IN ('completed', 'closed');
CREATE VIEW assessments_fact_attendance WITH (security_invoker) AS
    SELECT id, meeting_id, agency_id, of_family, attendance FROM assessments_meetingattendance;
GRANT SELECT ON assessments_fact_attendance TO {reporting};
GRANT SELECT (locality_id, closure_reason, lead_professional_id, lead_professional_agency_id)
    ON assessments_assessment TO {reporting};
GRANT SELECT (id, meeting_id, agency_id, of_family, attendance) ON assessments_meetingattendance TO {reporting};
"""

DROP = """
REVOKE SELECT (id, meeting_id, agency_id, of_family, attendance)
    ON assessments_meetingattendance FROM {reporting};
DROP VIEW assessments_fact_attendance;
"""


class Migration(migrations.Migration):
    """What is counted of Teams Around the Family: where, led by whom, who came, and why they ended."""

    dependencies = [("assessments", "0013_pilot_version")]

    operations = [
        RunSQLWithRoles(CREATE, DROP),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField("AssessmentFact", "locality_id", models.UUIDField(null=True)),
                migrations.AddField("AssessmentFact", "closure_reason", models.CharField(max_length=30)),
                migrations.AddField("AssessmentFact", "lead_agency_id", models.UUIDField(null=True)),
                migrations.CreateModel(
                    name="AttendanceFact",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("meeting_id", models.UUIDField()),
                        ("agency_id", models.UUIDField(null=True)),
                        ("of_family", models.BooleanField()),
                        ("attendance", models.CharField(max_length=10)),
                    ],
                    options={"db_table": "assessments_fact_attendance", "managed": False},
                ),
            ]
        ),
    ]
