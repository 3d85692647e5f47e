from django.db import migrations, models


class Migration(migrations.Migration):
    """How many children an agency works with, so that agencies of different size can be compared."""

    dependencies = [("agencies", "0020_audit_by_time")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="population",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
