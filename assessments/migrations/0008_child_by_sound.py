from django.db import migrations, models


class Migration(migrations.Migration):
    """Children are found by the sound of their names, among hundreds of thousands."""

    dependencies = [("agencies", "0001_initial"), ("assessments", "0007_fact_models")]

    operations = [
        migrations.AddIndex(
            model_name="child",
            index=models.Index(
                models.Func("surname", function="dmetaphone"),
                models.Func("forename", function="dmetaphone"),
                name="child_by_sound",
            ),
        ),
    ]
