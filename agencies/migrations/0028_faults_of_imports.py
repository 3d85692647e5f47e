from django.db import migrations

TO_COLUMN = """
UPDATE agencies_importjob SET fault = result ->> 'fault', result = result - 'fault' WHERE result ? 'fault'
"""
TO_RESULT = "UPDATE agencies_importjob SET result = jsonb_build_object('fault', fault), fault = '' WHERE fault <> ''"


class Migration(migrations.Migration):
    """Why an import failed stands where it does of other jobs."""

    dependencies = [("agencies", "0027_beginnings_of_jobs")]

    operations = [migrations.RunSQL(TO_COLUMN, TO_RESULT)]
