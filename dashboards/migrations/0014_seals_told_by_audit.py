from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

SEALS = """
CREATE FUNCTION ehtrack_seals_of_returns(asked uuid[]) RETURNS TABLE (return_id uuid, number integer, digest text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 5 AS $$
    SELECT subject_ids[1], (detail ->> 'version')::integer, detail ->> 'digest' FROM agencies_auditevent
    WHERE subject_ids && asked AND action = 'return.submitted' AND subject_type = 'return'
$$;
"""
DROP = "DROP FUNCTION ehtrack_seals_of_returns(uuid[]);"


class Migration(migrations.Migration):
    """The seals that the audit was told of when returns were signed, for whoever reads one: a person reads only own
    rows of the audit. Digests by the ids of returns, and nothing else of the audit."""

    dependencies = [("dashboards", "0013_reporting_on_populations"), ("agencies", "0026_settings_by_function")]

    operations = [RunSQLWithRoles(SEALS, DROP)]
