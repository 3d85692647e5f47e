from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

DEFINER = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"

LOOKS = f"""
CREATE FUNCTION ehtrack_own_records(asked uuid[]) RETURNS uuid[] {DEFINER} AS $$
    SELECT array_agg(id) FROM unnest(asked) AS one(id)
    WHERE EXISTS (SELECT FROM assessments_assessment WHERE assessments_assessment.id = one.id
            AND agency_id = ehtrack_leads())
        OR EXISTS (SELECT FROM assessments_meeting meeting
            JOIN assessments_assessment record ON record.id = meeting.assessment_id
            WHERE meeting.id = one.id AND record.agency_id = ehtrack_leads())
        OR EXISTS (SELECT FROM assessments_child child
            LEFT JOIN assessments_mergedchild merged ON merged.id = child.id
            JOIN assessments_child same ON same.id = coalesce(merged.stands_for_id, child.id)
                OR same.id IN (SELECT other.id FROM assessments_mergedchild other
                    WHERE other.stands_for_id = coalesce(merged.stands_for_id, child.id))
            WHERE child.id = one.id AND (
                same.created_by_agency_id = ehtrack_leads()
                OR EXISTS (SELECT FROM assessments_assessmentchild link
                    JOIN assessments_assessment record ON record.id = link.assessment_id
                    WHERE link.child_id = same.id AND record.agency_id = ehtrack_leads())))
        OR ehtrack_leads() IS NOT NULL AND current_setting('ehtrack.mash', true) = 'yes'
            AND EXISTS (SELECT FROM assessments_contact WHERE assessments_contact.id = one.id)
$$;
REVOKE ALL ON FUNCTION ehtrack_own_records(uuid[]) FROM {{app}}, {{system}};

CREATE FUNCTION ehtrack_looks_at(asked uuid[]) RETURNS SETOF agencies_auditevent {DEFINER} AS $$
    SELECT * FROM agencies_auditevent WHERE subject_ids && CASE
        WHEN current_setting('ehtrack.auditor', true) = 'yes' THEN asked
        WHEN ehtrack_leads() IS NOT NULL THEN ehtrack_own_records(asked)
    END
$$;

CREATE FUNCTION ehtrack_ids_named(reference_asked text, id_asked uuid) RETURNS SETOF uuid {DEFINER} ROWS 5 AS $$
    WITH records AS (
        SELECT id FROM assessments_assessment WHERE upper(reference) = upper(reference_asked) OR id = id_asked
    ), children AS (
        SELECT coalesce(merged.stands_for_id, child.id) AS id
        FROM assessments_child child LEFT JOIN assessments_mergedchild merged USING (id)
        WHERE upper(child.reference) = upper(reference_asked) OR child.id = id_asked
    ), found AS (
        SELECT id FROM records
        UNION SELECT meeting.id FROM assessments_meeting meeting WHERE meeting.assessment_id IN (SELECT id FROM records)
        UNION SELECT id FROM assessments_contact WHERE upper(reference) = upper(reference_asked) OR id = id_asked
        UNION SELECT id FROM children
        UNION SELECT merged.id FROM assessments_mergedchild merged JOIN children ON children.id = merged.stands_for_id
    )
    SELECT id FROM found WHERE current_setting('ehtrack.auditor', true) = 'yes'
$$;
"""
DROP = """
DROP FUNCTION ehtrack_ids_named(text, uuid);
DROP FUNCTION ehtrack_looks_at(uuid[]);
DROP FUNCTION ehtrack_own_records(uuid[]);
"""


class Migration(migrations.Migration):
    """Who looked at a record: rows of the access log for the auditor, and for a lead those about records of the own
    agency; the ids behind a reference for the auditor. By functions, as the index of ids is not used past a policy."""

    dependencies = [("assessments", "0022_narrow_answers")]

    operations = [RunSQLWithRoles(LOOKS, DROP)]
