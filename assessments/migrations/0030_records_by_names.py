from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

DEFINER = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 50"
NAMES = """translate(upper(((COALESCE(child.forename, ''::character varying))::text
    || COALESCE((COALESCE(' '::text, ''::text) || COALESCE(((COALESCE(child.surname, ''::character varying))::text
    || COALESCE((COALESCE(' '::text, ''::text) || (COALESCE(child.also_known_as, ''::character varying))::text),
    ''::text)), ''::text)), ''::text))), '''\u2019\u2018\u02bc`'::text, ''::text)"""
SEEN = f"""
    {NAMES} LIKE patterns[1] AND (cardinality(patterns) = 1 OR {NAMES} LIKE ALL (patterns)) AND (
        NOT child.protected OR child.created_by_agency_id = ehtrack_agency()
        OR current_setting('ehtrack.mash', true) = 'yes' OR current_setting('ehtrack.lcss', true) = 'yes'
        OR EXISTS (
            SELECT FROM assessments_assessmentchild link
            JOIN assessments_assessment record ON record.id = link.assessment_id
            WHERE link.child_id = child.id
                AND (record.agency_id = ehtrack_works_for() OR record.id = ANY(ehtrack_joined_assessments()))
        )
    )
"""
NAMED = f"""
CREATE OR REPLACE FUNCTION ehtrack_children_named(patterns text[]) RETURNS SETOF uuid {DEFINER} AS $$
    SELECT child.id FROM assessments_child child WHERE {SEEN}
$$;
"""
RECORDS = """
CREATE FUNCTION ehtrack_{record}s_named(patterns text[]) RETURNS SETOF uuid {definer} AS $$
    SELECT found.{record}_id FROM assessments_child child
    JOIN assessments_{record}child found ON found.child_id = child.id WHERE {seen}
$$;
"""
DROP = "DROP FUNCTION ehtrack_assessments_named(text[]); DROP FUNCTION ehtrack_contacts_named(text[]);"


class Migration(migrations.Migration):
    """A search for a name asks the wall once for each S&N or contact that is found, not for each link on the way.

    One word is compared once, not twice."""

    dependencies = [("assessments", "0029_contacts_by_index_alone")]

    operations = [
        RunSQLWithRoles(
            NAMED
            + "".join(
                RECORDS.format(record=record, definer=DEFINER, seen=SEEN) for record in ("assessment", "contact")
            ),
            DROP,
        )
    ]
