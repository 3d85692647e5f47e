from django.db import migrations

from ehtrack.lib.migrations import rewall

AGENCY = "(SELECT ehtrack_agency())"
MASH = "current_setting('ehtrack.mash', true) = 'yes'"
LINK = "(SELECT true FROM assessments_{}child link WHERE link.child_id = assessments_child.id LIMIT 1)"
CHILDREN = f"""
    created_by_agency_id = {AGENCY} OR {LINK.format("assessment")} OR {MASH} AND {LINK.format("contact")}
    OR id = ANY((SELECT ehtrack_merged_children())::uuid[])
"""
CONTACT = f"{MASH} OR EXISTS (SELECT FROM assessments_contact record WHERE record.id = contact_id)"


class Migration(migrations.Migration):
    """An EXISTS is planned twice, by row and hashed, and so is each one within it: a child asks its links by a SELECT
    of one row instead. The MASH, which sees every contact, need not look for the contact of each of its rows."""

    dependencies = [("assessments", "0023_who_looked")]

    operations = [
        rewall("assessments_child", using=CHILDREN),
        rewall("assessments_contactchild", using=CONTACT),
        rewall("assessments_prioritychange", using=CONTACT),
    ]
