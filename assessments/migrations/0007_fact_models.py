from django.db import migrations, models


class Migration(migrations.Migration):
    """The views of the published window, as Django's state knows them; nothing changes in the database."""

    dependencies = [
        ("assessments", "0006_append_only_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentChildFact",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "assessment_id", "child_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("assessment_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
            ],
            options={
                "db_table": "assessments_fact_assessment_child",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="AssessmentFact",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("agency_id", models.UUIDField()),
                ("completed_on", models.DateField()),
                ("shared_on", models.DateField(null=True)),
                ("pilot_id", models.UUIDField(null=True)),
                ("closed_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "assessments_fact_assessment",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="ChildIdentity",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("stands_for_id", models.UUIDField()),
            ],
            options={
                "db_table": "assessments_child_identity",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="ContactChildFact",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "contact_id", "child_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("contact_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
            ],
            options={
                "db_table": "assessments_fact_contact_child",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="ContactFact",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("agency_id", models.UUIDField()),
                ("received_on", models.DateField()),
                ("received_at", models.DateTimeField(null=True)),
                ("priority", models.CharField(max_length=5)),
                ("due_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(max_length=30)),
                ("on_time", models.BooleanField(null=True)),
            ],
            options={
                "db_table": "assessments_fact_contact",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingFact",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("assessment_id", models.UUIDField()),
                ("chair_agency_id", models.UUIDField()),
                ("planned_on", models.DateField()),
                ("held_on", models.DateField(null=True)),
                ("outcome", models.CharField(max_length=10)),
            ],
            options={
                "db_table": "assessments_fact_meeting",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="TafFact",
            fields=[
                ("assessment_id", models.UUIDField(primary_key=True, serialize=False)),
                ("agency_id", models.UUIDField()),
                ("completed_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("needs_taf", models.BooleanField(null=True)),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "assessments_fact_taf",
                "managed": False,
            },
        ),
    ]
