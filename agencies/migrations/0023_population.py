import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """The children an agency works with, from a day on: this year's number is not last year's."""

    dependencies = [("agencies", "0022_agency_completes_none")]

    operations = [
        migrations.CreateModel(
            name="Population",
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
                ("starts_on", models.DateField(blank=True, null=True)),
                ("children", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="populations", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["agency", models.OrderBy(models.F("starts_on"), nulls_first=True)],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "starts_on"), name="population_once_per_day", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("children", None), ("children__gt", 0), _connector="OR"),
                        name="population_of_somebody",
                    ),
                ],
            },
        )
    ]
