from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles, rewall

TO_REVIEW = """
CREATE OR REPLACE FUNCTION ehtrack_accesses_to_review() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(review.access_id), '{}') FROM assessments_emergencyreview review
        {whose}
    $$;
"""
LED = "WHERE review.agency_id = ehtrack_leads()"
OF_UNNAMED = f"""
        JOIN assessments_emergencyaccess access ON access.id = review.access_id
        JOIN agencies_agency opener ON opener.id = access.agency_id
        {LED} OR current_setting('ehtrack.auditor', true) = 'yes' AND opener.do_not_name
            AND access.agency_id <> review.agency_id
"""
WAS = """
    agency_id = (SELECT ehtrack_leads()) OR EXISTS (SELECT FROM assessments_emergencyaccess access
        WHERE access.id = access_id AND access.person_id = (SELECT ehtrack_person()))
"""
AUDITED = """
    OR current_setting('ehtrack.auditor', true) = 'yes' AND access_id = ANY((SELECT ehtrack_accesses_to_review())::uuid[])
"""


class Migration(migrations.Migration):
    """What somebody of an agency that must not be named opened, the auditor reviews."""

    dependencies = [("assessments", "0032_whom_to_ask")]

    operations = [
        RunSQLWithRoles(TO_REVIEW.replace("{whose}", OF_UNNAMED), TO_REVIEW.replace("{whose}", LED)),
        rewall("assessments_emergencyreview", using=WAS + AUDITED, was=WAS),
    ]
