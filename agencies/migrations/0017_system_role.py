from django.conf import settings
from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

SAME_RIGHTS = """
DO $$
DECLARE
    given record;
BEGIN
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', 'SYSTEM_NAME');
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM %I', 'SYSTEM_NAME');
    FOR given IN
        SELECT relation.oid::regclass AS name, relation.relkind, right_.privilege_type
        FROM pg_class relation CROSS JOIN LATERAL aclexplode(relation.relacl) right_
        WHERE relation.relnamespace = 'public'::regnamespace AND relation.relkind IN ('r', 'v', 'S', 'p')
          AND right_.grantee = 'APP_NAME'::regrole
    LOOP
        EXECUTE format('GRANT %s ON %s %s TO %I', given.privilege_type,
            CASE given.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, given.name, 'SYSTEM_NAME');
    END LOOP;
END $$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {system};
"""


def _named(text: str) -> str:
    """Role names as text, for format()."""
    return text.replace("SYSTEM_NAME", settings.SYSTEM_ROLE).replace("APP_NAME", settings.APP_ROLE)


class Migration(migrations.Migration):
    """The system's role gets the rights that the application has by now; later grants name both."""

    dependencies = [("agencies", "0016_watch_list"), ("assessments", "0018_append_only_emergency")]

    operations = [RunSQLWithRoles(_named(SAME_RIGHTS), migrations.RunSQL.noop)]
