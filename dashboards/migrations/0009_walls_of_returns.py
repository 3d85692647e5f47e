from django.db import migrations

from ehtrack.lib.migrations import RunSQLWithRoles, wall

LEADS_OR_BOARD = "agency_id = (SELECT ehtrack_leads()) OR current_setting('ehtrack.board', true) = 'yes'"
OF_RETURN = "EXISTS (SELECT FROM dashboards_quarterlyreturn record WHERE record.id = {table}.quarterly_return_id{more})"
OWN = " AND record.agency_id = (SELECT ehtrack_leads())"

FROZEN = """
CREATE TRIGGER return_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dashboards_returnversion
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER return_move_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dashboards_returnmove
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON dashboards_returnversion, dashboards_returnmove FROM {app}, {system};
REVOKE DELETE, TRUNCATE ON dashboards_quarterlyreturn, dashboards_returndraft FROM {app}, {system};
"""
THAWED = """
GRANT DELETE ON dashboards_quarterlyreturn, dashboards_returndraft TO {app}, {system};
GRANT UPDATE, DELETE ON dashboards_returnversion, dashboards_returnmove TO {app}, {system};
DROP TRIGGER return_move_append_only ON dashboards_returnmove;
DROP TRIGGER return_version_append_only ON dashboards_returnversion;
"""

# The same table of moves as dashboards.lifecycle, so that no writer skips a step.
STEPS = """
CREATE FUNCTION return_moves_by_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.agency_id, NEW.year, NEW.quarter) IS DISTINCT FROM (OLD.agency_id, OLD.year, OLD.quarter)
        OR OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
            ('draft', 'submitted'), ('sent-back', 'submitted'), ('reopened', 'submitted'),
            ('submitted', 'accepted'), ('submitted', 'sent-back'),
            ('submitted', 'reopened'), ('accepted', 'reopened'))
    THEN
        RAISE EXCEPTION 'a return does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER return_by_steps BEFORE UPDATE ON dashboards_quarterlyreturn
    FOR EACH ROW EXECUTE FUNCTION return_moves_by_steps();
CREATE FUNCTION return_draft_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM dashboards_quarterlyreturn
               WHERE id = NEW.quarterly_return_id AND state IN ('submitted', 'accepted')) THEN
        RAISE EXCEPTION 'a submitted return is not written to' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER return_draft_open BEFORE UPDATE ON dashboards_returndraft
    FOR EACH ROW EXECUTE FUNCTION return_draft_is_open();
"""
ANY_STEP = """
DROP TRIGGER return_draft_open ON dashboards_returndraft;
DROP FUNCTION return_draft_is_open();
DROP TRIGGER return_by_steps ON dashboards_quarterlyreturn;
DROP FUNCTION return_moves_by_steps();
"""


def of_return(table: str, more: str = "") -> str:
    return OF_RETURN.format(table=table, more=more)


class Migration(migrations.Migration):
    """A return is seen by the leads of its agency and the Trust Board, its draft by the leads alone. What was signed
    is never changed, and no step is skipped: held by the database too."""

    dependencies = [("dashboards", "0008_quarterly_returns"), ("agencies", "0020_audit_by_time")]

    operations = [
        wall("dashboards_quarterlyreturn", using=LEADS_OR_BOARD),
        wall("dashboards_returndraft", using=of_return("dashboards_returndraft", OWN)),
        wall("dashboards_returnversion", using=of_return("dashboards_returnversion")),
        wall("dashboards_returnmove", using=of_return("dashboards_returnmove")),
        wall("dashboards_returnreminder", using=of_return("dashboards_returnreminder")),
        RunSQLWithRoles(FROZEN, THAWED),
        RunSQLWithRoles(STEPS, ANY_STEP),
    ]
