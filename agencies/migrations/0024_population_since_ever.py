from django.db import migrations

DATED = """
INSERT INTO agencies_population (agency_id, children) SELECT id, population FROM agencies_agency WHERE population > 0
"""
UNDATED = """
UPDATE agencies_agency agency SET population = (
    SELECT children FROM agencies_population known WHERE known.agency_id = agency.id
    ORDER BY starts_on DESC NULLS LAST LIMIT 1
)
"""


class Migration(migrations.Migration):
    """What was entered without a day held in every year, and does so until another number is entered."""

    dependencies = [("agencies", "0023_population")]

    operations = [migrations.RunSQL(DATED, UNDATED)]
