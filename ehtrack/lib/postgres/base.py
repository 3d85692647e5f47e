from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base

# Of a role, and of everybody whom it can turn into. The policy is that of ehtrack.lib.migrations.wall.
POWERS = """
SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole,
    pg_has_role(pg_roles.oid, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'member'),
    EXISTS (
        SELECT FROM pg_policy CROSS JOIN LATERAL unnest(polroles) works_as
        WHERE polname = 'system_works' AND pg_has_role(pg_roles.oid, works_as, 'member')
    )
FROM pg_roles WHERE rolname = {role}
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses to work as a superuser, as the owner, or as whoever else row level security does not hold; in the web
    also as the system, and as whoever can become it."""

    def init_connection_state(self) -> None:
        if self.alias == DEFAULT_DB_ALIAS:
            self._refuse_powers()
        super().init_connection_state()

    def _refuse_powers(self) -> None:
        with self.connection.cursor() as cursor:
            name, powerful, owner, system = cursor.execute(POWERS.format(role="session_user")).fetchone()
        held = [(powerful, "has power over the server"), (owner, "owns the database")]
        if settings.WEB:
            held.append((system, "is the system or can become it"))
        for what in [words for holds, words in held if holds]:
            self.connection.close()
            raise ImproperlyConfigured(
                f'The database role "{name}" {what}: row level security would not hold for it. Sign in as the '
                "application's own role, which manage.py create_roles makes."
            )
