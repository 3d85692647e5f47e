from django.db import migrations

SETTINGS = {name: f"ehtrack.{name}" for name in ("person", "agency", "works_for", "leads")}
PLPGSQL = """
CREATE OR REPLACE FUNCTION ehtrack_{name}() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN nullif(current_setting('{setting}', true), '');
END $$;
"""
SQL = """
CREATE OR REPLACE FUNCTION ehtrack_{name}() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('{setting}', true), '')::uuid $$;
"""


def functions(template: str) -> str:
    return "".join(template.format(name=name, setting=setting) for name, setting in SETTINGS.items())


class Migration(migrations.Migration):
    """The planner writes a function in SQL out, and parses it for that each time a policy is planned: one in PL/pgSQL
    it leaves alone."""

    dependencies = [("agencies", "0025_agency_without_population")]

    operations = [migrations.RunSQL(functions(PLPGSQL), functions(SQL))]
