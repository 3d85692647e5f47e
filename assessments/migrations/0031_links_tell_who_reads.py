import django.db.models.deletion
from django.db import migrations, models

from ehtrack.lib.migrations import RunSQLWithRoles, rewall

# The wall's own columns, which no model has: whom an S&N is told to, on the S&N itself and on its link to each child.
# A foreign key over all of them holds the two together, whoever writes them: the database refuses a link that says
# anything else, and follows the S&N when it changes. An insert need not know of it: the trigger fills the columns in,
# and keeps the S&N as it is until the link is there.
COLUMNS = """
ALTER TABLE assessments_assessment
    ADD COLUMN lcss_reads boolean NOT NULL GENERATED ALWAYS AS (shared_on IS NOT NULL AND consent <> 'no') STORED,
    ADD COLUMN mash_reads boolean NOT NULL GENERATED ALWAYS AS
        (completed_on IS NOT NULL AND (consent = 'yes' OR shared_on IS NOT NULL)) STORED;
ALTER TABLE assessments_assessment
    ADD CONSTRAINT assessment_readers UNIQUE (id, agency_id, lcss_reads, mash_reads);
ALTER TABLE assessments_assessmentchild
    ADD COLUMN agency_id uuid, ADD COLUMN lcss_reads boolean, ADD COLUMN mash_reads boolean;
UPDATE assessments_assessmentchild link
    SET agency_id = record.agency_id, lcss_reads = record.lcss_reads, mash_reads = record.mash_reads
    FROM assessments_assessment record WHERE record.id = link.assessment_id;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE assessments_assessmentchild
    ALTER COLUMN agency_id SET NOT NULL, ALTER COLUMN lcss_reads SET NOT NULL, ALTER COLUMN mash_reads SET NOT NULL,
    ADD CONSTRAINT assessment_child_readers FOREIGN KEY (assessment_id, agency_id, lcss_reads, mash_reads)
        REFERENCES assessments_assessment (id, agency_id, lcss_reads, mash_reads)
        ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION assessments_tell_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
BEGIN
    SELECT agency_id, lcss_reads, mash_reads INTO NEW.agency_id, NEW.lcss_reads, NEW.mash_reads
        FROM assessments_assessment WHERE id = NEW.assessment_id FOR KEY SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER tell_link BEFORE INSERT OR UPDATE OF assessment_id ON assessments_assessmentchild
    FOR EACH ROW EXECUTE FUNCTION assessments_tell_link();
REVOKE ALL ON FUNCTION assessments_tell_link() FROM {app}, {system};

CREATE INDEX assessment_child_of_child ON assessments_assessmentchild (child_id)
    INCLUDE (assessment_id, agency_id, lcss_reads, mash_reads);
CREATE INDEX assessment_of_agency ON assessments_assessment (agency_id, completed_on DESC)
    INCLUDE (id, lcss_reads, mash_reads);
"""
DROP = """
DROP INDEX assessment_of_agency;
DROP INDEX assessment_child_of_child;
DROP TRIGGER tell_link ON assessments_assessmentchild;
DROP FUNCTION assessments_tell_link();
ALTER TABLE assessments_assessmentchild DROP CONSTRAINT assessment_child_readers;
ALTER TABLE assessments_assessmentchild DROP COLUMN agency_id, DROP COLUMN lcss_reads, DROP COLUMN mash_reads;
ALTER TABLE assessments_assessment DROP CONSTRAINT assessment_readers;
ALTER TABLE assessments_assessment DROP COLUMN lcss_reads, DROP COLUMN mash_reads;
"""
LCSS = "current_setting('ehtrack.lcss', true) = 'yes'"
MASH = "current_setting('ehtrack.mash', true) = 'yes'"
WORKS_FOR = "(SELECT ehtrack_works_for())"
AGENCY = "(SELECT ehtrack_agency())"
JOINED = "ANY((SELECT ehtrack_joined_assessments())::uuid[])"
MERGED = "ANY((SELECT ehtrack_merged_children())::uuid[])"
LINK = "(SELECT true FROM assessments_{}child link WHERE link.child_id = assessments_child.id LIMIT 1)"
CONTACT = "SELECT {} FROM assessments_contact record WHERE record.id = contact_id"


def case(*conditions: str) -> str:
    """The conditions in turn, as one the planner looks at without taking it apart: of an OR it asks the statistics of
    every column, believes that next to no row comes through, and begins at the wrong end of a join."""
    *first, last = conditions
    return f"CASE {' '.join(f'WHEN {condition} THEN true' for condition in first)} ELSE {last} END"


ASSESSMENT = (f"agency_id = {WORKS_FOR}", f"lcss_reads AND {LCSS}", f"mash_reads AND {MASH}")
SENT = (f"source_agency_id = {WORKS_FOR}", MASH, f"early_help_agency_id = {WORKS_FOR}")
CHILD = (
    f"created_by_agency_id = {AGENCY}",
    LINK.format("assessment"),
    f"{MASH} AND {LINK.format('contact')}",
    f"id = {MERGED}",
)
WERE = {
    "assessments_assessment": f"""
        agency_id = {WORKS_FOR} OR shared_on IS NOT NULL AND consent <> 'no' AND {LCSS}
        OR completed_on IS NOT NULL AND (consent = 'yes' OR shared_on IS NOT NULL) AND {MASH} OR id = {JOINED}""",
    "assessments_assessmentchild": "EXISTS (SELECT FROM assessments_assessment record WHERE record.id = assessment_id)",
    "assessments_contact": " OR ".join(SENT),
    "assessments_contactchild": f"{MASH} OR EXISTS ({CONTACT.format('')})",
    "assessments_child": " OR ".join(CHILD),
}
ARE = {
    "assessments_assessment": case(*ASSESSMENT, f"id = {JOINED}"),
    "assessments_assessmentchild": case(*ASSESSMENT, f"assessment_id = {JOINED}"),
    "assessments_contact": case(*SENT),
    "assessments_contactchild": case(MASH, f"({CONTACT.format('true')})"),
    "assessments_child": case(*CHILD),
}


class Migration(migrations.Migration):
    """A link between a child and an S&N says itself who may read it.

    The wall looked up each link's S&N: on the way to a child, the planner had to plan that every time, and a list of
    children for LCSS or the MASH did it for each of 78,000. Indexes that others begin with go."""

    dependencies = [("agencies", "0026_settings_by_function"), ("assessments", "0030_records_by_names")]

    operations = [
        migrations.RemoveIndex("assessment", "assessment_of_agency"),
        migrations.AlterField(
            "assessment",
            "agency",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessments",
                to="agencies.agency",
            ),
        ),
        migrations.AlterField(
            "assessmentchild",
            "assessment",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="assessments.assessment",
            ),
        ),
        migrations.AlterField(
            "assessmentchild",
            "child",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assessment_links",
                to="assessments.child",
            ),
        ),
        RunSQLWithRoles(COLUMNS, DROP),
        *(rewall(table, using=using, was=WERE[table]) for table, using in ARE.items()),
    ]
