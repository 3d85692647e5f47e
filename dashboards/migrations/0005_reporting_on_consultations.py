from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

TABLE, COLUMNS = "agencies_consultation", "(id, held_on, agency_id, locality_id, theme)"


class Migration(migrations.Migration):
    """No Names Consultations are counted; what was advised is not for who counts."""

    dependencies = [("dashboards", "0004_reporting_on_workforce"), ("agencies", "0011_consultation")]

    operations = [
        RunSQLWithRoles(
            f"GRANT SELECT {COLUMNS} ON {TABLE} TO {{reporting}};",
            f"REVOKE SELECT {COLUMNS} ON {TABLE} FROM {{reporting}};",
        )
    ]
