import importlib

from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

before = importlib.import_module("assessments.migrations.0022_narrow_answers")

# Whoever leads, as long as they work there: a lead professional at the agency that leads, an author at their own. When
# they have left, the leads of the agency are asked; nobody: LCSS is. A typed name is of somebody without an account;
# their colleague who wrote the S&N knows them.
WHOM_TO_ASK = """
CREATE FUNCTION ehtrack_whom_to_ask(lead uuid, typed_name text, leads_for uuid, author uuid, agency uuid)
RETURNS TABLE (person text, phone text, email text) LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT found.person, found.phone, found.email
    FROM (
        SELECT 1 AS turn, coalesce(nullif(typed_name, ''), known.name) AS person, known.phone, known.email
        FROM agencies_user known
        WHERE known.id = coalesce(lead, author) AND known.is_active AND EXISTS (
            SELECT FROM agencies_membership held WHERE held.user_id = known.id AND held.ended_at IS NULL
                AND held.agency_id = CASE WHEN lead IS NULL THEN agency ELSE coalesce(leads_for, agency) END
        )
        UNION ALL
        SELECT 2, string_agg(concat_ws(', ', other.name, nullif(other.phone, ''), other.email), '; '
            ORDER BY other.name), '', ''
        FROM agencies_user other
        WHERE other.is_active AND EXISTS (
            SELECT FROM agencies_membership held WHERE held.user_id = other.id AND held.ended_at IS NULL
                AND held.role = 'lead' AND held.agency_id = coalesce(leads_for, agency)
        )
    ) found
    ORDER BY found.turn LIMIT 1
$$;
"""
OPEN_WORK = f"""
CREATE OR REPLACE FUNCTION ehtrack_open_work(children uuid[])
RETURNS TABLE (assessment_id uuid, completed_on date, led_by text, person text, phone text, email text)
{before.DEFINER} ROWS 5 AS $$
    SELECT record.id, record.completed_on, shown.led_by, shown.person, shown.phone, shown.email
    FROM assessments_assessment record
    JOIN agencies_agency own ON own.id = record.agency_id
    LEFT JOIN agencies_agency leads ON leads.id = record.lead_professional_agency_id
    LEFT JOIN LATERAL (
        SELECT coalesce(leads.name, own.name) AS led_by, reach.person, reach.phone, reach.email
        FROM (SELECT) one LEFT JOIN ehtrack_whom_to_ask(record.lead_professional_id, record.lead_professional_name,
            record.lead_professional_agency_id, record.author_id, record.agency_id) reach ON true
        WHERE NOT (own.do_not_name OR coalesce(leads.do_not_name, false) OR record.not_to_share_with <> '')
    ) shown ON true
    WHERE record.status = 'completed' AND record.consent <> 'no'
        AND record.id IN {before.OF_CHILDREN} AND NOT {before.PROTECTED}
$$;
"""
BACK = before.OPEN_WORK.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    """Who works with a child: never the address of somebody who has left."""

    dependencies = [("assessments", "0031_links_tell_who_reads")]

    operations = [
        RunSQLWithRoles(
            WHOM_TO_ASK + OPEN_WORK, BACK + "DROP FUNCTION ehtrack_whom_to_ask(uuid, text, uuid, uuid, uuid);"
        )
    ]
