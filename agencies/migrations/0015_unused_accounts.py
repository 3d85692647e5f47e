from django.db import migrations, models


class Migration(migrations.Migration):
    """Memberships of accounts that nobody uses are ended by ehtrack itself, after a warning."""

    dependencies = [("agencies", "0014_sessions")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="unused_warned_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RemoveConstraint(model_name="membership", name="membership_ended_at_and_by"),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", False), ("ended_by", None), _connector="OR"),
                name="membership_ended_by_only_when_ended",
            ),
        ),
    ]
