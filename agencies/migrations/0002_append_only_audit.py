from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles


class Migration(migrations.Migration):
    """Audit rows are added, never changed: refused to the application by right, and to everybody by trigger."""

    dependencies = [("agencies", "0001_initial")]

    operations = [
        RunSQLWithRoles(
            """
            CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON agencies_auditevent
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            REVOKE UPDATE, DELETE, TRUNCATE ON agencies_auditevent FROM {app};
            """,
            """
            GRANT UPDATE, DELETE ON agencies_auditevent TO {app};
            DROP TRIGGER audit_append_only ON agencies_auditevent;
            DROP FUNCTION refuse_change();
            """,
        )
    ]
