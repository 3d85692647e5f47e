import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """A near match goes by the name that was typed, while the S&N is a draft."""

    dependencies = [
        ("assessments", "0024_walls_planned_once"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="assessment",
            name="before_update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="assessment",
            name="before_delete_delete",
        ),
        migrations.AddField(
            model_name="assessment",
            name="typed_names",
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="assessmenthistory",
            name="typed_names",
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="before_update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessments_assessmenthistory" ("actions", "agency_id", "author_id", "author_name", "child_voice", "closed_on", "closure_reason", "completed_on", "consent", "consent_on", "consent_who", "family_id", "id", "lead_professional_agency_id", "lead_professional_id", "lead_professional_name", "level_of_need", "locality_id", "needs_taf", "not_to_share_with", "parent_voice", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot_id", "priorities", "recorded_at", "reference", "review_on", "shared_on", "sharing_reason", "source", "started_on", "status", "summary", "team_id", "typed_names", "version", "why_now", "withdrawn_at", "withdrawn_reason") SELECT old_values."actions", old_values."agency_id", old_values."author_id", old_values."author_name", old_values."child_voice", old_values."closed_on", old_values."closure_reason", old_values."completed_on", old_values."consent", old_values."consent_on", old_values."consent_who", old_values."family_id", old_values."id", old_values."lead_professional_agency_id", old_values."lead_professional_id", old_values."lead_professional_name", old_values."level_of_need", old_values."locality_id", old_values."needs_taf", old_values."not_to_share_with", old_values."parent_voice", _pgh_attached_context.value, NOW(), \'before_update\', old_values."id", old_values."pilot_id", old_values."priorities", old_values."recorded_at", old_values."reference", old_values."review_on", old_values."shared_on", old_values."sharing_reason", old_values."source", old_values."started_on", old_values."status", old_values."summary", old_values."team_id", old_values."typed_names", old_values."version", old_values."why_now", old_values."withdrawn_at", old_values."withdrawn_reason" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="76cf3c0a53e4ab3bf695ac2dba41f66bb3dc4cf0",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_before_update_update_db8bf",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="assessments_assessment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessment",
            trigger=pgtrigger.compiler.Trigger(
                name="before_delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessments_assessmenthistory" ("actions", "agency_id", "author_id", "author_name", "child_voice", "closed_on", "closure_reason", "completed_on", "consent", "consent_on", "consent_who", "family_id", "id", "lead_professional_agency_id", "lead_professional_id", "lead_professional_name", "level_of_need", "locality_id", "needs_taf", "not_to_share_with", "parent_voice", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pilot_id", "priorities", "recorded_at", "reference", "review_on", "shared_on", "sharing_reason", "source", "started_on", "status", "summary", "team_id", "typed_names", "version", "why_now", "withdrawn_at", "withdrawn_reason") SELECT old_values."actions", old_values."agency_id", old_values."author_id", old_values."author_name", old_values."child_voice", old_values."closed_on", old_values."closure_reason", old_values."completed_on", old_values."consent", old_values."consent_on", old_values."consent_who", old_values."family_id", old_values."id", old_values."lead_professional_agency_id", old_values."lead_professional_id", old_values."lead_professional_name", old_values."level_of_need", old_values."locality_id", old_values."needs_taf", old_values."not_to_share_with", old_values."parent_voice", _pgh_attached_context.value, NOW(), \'before_delete\', old_values."id", old_values."pilot_id", old_values."priorities", old_values."recorded_at", old_values."reference", old_values."review_on", old_values."shared_on", old_values."sharing_reason", old_values."source", old_values."started_on", old_values."status", old_values."summary", old_values."team_id", old_values."typed_names", old_values."version", old_values."why_now", old_values."withdrawn_at", old_values."withdrawn_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="fd9004be2982d6e10ae807bdbe445b5d7802c1f6",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_before_delete_delete_a045e",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessments_assessment",
                    when="AFTER",
                ),
            ),
        ),
    ]
