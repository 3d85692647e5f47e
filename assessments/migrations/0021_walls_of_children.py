from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles, rewall, wall

WORKS_FOR = "(SELECT ehtrack_works_for())"
AGENCY = "(SELECT ehtrack_agency())"
LEADS = "(SELECT ehtrack_leads())"
ME = "(SELECT ehtrack_person())"


def holds(role: str) -> str:
    return f"current_setting('ehtrack.{role}', true) = 'yes'"


# A child's own records are linked by these. Run with the rights of whoever asks, so only what they reach is there.
MERGED = """
CREATE FUNCTION ehtrack_merged_children() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        WITH member AS (
            SELECT id, stands_for_id, added_by_id FROM assessments_mergedchild
            UNION SELECT stands_for_id, stands_for_id, NULL FROM assessments_mergedchild
        ), reached AS (
            SELECT stands_for_id FROM member
            WHERE added_by_id = ehtrack_agency()
                OR EXISTS (SELECT FROM assessments_assessmentchild link WHERE link.child_id = member.id)
                OR current_setting('ehtrack.mash', true) = 'yes'
                    AND EXISTS (SELECT FROM assessments_contactchild link WHERE link.child_id = member.id)
        )
        SELECT coalesce(array_agg(id), '{}') FROM member WHERE stands_for_id IN (SELECT stands_for_id FROM reached)
    );
END $$;

CREATE FUNCTION ehtrack_accesses_to_review() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(access_id), '{}') FROM assessments_emergencyreview WHERE agency_id = ehtrack_leads()
    $$;
"""
DROP = """
DROP FUNCTION ehtrack_accesses_to_review();
DROP FUNCTION ehtrack_merged_children();
"""
# No policy asks them any more.
OLD = """
DROP FUNCTION ehtrack_holds(text[]);
DROP FUNCTION ehtrack_agencies(text[]);
"""

ASSESSMENTS = f"""
    agency_id = {WORKS_FOR}
    OR shared_on IS NOT NULL AND consent <> 'no' AND {holds("lcss")}
    OR completed_on IS NOT NULL AND (consent = 'yes' OR shared_on IS NOT NULL) AND {holds("mash")}
    OR id = ANY((SELECT ehtrack_joined_assessments())::uuid[])
"""
CONTACTS = f"source_agency_id = {WORKS_FOR} OR {holds('mash')}"


def of(table: str, column: str) -> str:
    """Rows of a record that the person reaches."""
    return f"EXISTS (SELECT FROM {table} record WHERE record.id = {column})"


CHILDREN = f"""
    created_by_agency_id = {AGENCY}
    OR EXISTS (SELECT FROM assessments_assessmentchild link WHERE link.child_id = assessments_child.id)
    OR {holds("mash")}
        AND EXISTS (SELECT FROM assessments_contactchild link WHERE link.child_id = assessments_child.id)
    OR id = ANY((SELECT ehtrack_merged_children())::uuid[])
"""
EVENT = " AND ".join(
    f"({kind}_id IS NULL OR {of(f'assessments_{kind}', f'{kind}_id')})" for kind in ("assessment", "contact", "child")
)
FAMILY = "EXISTS (SELECT FROM assessments_assessment record WHERE record.family_id = {})"
ACCESS = f"person_id = {ME} OR id = ANY((SELECT ehtrack_accesses_to_review())::uuid[])"
REVIEW = f"""
    agency_id = {LEADS}
    OR EXISTS (SELECT FROM assessments_emergencyaccess access WHERE access.id = access_id AND access.person_id = {ME})
"""


class Migration(migrations.Migration):
    """Row level security on children, families and emergency access; the others ask settings, not functions.

    A child is reached by its links, each behind its own wall; docs/decisions/row-level-security.md has what was
    measured."""

    dependencies = [("assessments", "0020_merged_children")]

    operations = [
        RunSQLWithRoles(MERGED, DROP),
        rewall("assessments_assessment", using=ASSESSMENTS),
        rewall("assessments_contact", using=CONTACTS),
        rewall("assessments_plan", using=holds("mash")),
        rewall("assessments_planhistory", using=holds("mash"), check="true"),
        rewall("assessments_event", using=EVENT, check="true"),
        wall("assessments_child", using=CHILDREN),
        wall("assessments_childhistory", using=of("assessments_child", "pgh_obj_id"), check="true"),
        wall("assessments_family", using=FAMILY.format("assessments_family.id")),
        wall("assessments_familymember", using=FAMILY.format("assessments_familymember.family_id")),
        wall("assessments_emergencyaccess", using=ACCESS),
        wall("assessments_emergencyreview", using=REVIEW),
        RunSQLWithRoles(OLD, migrations.RunSQL.noop),
    ]
