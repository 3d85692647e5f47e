from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

DEFINER = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"

# Is a child like this known? Whoever recorded it: ids, how alike, what agrees. Protected children are none of them.
CANDIDATES = f"""
CREATE FUNCTION ehtrack_child_candidates(typed_forename text, typed_surname text, typed_born date, typed_expected date,
    close_dates date[], typed_nhs_number text, typed_postcode text)
RETURNS TABLE (child_id uuid, forename float8, surname float8, swapped_forename float8, swapped_surname float8,
    sounds_alike boolean, dates text, same_nhs_number boolean, same_postcode boolean, same_name boolean)
{DEFINER} ROWS 20 AS $$
WITH found AS (
    SELECT id FROM assessments_child WHERE nhs_number = typed_nhs_number AND nhs_number <> ''
    UNION
    SELECT id FROM assessments_child WHERE date_of_birth = ANY(close_dates)
    UNION
    SELECT id FROM assessments_child
    WHERE dmetaphone(surname) IN (dmetaphone(typed_surname), dmetaphone_alt(typed_surname))
        AND dmetaphone(forename) IN (dmetaphone(typed_forename), dmetaphone_alt(typed_forename))
        AND typed_forename <> '' AND dmetaphone(typed_surname) <> ''
    UNION
    SELECT id FROM assessments_child
    WHERE upper(surname) % upper(typed_surname) AND upper(forename) % upper(typed_forename) AND typed_forename <> ''
    UNION
    SELECT id FROM assessments_child
    WHERE upper(surname) % upper(typed_forename) AND upper(forename) % upper(typed_surname) AND typed_forename <> ''
    UNION
    SELECT id FROM assessments_child
    WHERE expected_date_of_birth BETWEEN coalesce(typed_born, typed_expected) - 45
            AND coalesce(typed_born, typed_expected) + 45
        AND upper(surname) % upper(typed_surname)
), known AS (
    SELECT child.*, coalesce(merged.stands_for_id, child.id) AS standing_id
    FROM found JOIN assessments_child child USING (id) LEFT JOIN assessments_mergedchild merged USING (id)
)
SELECT known.standing_id,
    CASE WHEN known.forename = '' THEN 0.5 ELSE similarity(upper(known.forename), upper(typed_forename)) END,
    similarity(upper(known.surname), upper(typed_surname)),
    similarity(upper(known.forename), upper(typed_surname)),
    similarity(upper(known.surname), upper(typed_forename)),
    typed_forename <> '' AND dmetaphone(known.surname) <> ''
        AND dmetaphone(known.surname) IN (dmetaphone(typed_surname), dmetaphone_alt(typed_surname))
        AND dmetaphone(known.forename) IN (dmetaphone(typed_forename), dmetaphone_alt(typed_forename)),
    CASE
        WHEN typed_born = known.date_of_birth THEN 'same'
        WHEN typed_born IS NOT NULL AND known.date_of_birth IS NOT NULL
            THEN CASE WHEN known.date_of_birth = ANY(close_dates) THEN 'close' ELSE 'different' END
        WHEN coalesce(typed_born, typed_expected) - coalesce(known.date_of_birth, known.expected_date_of_birth) IS NULL
            THEN 'unknown'
        WHEN abs(coalesce(typed_born, typed_expected) - coalesce(known.date_of_birth, known.expected_date_of_birth))
            <= 45 THEN 'close'
        ELSE 'different'
    END,
    known.nhs_number <> '' AND known.nhs_number = typed_nhs_number,
    known.postcode <> '' AND known.postcode = typed_postcode,
    upper(known.forename) = upper(typed_forename) AND upper(known.surname) = upper(typed_surname)
FROM known
WHERE NOT EXISTS (
    SELECT FROM assessments_child marked LEFT JOIN assessments_mergedchild merged ON merged.id = marked.id
    WHERE marked.protected AND coalesce(merged.stands_for_id, marked.id) = known.standing_id
)
$$;
"""

# LIKE is not leakproof, so no index of names is used past a policy: ids by parts of a name, for the walled tables to
# narrow down. The longest part comes first, for the index. Protected children only to those who work with them.
NAMES = """translate(upper(((COALESCE(child.forename, ''::character varying))::text
    || COALESCE((COALESCE(' '::text, ''::text) || COALESCE(((COALESCE(child.surname, ''::character varying))::text
    || COALESCE((COALESCE(' '::text, ''::text) || (COALESCE(child.also_known_as, ''::character varying))::text),
    ''::text)), ''::text)), ''::text))), '''\u2019\u2018\u02bc`'::text, ''::text)"""
