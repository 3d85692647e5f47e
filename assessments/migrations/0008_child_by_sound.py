from django.db import migrations, models


class Migration(migrations.Migration):
    """Children are found by the sound of their names, and unborn ones by the expected date, among 100,000s."""

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
        migrations.AddIndex(
            model_name="child",
            index=models.Index(
                condition=models.Q(("expected_date_of_birth", None), _negated=True),
                fields=["expected_date_of_birth"],
                name="child_by_expected_date",
            ),
        ),
    ]
