import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a person does after a day's item was reviewed is an item of its own: the review was not about it."""

    dependencies = [("agencies", "0028_faults_of_imports")]

    operations = [
        migrations.AddField(
            model_name="watchitem",
            name="looked_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL("UPDATE agencies_watchitem SET looked_at = recorded_at", migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="watchitem", name="watch_item_once"),
        migrations.AddConstraint(
            model_name="watchitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reviewed_at", None)),
                fields=("rule", "person", "day"),
                name="watch_item_waits_once",
            ),
        ),
    ]
