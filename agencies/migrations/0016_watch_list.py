import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0015_unused_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="WatchThreshold",
            fields=[
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("many", "Many records in a short time"),
                            ("own-surname", "A child of the reader's own surname"),
                            ("colleague", "A colleague's family, or a namesake's"),
                            ("out-of-hours", "Reading out of hours"),
                            ("refused", "Refused attempts"),
                        ],
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("at_least", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("at_least__gte", 1)), name="watch_threshold_is_one_or_more"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rule__in", ["many", "own-surname", "colleague", "out-of-hours", "refused"])
                        ),
                        name="watch_threshold_known_rule",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WatchItem",
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
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("many", "Many records in a short time"),
                            ("own-surname", "A child of the reader's own surname"),
                            ("colleague", "A colleague's family, or a namesake's"),
                            ("out-of-hours", "Reading out of hours"),
                            ("refused", "Refused attempts"),
                        ],
                        max_length=20,
                    ),
                ),
                ("day", models.DateField()),
                ("number", models.PositiveIntegerField()),
                ("at_least", models.PositiveIntegerField()),
                (
                    "subject_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("note", models.TextField(blank=True)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "rule", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "person", "day"), name="watch_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewed_by", None)),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="watch_item_reviewed_with_a_note",
                    ),
                ],
            },
        ),
    ]
