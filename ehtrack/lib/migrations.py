"""Migration operations that know the names of the database roles of this server."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from psycopg import sql

ROLES = {"owner": "owner", "app": "app", "system": "default", "reporting": "reporting"}


def with_roles(text: str) -> str:
    """Replace {owner}, {app}, {system} and {reporting} by the quoted role names that settings.DATABASES connects as.

    Other braces stay: array literals and JSON need them.
    """
    names = {word: settings.DATABASES[alias]["USER"] for word, alias in ROLES.items()}
    for word, name in names.items():
        text = text.replace("{" + word + "}", sql.Identifier(name).as_string(None))
    return text


class RunSQLWithRoles(migrations.RunSQL):
    """RunSQL whose text may say {owner}, {app}, {system} and {reporting}: a server may name its roles as it likes."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        operation = migrations.RunSQL(with_roles(str(self.sql)))
        operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        reverse = None if self.reverse_sql is None else with_roles(str(self.reverse_sql))
        operation = migrations.RunSQL(str(self.sql), reverse)
        operation.database_backwards(app_label, schema_editor, from_state, to_state)


WALL = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY system_works ON {table} TO {system}, {owner} USING (true) WITH CHECK (true);
CREATE POLICY reporting_counts ON {table} FOR SELECT TO {reporting} USING (true);
CREATE POLICY person ON {table} TO {app} USING ({using}) WITH CHECK ({check});
"""
UNWALL = """
DROP POLICY person ON {table};
DROP POLICY reporting_counts ON {table};
DROP POLICY system_works ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


def wall(table: str, *, using: str, check: str = "") -> RunSQLWithRoles:
    """Row level security on a table: a person reaches the rows of ``using`` and writes those of ``check``.

    The second wall: who may see what is said by the selectors, and this holds when one of them forgets.
    """
    parts = {"{table}": table, "{using}": using, "{check}": check or using}
    create, drop = WALL, UNWALL
    for word, text in parts.items():
        create, drop = create.replace(word, text), drop.replace(word, text)
    return RunSQLWithRoles(create, drop)


def rewall(table: str, *, using: str, check: str = "", was: str = "") -> RunSQLWithRoles:
    """Another rule for the persons of a table that is walled already; the way back is to what it ``was``."""
    return RunSQLWithRoles(_rule(table, using, check), _rule(table, was, "") if was else migrations.RunSQL.noop)


def _rule(table: str, using: str, check: str) -> str:
    return f"ALTER POLICY person ON {table} USING ({using}) WITH CHECK ({check or using});"
