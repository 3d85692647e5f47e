from django.db import migrations


class Migration(migrations.Migration):
    """The number of children has a table with days."""

    dependencies = [("agencies", "0024_population_since_ever")]

    operations = [migrations.RemoveField(model_name="agency", name="population")]
