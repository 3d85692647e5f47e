from django.db import migrations, models


class Migration(migrations.Migration):
    """Two people who correct the same pilot meet instead of overwriting each other."""

    dependencies = [("assessments", "0012_needs_taf_of_a_fact")]

    operations = [
        migrations.AddField(
            model_name="pilot",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    ]
