from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles


class Migration(migrations.Migration):
    """The chronology and what rows looked like before are added to, never changed."""

    dependencies = [("assessments", "0001_initial"), ("agencies", "0002_append_only_audit")]

    operations = [
        RunSQLWithRoles(
            """
            CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON assessments_event
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            REVOKE UPDATE, DELETE, TRUNCATE ON assessments_event, assessments_childhistory,
                assessments_assessmenthistory, assessments_contacthistory FROM {app};
            """,
            """
            GRANT UPDATE, DELETE ON assessments_event, assessments_childhistory,
                assessments_assessmenthistory, assessments_contacthistory TO {app};
            DROP TRIGGER event_append_only ON assessments_event;
            """,
        )
    ]
