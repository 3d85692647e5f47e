from django.db import migrations, models

COMPLETED = models.Q(status__in=["completed", "closed"])


class Migration(migrations.Migration):
    """What is counted of a whole year is read from indexes: rows of S&Ns are wide."""

    dependencies = [("assessments", "0015_child_names_to_search")]

    operations = [
        migrations.AddIndex(
            "assessment",
            models.Index(
                fields=["completed_on"],
                include=["id", "agency", "shared_on", "pilot", "closed_on", "needs_taf"],
                condition=COMPLETED,
                name="assessment_fact_by_day",
            ),
        ),
        migrations.AddIndex(
            "meeting",
            models.Index(
                fields=["held_on"],
                include=["id", "assessment", "chair_agency"],
                condition=models.Q(held_on__isnull=False),
                name="meeting_held",
            ),
        ),
    ]
