from typing import Any

from django.db import migrations

STANDARDS = [("red", {"hours": 4}), ("amber", {"working_days": 1}), ("green", {"working_days": 3})]


def add(apps: Any, schema_editor: Any) -> None:
    objects = apps.get_model("assessments", "MashStandard").objects.using(schema_editor.connection.alias)
    for priority, within in STANDARDS:
        objects.get_or_create(priority=priority, holds_from=None, defaults=within)


class Migration(migrations.Migration):
    """Oxfordshire's published standards, held since ever."""

    dependencies = [("assessments", "0002_append_only_events")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
