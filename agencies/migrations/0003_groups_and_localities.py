from typing import Any

from django.db import migrations

GROUPS = [
    ("county-council", "County Council"),
    ("health", "Health"),
    ("education", "Education"),
    ("police", "Police"),
    ("other", "Other"),
]
LOCALITIES = [("central", "Central"), ("north", "North"), ("south", "South")]


def add(apps: Any, schema_editor: Any) -> None:
    for model, rows in (("Group", GROUPS), ("Locality", LOCALITIES)):
        objects = apps.get_model("agencies", model).objects.using(schema_editor.connection.alias)
        for position, (code, name) in enumerate(rows, start=1):
            objects.get_or_create(code=code, defaults={"name": name, "position": position * 10})


class Migration(migrations.Migration):
    """The five organisations of the Board's papers and the county's three localities."""

    dependencies = [("agencies", "0002_append_only_audit")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
