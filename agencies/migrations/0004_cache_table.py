from typing import Any

from django.core.management import call_command
from django.db import migrations


def create(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    """The shared cache stands in the database: sign-in and its rate limits do not depend on the broker."""

    dependencies = [("agencies", "0003_groups_and_localities")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
