from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles, wall

FUNCTIONS = """
CREATE FUNCTION ehtrack_joined_assessments() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
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
            WHERE access.person_id = ehtrack_person() AND access.ends_at > now()
        ) joined
    $$;

CREATE FUNCTION ehtrack_assessments_of_pilot(pilot uuid, counted boolean) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT count(*) FROM assessments_assessment
        WHERE pilot_id = pilot AND (NOT counted OR status IN ('completed', 'closed'))
    $$;
"""
DROP = """
DROP FUNCTION ehtrack_assessments_of_pilot(uuid, boolean);
DROP FUNCTION ehtrack_joined_assessments();
"""

ASSESSMENTS = """
    agency_id = ANY((SELECT ehtrack_agencies('practitioner', 'lead'))::uuid[])
    OR id = ANY((SELECT ehtrack_joined_assessments())::uuid[])
    OR shared_on IS NOT NULL AND consent <> 'no' AND (SELECT ehtrack_holds('lcss'))
    OR completed_on IS NOT NULL AND (consent = 'yes' OR shared_on IS NOT NULL) AND (SELECT ehtrack_holds('mash'))
"""
CONTACTS = """
    (SELECT ehtrack_holds('mash'))
    OR source_agency_id = ANY((SELECT ehtrack_agencies('practitioner', 'lead'))::uuid[])
"""


def of(table: str, column: str) -> str:
    """Rows of a record that the person reaches."""
    return f"EXISTS (SELECT FROM {table} record WHERE record.id = {column})"


ASSESSMENT = of("assessments_assessment", "assessment_id")
MEETING = of("assessments_meeting", "meeting_id")
CONTACT = of("assessments_contact", "contact_id")
EVENT = f"(assessment_id IS NULL OR {ASSESSMENT}) AND (contact_id IS NULL OR {CONTACT})"


class Migration(migrations.Migration):
    """Row level security on S&Ns, TAF meetings, MASH contacts and plans, and on what was before."""

    dependencies = [("assessments", "0018_append_only_emergency"), ("agencies", "0018_walls")]

    operations = [
        RunSQLWithRoles(FUNCTIONS, DROP),
        wall("assessments_assessment", using=ASSESSMENTS),
        wall("assessments_assessmentchild", using=ASSESSMENT),
        wall("assessments_assessmentdomain", using=ASSESSMENT),
        wall("assessments_meeting", using=ASSESSMENT),
        wall("assessments_meetingattendance", using=MEETING),
        wall("assessments_contact", using=CONTACTS),
        wall("assessments_contactchild", using=CONTACT),
        wall("assessments_prioritychange", using=CONTACT),
        wall("assessments_plan", using="(SELECT ehtrack_holds('mash'))"),
        wall("assessments_event", using=EVENT, check="true"),
        wall("assessments_assessmenthistory", using=of("assessments_assessment", "pgh_obj_id"), check="true"),
        wall("assessments_assessmentdomainhistory", using=ASSESSMENT, check="true"),
        wall("assessments_meetinghistory", using=of("assessments_meeting", "pgh_obj_id"), check="true"),
        wall("assessments_contacthistory", using=of("assessments_contact", "pgh_obj_id"), check="true"),
        wall("assessments_planhistory", using="(SELECT ehtrack_holds('mash'))", check="true"),
    ]
