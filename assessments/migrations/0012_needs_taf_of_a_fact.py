from django.db import migrations, models

WITH_NEED = """
CREATE OR REPLACE VIEW assessments_fact_assessment WITH (security_invoker) AS
    SELECT id, agency_id, completed_on, shared_on, pilot_id, closed_on, needs_taf
    FROM assessments_assessment WHERE status IN ('completed', 'closed');
"""


class Migration(migrations.Migration):
    """Whether an S&N needs a TAF, beside its other facts: TAFs are then counted by one join to their meetings."""

    dependencies = [("assessments", "0011_plan_fact_model")]

    operations = [
        migrations.RunSQL(
            WITH_NEED,
            migrations.RunSQL.noop,
            state_operations=[
                migrations.AddField("AssessmentFact", "needs_taf", models.BooleanField(null=True)),
            ],
        )
    ]
