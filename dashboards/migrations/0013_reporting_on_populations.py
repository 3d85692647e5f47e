from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

TABLE = "agencies_population"
NOTE = f"""
CREATE FUNCTION dashboards_note_{TABLE}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed boolean := true;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT EXISTS ((SELECT * FROM new_rows WHERE true EXCEPT SELECT * FROM old_rows)) INTO changed;
    ELSIF TG_OP = 'INSERT' THEN
        SELECT EXISTS (SELECT * FROM new_rows) INTO changed;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT EXISTS (SELECT * FROM old_rows) INTO changed;
    END IF;
    IF changed THEN
        INSERT INTO dashboards_change (changes) VALUES (1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER note_inserted AFTER INSERT ON {TABLE} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_note_{TABLE}();
CREATE TRIGGER note_updated AFTER UPDATE ON {TABLE} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_note_{TABLE}();
CREATE TRIGGER note_deleted AFTER DELETE ON {TABLE} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_note_{TABLE}();
CREATE TRIGGER note_truncated AFTER TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_note_{TABLE}();
"""
UNDO = f"""
DROP TRIGGER note_inserted ON {TABLE};
DROP TRIGGER note_updated ON {TABLE};
DROP TRIGGER note_deleted ON {TABLE};
DROP TRIGGER note_truncated ON {TABLE};
DROP FUNCTION dashboards_note_{TABLE}();
"""


class Migration(migrations.Migration):
    """Consistency reads how many children an agency works with, and every change of it is noted."""

    dependencies = [("dashboards", "0012_releases"), ("agencies", "0023_population")]

    operations = [
        RunSQLWithRoles(f"GRANT SELECT ON {TABLE} TO {{reporting}};", f"REVOKE SELECT ON {TABLE} FROM {{reporting}};"),
        migrations.RunSQL(NOTE, UNDO),
    ]
