import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """No Names Consultations of the LCSS."""

    dependencies = [
        ("agencies", "0010_export_job"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consultation",
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
                ("held_on", models.DateField(verbose_name="date")),
                (
                    "theme",
                    models.CharField(
                        choices=[
                            ("mental-health", "Mental health and well-being"),
                            ("behaviour", "Behaviour"),
                            ("parenting", "Parenting"),
                            ("domestic-abuse", "Domestic abuse"),
                            ("neglect", "Neglect"),
                            ("substance-misuse", "Substance misuse"),
                            ("school-attendance", "School attendance"),
                            ("housing-and-money", "Housing and money"),
                            ("send", "Special educational needs and disability"),
                            ("exploitation", "Exploitation and risk outside the home"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("advice", models.TextField()),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consultations", to="agencies.agency"
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="agencies.locality",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "No Names Consultation",
                "ordering": ["-held_on", "-recorded_at"],
                "indexes": [models.Index(fields=["held_on", "agency"], name="consultation_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "theme__in",
                                [
                                    "mental-health",
                                    "behaviour",
                                    "parenting",
                                    "domestic-abuse",
                                    "neglect",
                                    "substance-misuse",
                                    "school-attendance",
                                    "housing-and-money",
                                    "send",
                                    "exploitation",
                                    "other",
                                ],
                            )
                        ),
                        name="consultation_known_theme",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("advice", ""), _negated=True), name="consultation_with_advice"
                    ),
                ],
            },
        ),
    ]
