from django.db import migrations, models


class Migration(migrations.Migration):
    """Some agencies complete no S&Ns by their nature: they are not compared with those that should."""

    dependencies = [("agencies", "0021_agency_population")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="completes_none",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
