from django.db import migrations

ALIKE = """
CREATE FUNCTION ehtrack_children_alike() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp ROWS 100
    AS $$
        SELECT unnest(array_agg(id)) FROM assessments_child
        WHERE current_setting('ehtrack.lcss', true) = 'yes'
            AND merged_into_id IS NULL AND surname <> '' AND date_of_birth IS NOT NULL
        GROUP BY date_of_birth, upper(surname), upper(forename) HAVING count(*) > 1
    $$;
"""


class Migration(migrations.Migration):
    """Which records have one name and birth date is asked once of all, not by the wall of each child in turn."""

    dependencies = [("assessments", "0036_two_children")]

    operations = [migrations.RunSQL(ALIKE, "DROP FUNCTION ehtrack_children_alike()")]
