from django.db import migrations, models

from ehtrack.lib.migrations import RunSQLWithRoles

CREATE = """
CREATE TABLE assessments_mergedchild (id uuid PRIMARY KEY, stands_for_id uuid NOT NULL, added_by_id uuid);
CREATE INDEX merged_child_stands_for ON assessments_mergedchild (stands_for_id);
REVOKE ALL ON assessments_mergedchild FROM {app}, {system};
GRANT SELECT ON assessments_mergedchild TO {app}, {system}, {reporting};

CREATE FUNCTION assessments_note_merges() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- One after the other: whoever comes second sees what the first has written.
    PERFORM pg_advisory_xact_lock(hashtext('ehtrack.merged_children'));
    DELETE FROM assessments_mergedchild;
    INSERT INTO assessments_mergedchild
        WITH RECURSIVE merged (id, stands_for_id, added_by_id) AS (
            SELECT id, merged_into_id, created_by_agency_id FROM assessments_child WHERE merged_into_id IS NOT NULL
            UNION ALL
            SELECT merged.id, child.merged_into_id, merged.added_by_id
            FROM merged JOIN assessments_child child ON child.id = merged.stands_for_id
            WHERE child.merged_into_id IS NOT NULL
        )
        SELECT merged.id, merged.stands_for_id, merged.added_by_id
        FROM merged JOIN assessments_child child ON child.id = merged.stands_for_id
        WHERE child.merged_into_id IS NULL;
END $$;

CREATE FUNCTION assessments_merges_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    changed boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := EXISTS (SELECT FROM new_rows WHERE merged_into_id IS NOT NULL);
    ELSIF TG_OP = 'DELETE' THEN
        changed := EXISTS (SELECT FROM old_rows WHERE merged_into_id IS NOT NULL);
    ELSE
        changed := EXISTS (
            SELECT FROM new_rows JOIN old_rows USING (id)
            WHERE new_rows.merged_into_id IS DISTINCT FROM old_rows.merged_into_id
        );
    END IF;
    IF changed THEN
        PERFORM assessments_note_merges();
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER merges_inserted AFTER INSERT ON assessments_child REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_merges_changed();
CREATE TRIGGER merges_updated AFTER UPDATE ON assessments_child
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_merges_changed();
CREATE TRIGGER merges_deleted AFTER DELETE ON assessments_child REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION assessments_merges_changed();
REVOKE ALL ON FUNCTION assessments_note_merges(), assessments_merges_changed() FROM {app}, {system};
SELECT assessments_note_merges();

CREATE OR REPLACE VIEW assessments_child_identity WITH (security_invoker) AS
    SELECT id, stands_for_id FROM assessments_mergedchild;
"""
DROP = """
CREATE OR REPLACE VIEW assessments_child_identity WITH (security_invoker) AS
    WITH RECURSIVE merged (id, stands_for_id) AS (
        SELECT id, merged_into_id FROM assessments_child WHERE merged_into_id IS NOT NULL
        UNION ALL
        SELECT merged.id, child.merged_into_id
        FROM merged JOIN assessments_child child ON child.id = merged.stands_for_id
        WHERE child.merged_into_id IS NOT NULL
    )
    SELECT merged.id, merged.stands_for_id
    FROM merged JOIN assessments_child child ON child.id = merged.stands_for_id
    WHERE child.merged_into_id IS NULL;
DROP TRIGGER merges_inserted ON assessments_child;
DROP TRIGGER merges_updated ON assessments_child;
DROP TRIGGER merges_deleted ON assessments_child;
DROP FUNCTION assessments_merges_changed();
DROP FUNCTION assessments_note_merges();
DROP TABLE assessments_mergedchild;
"""


class Migration(migrations.Migration):
    """Which record stands for a merged child, kept by triggers: a policy on children cannot ask the children.

    And an index that answers lists and counts of an agency's S&Ns with all that their policy asks."""

    dependencies = [("assessments", "0019_walls"), ("agencies", "0019_person_once")]

    operations = [
        RunSQLWithRoles(CREATE, DROP),
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                fields=["agency", "-completed_on"],
                include=["id", "shared_on", "consent"],
                name="assessment_of_agency",
            ),
        ),
    ]
