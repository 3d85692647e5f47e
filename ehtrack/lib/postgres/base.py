from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base

POWERS = """
SELECT session_user, rolsuper OR rolbypassrls OR rolcreaterole,
    pg_has_role(session_user, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'member')
FROM pg_roles WHERE rolname = session_user
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses to work as a superuser, as the owner, or as whoever else row level security does not hold."""

    def init_connection_state(self) -> None:
        if self.alias == DEFAULT_DB_ALIAS:
            self._refuse_powers()
        super().init_connection_state()

    def _refuse_powers(self) -> None:
        with self.connection.cursor() as cursor:
            name, powerful, owner = cursor.execute(POWERS).fetchone()
        if powerful or owner:
            self.connection.close()
            what = "has power over the server" if powerful else "owns the database"
            raise ImproperlyConfigured(
                f'The database role "{name}" {what}: row level security would not hold for it. Sign in as the '
                "application's own role, which manage.py create_roles makes."
            )
