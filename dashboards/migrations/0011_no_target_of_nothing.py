from django.db import migrations, models
from django.db.models import Q

WITHDRAW = """
UPDATE dashboards_target SET withdrawn_at = now(), withdrawal_reason = 'A target of 0 is nothing to reach'
WHERE target = 0 AND withdrawn_at IS NULL
"""


class Migration(migrations.Migration):
    """A target of 0 came in by imports; it stays in the history."""

    dependencies = [("dashboards", "0010_kinds_of_targets")]

    operations = [
        migrations.RunSQL(WITHDRAW, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=Q(target__gte=1) | Q(withdrawn_at__isnull=False), name="target_is_something_to_reach"
            ),
        ),
    ]
