import datetime
import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0015_unused_accounts"),
        ("assessments", "0016_indexes_of_facts_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("reason", models.TextField()),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-opened_at"],
            },
        ),
        migrations.CreateModel(
            name="EmergencyReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("was_right", models.BooleanField(blank=True, null=True)),
                ("note", models.TextField(blank=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-access__opened_at"],
            },
        ),
        migrations.AddIndex(
            model_name="child",
            index=models.Index(condition=models.Q(("protected", True)), fields=["id"], name="child_protected"),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="child",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessments.child"
            ),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="emergencyreview",
            name="access",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="assessments.emergencyaccess"
            ),
        ),
        migrations.AddField(
            model_name="emergencyreview",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="emergencyreview",
            name="reviewed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="emergencyaccess",
            index=models.Index(fields=["person", "ends_at"], name="emergency_access_live"),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_at__gt", models.F("opened_at")),
                    (
                        "ends_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("opened_at"), "+", models.Value(datetime.timedelta(days=1))
                        ),
                    ),
                ),
                name="emergency_access_lasts_a_day_at_most",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="emergency_access_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyreview",
            constraint=models.UniqueConstraint(fields=("access", "agency"), name="emergency_review_once_per_agency"),
        ),
        migrations.AddConstraint(
            model_name="emergencyreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at", None), ("reviewed_by", None), ("was_right", None)),
                    models.Q(
                        ("reviewed_at__isnull", False), ("reviewed_by__isnull", False), ("was_right__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="emergency_review_said_by_and_when",
            ),
        ),
    ]
