import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Targets of trained staff and of contacts in time too, and targets that were recorded by mistake."""

    dependencies = [
        ("agencies", "0020_audit_by_time"),
        ("dashboards", "0009_walls_of_returns"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="target", name="target_once_per_agreement"),
        migrations.AddField(
            model_name="target",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assessments", "S&Ns"),
                    ("trained", "Staff trained"),
                    ("red-in-time", "Red contacts decided in time"),
                ],
                db_default="assessments",
                default="assessments",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="target",
            name="withdrawal_reason",
            field=models.CharField(blank=True, db_default="", max_length=500),
        ),
        migrations.AddField(
            model_name="target", name="withdrawn_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="target",
            name="withdrawn_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(
                condition=Q(withdrawn_at=None),
                fields=["kind", "year", "agency", "group", "basis", "agreed_on"],
                name="target_once_per_agreement",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=["assessments", "trained", "red-in-time"]), name="target_known_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=~Q(kind="red-in-time") | Q(target__lte=100), name="target_share_up_to_the_whole"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=Q(kind="assessments") | Q(basis="completed"), name="target_basis_of_assessments_only"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason="")),
                name="target_withdrawn_with_a_reason",
            ),
        ),
    ]
