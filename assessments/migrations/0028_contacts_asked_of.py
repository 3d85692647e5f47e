from django.db import migrations

from ehtrack.lib.migrations import rewall

CONTACTS = """
    source_agency_id = (SELECT ehtrack_works_for()) OR current_setting('ehtrack.mash', true) = 'yes'
    OR early_help_agency_id = (SELECT ehtrack_works_for())
"""


class Migration(migrations.Migration):
    """A contact is known to the agency that the MASH asks for early help, also where another agency sent it."""

    dependencies = [("assessments", "0027_ended_emergencies")]

    operations = [rewall("assessments_contact", using=CONTACTS)]
