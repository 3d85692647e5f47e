from django.db import migrations, models


class Migration(migrations.Migration):
    """Two people who correct the same training or network meeting meet instead of overwriting each other."""

    dependencies = [("agencies", "0008_agency_version")]

    operations = [
        migrations.AddField(
            model_name="networkmeeting",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="training",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
    ]
