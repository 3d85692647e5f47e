from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

JOINED = """
CREATE OR REPLACE FUNCTION ehtrack_joined_assessments() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(id), '{}') FROM (
            SELECT id FROM assessments_assessment WHERE lead_professional_id = ehtrack_person()
            UNION
            SELECT meeting.assessment_id FROM assessments_meetingattendance person
            JOIN assessments_meeting meeting ON meeting.id = person.meeting_id WHERE person.user_id = ehtrack_person()
            UNION
            SELECT link.assessment_id FROM assessments_emergencyaccess access
            LEFT JOIN assessments_child_identity identity ON identity.id = access.child_id
            JOIN assessments_fact_assessment_child link
                ON link.child_id = coalesce(identity.stands_for_id, access.child_id)
            WHERE access.person_id = ehtrack_person() AND access.ends_at > now() {ended}
        ) joined
    $$;
"""
ENDED = """
                AND NOT EXISTS (SELECT FROM assessments_emergencyreview review
                    JOIN assessments_emergencyaccess beside ON beside.id = review.access_id
                    WHERE beside.person_id = access.person_id AND beside.opened_at = access.opened_at
                        AND NOT review.was_right)
"""


class Migration(migrations.Migration):
    """What a lead said was not right to open is closed, with all that was opened with it."""

    dependencies = [("assessments", "0026_told_of_emergencies")]

    operations = [RunSQLWithRoles(JOINED.replace("{ended}", ENDED), JOINED.replace("{ended}", ""))]
