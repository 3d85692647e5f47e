from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles


class Migration(migrations.Migration):
    """What domains and meetings looked like before is added to, never changed."""

    dependencies = [("assessments", "0005_history_of_domains_and_meetings")]

    operations = [
        RunSQLWithRoles(
            "REVOKE UPDATE, DELETE, TRUNCATE ON assessments_assessmentdomainhistory, assessments_meetinghistory "
            "FROM {app}",
            "GRANT UPDATE, DELETE ON assessments_assessmentdomainhistory, assessments_meetinghistory TO {app}",
        )
    ]
