from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles

TABLES = "agencies_networkmeeting"
COLUMNS = "(id, person, agency_id, completed_on)"


class Migration(migrations.Migration):
    """Staff trained and network meetings are counted too; a person only to be told from another."""

    dependencies = [
        ("dashboards", "0003_reporting_rights"),
        ("agencies", "0007_training_and_networks"),
        ("assessments", "0010_plan_facts"),
    ]

    operations = [
        RunSQLWithRoles(
            f"GRANT SELECT ON {TABLES} TO {{reporting}}; GRANT SELECT {COLUMNS} ON agencies_training TO {{reporting}};",
            f"REVOKE ALL ON {TABLES}, agencies_training FROM {{reporting}};",
        )
    ]
