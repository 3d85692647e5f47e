from django.db import migrations

FUNCTION = """
CREATE FUNCTION dashboards_mark_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO dashboards_dirtymonth (agency_id, month)
        SELECT DISTINCT {agency}, date_trunc('month', {day}::timestamp)::date FROM new_rows WHERE {day} IS NOT NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO dashboards_dirtymonth (agency_id, month)
        SELECT DISTINCT {agency}, date_trunc('month', {day}::timestamp)::date FROM old_rows WHERE {day} IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER mark_inserted AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_mark_{name}();
CREATE TRIGGER mark_updated AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_mark_{name}();
CREATE TRIGGER mark_deleted AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION dashboards_mark_{name}();
"""

UNDO = """
DROP TRIGGER mark_inserted ON {table};
DROP TRIGGER mark_updated ON {table};
DROP TRIGGER mark_deleted ON {table};
DROP FUNCTION dashboards_mark_{name}();
"""

FACTS = [
    {"name": "assessments", "table": "assessments_assessment", "agency": "agency_id", "day": "completed_on"},
    {"name": "contacts", "table": "assessments_contact", "agency": "source_agency_id", "day": "received_on"},
]


class Migration(migrations.Migration):
    """Every statement that writes a fact marks, in its own transaction, the months of the agencies it touches.

    Statement-level: one insert per statement however many rows, from the old and the new rows alike, so that a record
    that moves marks where it was and where it is. The queue only grows here; no shared counter is ever updated.
    """

    dependencies = [("dashboards", "0001_initial"), ("assessments", "0004_fact_views")]

    operations = [migrations.RunSQL(FUNCTION.format(**fact), UNDO.format(**fact)) for fact in FACTS]
