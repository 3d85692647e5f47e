import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0026_settings_by_function"),
        ("assessments", "0033_emergencies_of_unnamed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="meeting",
            name="before_update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="meeting",
            name="before_delete_delete",
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="meetinghistory",
            name="cancelled_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="assessment",
            name="status",
            field=models.CharField(
                choices=[("draft", "Draft"), ("completed", "Open"), ("closed", "Closed"), ("withdrawn", "Withdrawn")],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="assessmenthistory",
            name="status",
            field=models.CharField(
                choices=[("draft", "Draft"), ("completed", "Open"), ("closed", "Closed"), ("withdrawn", "Withdrawn")],
                default="draft",
                max_length=10,
            ),
        ),
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
                ],
                max_length=40,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="before_update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessments_meetinghistory" ("assessment_id", "cancelled_on", "chair_agency_id", "chair_id", "chair_name", "closure_reason", "decisions", "family_update", "held_on", "id", "next_on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_on", "recorded_at", "version") SELECT old_values."assessment_id", old_values."cancelled_on", old_values."chair_agency_id", old_values."chair_id", old_values."chair_name", old_values."closure_reason", old_values."decisions", old_values."family_update", old_values."held_on", old_values."id", old_values."next_on", old_values."outcome", _pgh_attached_context.value, NOW(), \'before_update\', old_values."id", old_values."place", old_values."planned_on", old_values."recorded_at", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="3f02bd17dbadc3d6a5cf4d4111e0a4c4742e83df",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_before_update_update_ed445",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="assessments_meeting",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="before_delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessments_meetinghistory" ("assessment_id", "cancelled_on", "chair_agency_id", "chair_id", "chair_name", "closure_reason", "decisions", "family_update", "held_on", "id", "next_on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_on", "recorded_at", "version") SELECT old_values."assessment_id", old_values."cancelled_on", old_values."chair_agency_id", old_values."chair_id", old_values."chair_name", old_values."closure_reason", old_values."decisions", old_values."family_update", old_values."held_on", old_values."id", old_values."next_on", old_values."outcome", _pgh_attached_context.value, NOW(), \'before_delete\', old_values."id", old_values."place", old_values."planned_on", old_values."recorded_at", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="fc689a28d8de28fb5b3f93440f0c83bf46d4e130",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_before_delete_delete_f9fe4",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessments_meeting",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_on", None), ("cancelled_on", None), _connector="OR"),
                name="meeting_held_or_cancelled",
            ),
        ),
    ]
