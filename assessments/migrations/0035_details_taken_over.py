from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0034_cancelled_meetings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assessment.started", "S&N started"),
                    ("assessment.completed", "S&N completed"),
                    ("assessment.shared", "S&N shared with the council"),
                    ("assessment.corrected", "S&N corrected"),
                    ("assessment.closed", "S&N closed"),
                    ("assessment.withdrawn", "S&N withdrawn"),
                    ("assessment.reassigned", "S&N reassigned"),
                    ("assessment.imported", "S&N imported"),
                    ("meeting.planned", "TAF meeting planned"),
                    ("meeting.held", "TAF meeting held"),
                    ("meeting.cancelled", "TAF meeting cancelled"),
                    ("meeting.corrected", "TAF meeting corrected"),
                    ("contact.received", "MASH contact received"),
                    ("contact.prioritised", "MASH contact prioritised"),
                    ("contact.decided", "MASH contact decided"),
                    ("contact.corrected", "MASH contact corrected"),
                    ("contact.feedback", "Referrer told"),
                    ("contact.imported", "MASH contact imported"),
                    ("child.added", "Child added"),
                    ("child.corrected", "Child's details corrected"),
                    ("child.imported", "Child imported"),
                    ("child.merged", "Records of the same child merged"),
                    ("child.unmerged", "Merge undone"),
                    ("child.taken_over", "Details taken over from a merged record"),
                    ("child.given_back", "Details given back to a record that was merged"),
                ],
                max_length=40,
            ),
        ),
    ]
