from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles


class Migration(migrations.Migration):
    """An emergency access is made, never changed: nobody makes it last longer or takes it back."""

    dependencies = [("assessments", "0017_emergency_access")]

    operations = [
        RunSQLWithRoles(
            """
            CREATE TRIGGER emergency_access_append_only
                BEFORE UPDATE OR DELETE OR TRUNCATE ON assessments_emergencyaccess
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            REVOKE UPDATE, DELETE, TRUNCATE ON assessments_emergencyaccess FROM {app};
            """,
            """
            GRANT UPDATE, DELETE ON assessments_emergencyaccess TO {app};
            DROP TRIGGER emergency_access_append_only ON assessments_emergencyaccess;
            """,
        )
    ]
