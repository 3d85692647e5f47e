from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

TABLES = """dashboards_monthcount, dashboards_dirtymonth, dashboards_target, dashboards_ratiosnapshot,
    dashboards_targetsnapshot, agencies_agency, agencies_group, agencies_groupmembership, agencies_locality"""


class Migration(migrations.Migration):
    """Counting reads the rollup, its queue, the targets and the agencies; nothing of a person."""

    dependencies = [("dashboards", "0002_dirty_month_triggers")]

    operations = [
        RunSQLWithRoles(f"GRANT SELECT ON {TABLES} TO {{reporting}};", f"REVOKE SELECT ON {TABLES} FROM {{reporting}};")
    ]
