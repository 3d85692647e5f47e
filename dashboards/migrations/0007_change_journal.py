from django.db import migrations, models

from ehtrack.lib.migrations import RunSQLWithRoles

FUNCTION = """
CREATE FUNCTION dashboards_note_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed boolean := true;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT EXISTS (SELECT FROM new_rows WHERE {counted}) INTO changed;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT EXISTS (SELECT FROM old_rows WHERE {counted}) INTO changed;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT EXISTS (
            (SELECT {columns} FROM new_rows WHERE {counted} EXCEPT SELECT {columns} FROM old_rows WHERE {counted})
            UNION ALL
            (SELECT {columns} FROM old_rows WHERE {counted} EXCEPT SELECT {columns} FROM new_rows WHERE {counted})
        ) INTO changed;
    END IF;
    IF changed THEN
        INSERT INTO dashboards_change (changes) VALUES (1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER note_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_note_{table}();
CREATE TRIGGER note_updated AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_note_{table}();
CREATE TRIGGER note_deleted AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_note_{table}();
CREATE TRIGGER note_truncated AFTER TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_note_{table}();
"""
UNDO = """
DROP TRIGGER note_inserted ON {table};
DROP TRIGGER note_updated ON {table};
DROP TRIGGER note_deleted ON {table};
DROP TRIGGER note_truncated ON {table};
DROP FUNCTION dashboards_note_{table}();
"""

# What the reporting role may read of each table: nothing else can change a figure. And the rows that count at all.
COLUMNS = {
    "agencies_agency": "*",
    "agencies_group": "*",
    "agencies_groupmembership": "*",
    "agencies_locality": "*",
    "agencies_networkmeeting": "*",
    "agencies_training": "id, person, agency_id, completed_on",
    "agencies_consultation": "id, held_on, agency_id, locality_id, theme",
    "assessments_assessment": """id, agency_id, status, completed_on, shared_on, pilot_id, closed_on, needs_taf,
        locality_id, closure_reason, lead_professional_id, lead_professional_agency_id""",
    "assessments_assessmentchild": "assessment_id, child_id",
    "assessments_child": "id, merged_into_id",
    "assessments_contact": """id, source_agency_id, received_on, received_at, priority, due_at, decided_at, outcome,
        missed_earlier_due""",
    "assessments_contactchild": "contact_id, child_id",
    "assessments_meeting": "id, assessment_id, chair_agency_id, planned_on, held_on, outcome",
    "assessments_meetingattendance": "id, meeting_id, agency_id, of_family, attendance",
    "assessments_pilot": "id, name, starts_on",
    "assessments_plan": "id, child_id, type, category, started_on, ended_on",
    "dashboards_ratiosnapshot": "*",
    "dashboards_target": "*",
    "dashboards_targetsnapshot": "*",
}
COUNTED = {
    "assessments_assessment": "status IN ('completed', 'closed')",
    "assessments_child": "merged_into_id IS NOT NULL",
}


def triggers(text: str) -> str:
    return "".join(
        text.format(table=table, columns=columns, counted=COUNTED.get(table, "true"))
        for table, columns in COLUMNS.items()
    )


class Migration(migrations.Migration):
    """Every statement that changes what a figure is counted from says so, in its own transaction.

    Rows are only ever added, so that writers do not wait for each other. A statement that changes what no figure reads
    (a draft saved again, a child's address) says nothing.
    """

    dependencies = [
        ("dashboards", "0006_reporting_on_pilots"),
        ("assessments", "0019_walls"),
        ("agencies", "0018_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("changes", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.RunSQL(triggers(FUNCTION), triggers(UNDO)),
        RunSQLWithRoles(
            "GRANT SELECT ON dashboards_change TO {reporting};", "REVOKE SELECT ON dashboards_change FROM {reporting};"
        ),
    ]
