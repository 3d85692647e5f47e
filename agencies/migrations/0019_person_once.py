from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles, rewall, wall

FUNCTIONS = """
CREATE FUNCTION ehtrack_enter(asked_person uuid, asked_agency uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held text[];
BEGIN
    SELECT coalesce(array_agg(membership.role), '{}') INTO held
    FROM agencies_membership membership JOIN agencies_user person ON person.id = membership.user_id
    WHERE person.id = asked_person AND person.is_active AND membership.ended_at IS NULL
        AND membership.agency_id = asked_agency;
    PERFORM set_config('ehtrack.person', coalesce(asked_person::text, ''), true),
        set_config('ehtrack.agency', CASE WHEN held <> '{}' THEN asked_agency::text ELSE '' END, true),
        set_config('ehtrack.works_for',
            CASE WHEN held && '{practitioner,lead}' THEN asked_agency::text ELSE '' END, true),
        set_config('ehtrack.leads', CASE WHEN 'lead' = ANY(held) THEN asked_agency::text ELSE '' END, true),
        set_config('ehtrack.lcss', CASE WHEN 'lcss' = ANY(held) THEN 'yes' ELSE '' END, true),
        set_config('ehtrack.mash', CASE WHEN 'mash' = ANY(held) THEN 'yes' ELSE '' END, true),
        set_config('ehtrack.board', CASE WHEN 'board' = ANY(held) THEN 'yes' ELSE '' END, true),
        set_config('ehtrack.auditor', CASE WHEN 'auditor' = ANY(held) THEN 'yes' ELSE '' END, true);
END $$;

CREATE FUNCTION ehtrack_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('ehtrack.agency', true), '')::uuid $$;
CREATE FUNCTION ehtrack_works_for() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('ehtrack.works_for', true), '')::uuid $$;
CREATE FUNCTION ehtrack_leads() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('ehtrack.leads', true), '')::uuid $$;

CREATE FUNCTION ehtrack_courses() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$ SELECT DISTINCT course FROM agencies_training ORDER BY course $$;

CREATE FUNCTION ehtrack_trained(people text[], asked_course text, day date) RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT person FROM agencies_training
        WHERE person = ANY(people) AND course = asked_course AND completed_on = day
    $$;
"""
DROP = """
DROP FUNCTION ehtrack_trained(text[], text, date);
DROP FUNCTION ehtrack_courses();
DROP FUNCTION ehtrack_leads();
DROP FUNCTION ehtrack_works_for();
DROP FUNCTION ehtrack_agency();
DROP FUNCTION ehtrack_enter(uuid, uuid);
"""


def holds(role: str) -> str:
    return f"current_setting('ehtrack.{role}', true) = 'yes'"


MINE = "actor_id = (SELECT ehtrack_person())"


class Migration(migrations.Migration):
    """What the person is, is asked of the memberships once, when the unit of work begins, and stands in settings of the
    transaction: policies that called functions for it made the planner's work two to four times as long.

    The access log and the watch list come behind the wall: the auditor's, and of the log each person's own rows."""

    dependencies = [("agencies", "0018_walls")]

    operations = [
        RunSQLWithRoles(FUNCTIONS, DROP),
        rewall("agencies_training", using=f"agency_id = (SELECT ehtrack_agency()) OR {holds('board')}"),
        rewall("agencies_consultation", using=holds("lcss")),
        wall("agencies_auditevent", using=f"{holds('auditor')} OR {MINE}", check="true"),
        wall("agencies_watchitem", using=holds("auditor")),
    ]
