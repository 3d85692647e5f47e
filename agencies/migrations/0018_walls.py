from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles, wall

FUNCTIONS = """
CREATE FUNCTION ehtrack_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('ehtrack.person', true), '')::uuid $$;

CREATE FUNCTION ehtrack_agencies(VARIADIC roles text[]) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(DISTINCT membership.agency_id), '{}')
        FROM agencies_membership membership JOIN agencies_user person ON person.id = membership.user_id
        WHERE person.id = ehtrack_person() AND person.is_active AND membership.ended_at IS NULL
          AND membership.role = ANY(roles)
          AND membership.agency_id = coalesce(
              nullif(current_setting('ehtrack.agency', true), '')::uuid, membership.agency_id)
    $$;

CREATE FUNCTION ehtrack_holds(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp
    AS $$ SELECT cardinality(ehtrack_agencies(VARIADIC roles)) > 0 $$;
"""

DROP = """
DROP FUNCTION IF EXISTS ehtrack_holds(text[]);
DROP FUNCTION IF EXISTS ehtrack_agencies(text[]);
DROP FUNCTION ehtrack_person();
"""

MINE = "user_id = (SELECT ehtrack_person())"
MY_IMPORTS = "EXISTS (SELECT FROM agencies_importjob job WHERE job.id = job_id)"
MY_EXPORTS = "EXISTS (SELECT FROM agencies_exportjob job WHERE job.id = job_id)"
EVERY_ROLE = "'practitioner', 'lead', 'lcss', 'mash', 'board', 'auditor'"
OWN_AGENCY = f"agency_id = ANY((SELECT ehtrack_agencies({EVERY_ROLE}))::uuid[])"
TRAINED = f"{OWN_AGENCY} OR (SELECT ehtrack_holds('board'))"


class Migration(migrations.Migration):
    """Row level security on what belongs to a person or an agency; who is signed in, as the database knows it."""

    dependencies = [("agencies", "0017_system_role")]

    operations = [
        RunSQLWithRoles(FUNCTIONS, DROP),
        wall("agencies_importjob", using=MINE),
        wall("agencies_importpart", using=MY_IMPORTS),
        wall("agencies_exportjob", using=MINE),
        wall("agencies_exportpart", using=MY_EXPORTS),
        wall("agencies_requestkey", using=MINE),
        wall("agencies_training", using=TRAINED),
        wall("agencies_consultation", using="(SELECT ehtrack_holds('lcss'))"),
    ]
