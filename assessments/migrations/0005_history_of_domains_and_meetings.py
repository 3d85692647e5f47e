import uuid

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_request_key"),
        ("assessments", "0004_fact_views"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssessmentDomainHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "domain",
                    models.CharField(
                        choices=[
                            ("health", "Child's development and health"),
                            ("education", "Education"),
                            ("emotional", "Emotional and behavioural"),
                            ("relationships", "Family and relationships"),
                            ("parenting", "Parenting"),
                            ("home", "Home, money and work"),
                            ("community", "Community and safety"),
                        ],
                        max_length=20,
                    ),
                ),
                ("working_well", models.TextField(blank=True)),
                ("worrying", models.TextField(blank=True)),
                ("family_score", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("practitioner_score", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        serialize=False,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("planned_on", models.DateField()),
                ("held_on", models.DateField(blank=True, null=True)),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place, or online")),
                ("chair_name", models.CharField(blank=True, max_length=200)),
                ("family_update", models.TextField(blank=True, verbose_name="the family's update")),
                ("decisions", models.TextField(blank=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("continue", "Continue the plan"),
                            ("close", "Close"),
                            ("step-up", "Step up to social care"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "closure_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("needs-met", "Needs met"),
                            ("single-agency", "Continues with a single agency"),
                            ("step-up", "Stepped up to social care"),
                            ("agreement-withdrawn", "Agreement withdrawn"),
                            ("moved-away", "Moved away"),
                            ("aged-out", "Reached the age limit"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="next meeting")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="assessmentdomain",
            name="version",
            field=models.PositiveIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="event",
            name="version",
            field=models.PositiveIntegerField(null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessmentdomain",
            trigger=pgtrigger.compiler.Trigger(
                name="before_update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessments_assessmentdomainhistory" ("assessment_id", "domain", "family_score", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_score", "version", "working_well", "worrying") SELECT old_values."assessment_id", old_values."domain", old_values."family_score", old_values."id", _pgh_attached_context.value, NOW(), \'before_update\', old_values."id", old_values."practitioner_score", old_values."version", old_values."working_well", old_values."worrying" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f946264c3db20b918980f9b41aed1008fcb0535d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_before_update_update_fced3",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="assessments_assessmentdomain",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessmentdomain",
            trigger=pgtrigger.compiler.Trigger(
                name="before_delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessments_assessmentdomainhistory" ("assessment_id", "domain", "family_score", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practitioner_score", "version", "working_well", "worrying") SELECT old_values."assessment_id", old_values."domain", old_values."family_score", old_values."id", _pgh_attached_context.value, NOW(), \'before_delete\', old_values."id", old_values."practitioner_score", old_values."version", old_values."working_well", old_values."worrying" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="299bd56bc66f54ad3f88efe9ef5e7e3f91abee7d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_before_delete_delete_c6af6",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessments_assessmentdomain",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="before_update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessments_meetinghistory" ("assessment_id", "chair_agency_id", "chair_id", "chair_name", "closure_reason", "decisions", "family_update", "held_on", "id", "next_on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_on", "recorded_at", "version") SELECT old_values."assessment_id", old_values."chair_agency_id", old_values."chair_id", old_values."chair_name", old_values."closure_reason", old_values."decisions", old_values."family_update", old_values."held_on", old_values."id", old_values."next_on", old_values."outcome", _pgh_attached_context.value, NOW(), \'before_update\', old_values."id", old_values."place", old_values."planned_on", old_values."recorded_at", old_values."version" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="7297fb97ebe30a0b08c22d83e67abd54f37085ab",
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
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "assessments_meetinghistory" ("assessment_id", "chair_agency_id", "chair_id", "chair_name", "closure_reason", "decisions", "family_update", "held_on", "id", "next_on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "planned_on", "recorded_at", "version") SELECT old_values."assessment_id", old_values."chair_agency_id", old_values."chair_id", old_values."chair_name", old_values."closure_reason", old_values."decisions", old_values."family_update", old_values."held_on", old_values."id", old_values."next_on", old_values."outcome", _pgh_attached_context.value, NOW(), \'before_delete\', old_values."id", old_values."place", old_values."planned_on", old_values."recorded_at", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="8c024306645be0db213bd4ffdff5345f8504a45d",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_before_delete_delete_f9fe4",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="assessments_meeting",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="assessmentdomainhistory",
            name="assessment",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="assessmentdomainhistory",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="assessmentdomainhistory",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="assessments.assessmentdomain",
            ),
        ),
        migrations.AddField(
            model_name="meetinghistory",
            name="assessment",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="assessments.assessment",
            ),
        ),
        migrations.AddField(
            model_name="meetinghistory",
            name="chair",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="meetinghistory",
            name="chair_agency",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddField(
            model_name="meetinghistory",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="meetinghistory",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="assessments.meeting",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="assessmentdomainhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="067b19e7c5d0e105faebb3052bc40fc4e4d86aad",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_07221",
                    table="assessments_assessmentdomainhistory",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meetinghistory",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="096a0dac88df62d685939c3f190c8556184052d4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d8cf8",
                    table="assessments_meetinghistory",
                    when="BEFORE",
                ),
            ),
        ),
    ]
