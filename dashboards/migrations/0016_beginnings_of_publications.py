from django.db import migrations, models


class Migration(migrations.Migration):
    """How often a worker began a publication, so that one whose workers all die comes to an end."""

    dependencies = [("dashboards", "0015_publications")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="beginnings",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        )
    ]