NAMED = f"""
CREATE FUNCTION ehtrack_children_named(patterns text[]) RETURNS SETOF uuid {DEFINER} ROWS 50 AS $$
    SELECT child.id FROM assessments_child child
    WHERE {NAMES} LIKE patterns[1] AND {NAMES} LIKE ALL (patterns) AND (
        NOT child.protected OR child.created_by_agency_id = ehtrack_agency()
        OR current_setting('ehtrack.mash', true) = 'yes' OR current_setting('ehtrack.lcss', true) = 'yes'
        OR EXISTS (
            SELECT FROM assessments_assessmentchild link
            JOIN assessments_assessment record ON record.id = link.assessment_id
            WHERE link.child_id = child.id
                AND (record.agency_id = ehtrack_works_for() OR record.id = ANY(ehtrack_joined_assessments()))
        )
    )
$$;
"""

# Open S&Ns of these children, as far as anybody may know of them: who leads, and how to reach them. Nothing of families
# that did not agree nor of protected children; no name where LCSS is to be asked.
PROTECTED = """EXISTS (
    SELECT FROM assessments_fact_assessment_child link JOIN assessments_child marked ON marked.protected
    LEFT JOIN assessments_mergedchild merged ON merged.id = marked.id
    WHERE link.assessment_id = record.id AND link.child_id = coalesce(merged.stands_for_id, marked.id)
)"""
OF_CHILDREN = """(
    SELECT link.assessment_id FROM assessments_assessmentchild link WHERE link.child_id IN (
        SELECT unnest(children) UNION SELECT id FROM assessments_mergedchild WHERE stands_for_id = ANY(children)
    )
)"""
OPEN_WORK = f"""
CREATE FUNCTION ehtrack_open_work(children uuid[])
RETURNS TABLE (assessment_id uuid, completed_on date, led_by text, person text, phone text, email text)
{DEFINER} ROWS 5 AS $$
    SELECT record.id, record.completed_on, shown.led_by, shown.person, shown.phone, shown.email
    FROM assessments_assessment record
    JOIN agencies_agency own ON own.id = record.agency_id
    LEFT JOIN agencies_agency leads ON leads.id = record.lead_professional_agency_id
    LEFT JOIN agencies_user lead ON lead.id = coalesce(record.lead_professional_id, record.author_id)
    LEFT JOIN LATERAL (
        SELECT coalesce(leads.name, own.name) AS led_by, lead.phone, lead.email,
            coalesce(nullif(record.lead_professional_name, ''), lead.name, '') AS person
        WHERE NOT (own.do_not_name OR coalesce(leads.do_not_name, false) OR record.not_to_share_with <> '')
    ) shown ON true
    WHERE record.status = 'completed' AND record.consent <> 'no' AND record.id IN {OF_CHILDREN} AND NOT {PROTECTED}
$$;
"""

# What an emergency opens: ids.
OPENABLE = f"""
CREATE FUNCTION ehtrack_openable(children uuid[])
RETURNS TABLE (assessment_id uuid, agency_id uuid, child_id uuid) {DEFINER} ROWS 5 AS $$
    SELECT record.id, record.agency_id, link.child_id
    FROM assessments_assessment record JOIN assessments_fact_assessment_child link ON link.assessment_id = record.id
    WHERE record.id IN {OF_CHILDREN} AND link.child_id = ANY(children)
        AND record.completed_on IS NOT NULL AND record.status <> 'withdrawn' AND NOT {PROTECTED}
        AND (current_setting('ehtrack.mash', true) = 'yes'
            OR record.consent <> 'no' AND record.not_to_share_with = '')
$$;

CREATE FUNCTION ehtrack_children_of_reference(asked text) RETURNS SETOF uuid {DEFINER} ROWS 5 AS $$
    SELECT link.child_id FROM assessments_assessment record
    JOIN assessments_fact_assessment_child link ON link.assessment_id = record.id
    WHERE upper(record.reference) = upper(asked)
$$;
"""
DROP = """
DROP FUNCTION ehtrack_children_of_reference(text);
DROP FUNCTION ehtrack_openable(uuid[]);
DROP FUNCTION ehtrack_open_work(uuid[]);
DROP FUNCTION ehtrack_children_named(text[]);
DROP FUNCTION ehtrack_child_candidates(text, text, date, date, date[], text, text);
"""


class Migration(migrations.Migration):
    """The few answers about children that a person does not reach, each by a function that says no more than this.

    They look over the wall in place of the application: it need not become the system within a request."""

    dependencies = [("assessments", "0021_walls_of_children")]

    operations = [RunSQLWithRoles(CANDIDATES + NAMED + OPEN_WORK + OPENABLE, DROP)]
