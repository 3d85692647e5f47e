from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

TABLE, COLUMNS = "assessments_pilot", "(id, name, starts_on)"


class Migration(migrations.Migration):
    """A ratio with and without pilots names them."""

    dependencies = [("dashboards", "0005_reporting_on_consultations"), ("assessments", "0001_initial")]

    operations = [
        RunSQLWithRoles(
            f"GRANT SELECT {COLUMNS} ON {TABLE} TO {{reporting}};",
            f"REVOKE SELECT {COLUMNS} ON {TABLE} FROM {{reporting}};",
        )
    ]
