"""Migration operations that know the names of the database roles of this server."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState
from psycopg import sql

ROLES = {"owner": "owner", "app": "default", "reporting": "reporting"}


def with_roles(text: str) -> str:
    """Replace {owner}, {app} and {reporting} by the quoted role names that settings.DATABASES connects as.

    Other braces stay: array literals and JSON need them.
    """
    for word, alias in ROLES.items():
        name = sql.Identifier(settings.DATABASES[alias]["USER"]).as_string(None)
        text = text.replace("{" + word + "}", name)
    return text


class RunSQLWithRoles(migrations.RunSQL):
    """RunSQL whose text may say {owner}, {app} and {reporting}: a real server may name its roles differently."""

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
