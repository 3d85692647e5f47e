from django.db import migrations, models


def beginnings(model: str) -> migrations.AddField:
    return migrations.AddField(
        model_name=model, name="beginnings", field=models.PositiveSmallIntegerField(db_default=0, default=0)
    )


class Migration(migrations.Migration):
    """How often a worker began a job, so that one whose workers all die comes to an end; and why an import failed."""

    dependencies = [("agencies", "0026_settings_by_function")]

    operations = [
        beginnings("exportjob"),
        beginnings("importjob"),
        migrations.AddField(model_name="importjob", name="fault", field=models.TextField(blank=True)),
    ]
