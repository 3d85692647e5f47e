from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Concat, Upper

NAMES = models.Func(
    Upper(Concat("forename", models.Value(" "), "surname", models.Value(" "), "also_known_as")),
    models.Value("'\u2019\u2018\u02bc`"),
    models.Value(""),
    function="translate",
    output_field=models.TextField(),
)


class Migration(migrations.Migration):
    """A search for part of a name finds it with and without its apostrophe, among 100,000s of children."""

    dependencies = [("assessments", "0014_taf_facts")]

    operations = [
        migrations.AddIndex(
            model_name="child",
            index=GinIndex(OpClass(NAMES, "gin_trgm_ops"), name="child_names_to_search"),
        ),
    ]
