"""Make the database roles and the database on a real server. Safe to run again."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from psycopg import OperationalError, conninfo

from ehtrack import roles


class Command(BaseCommand):
    help = (
        "Makes the database and its roles, with the names and passwords of DATABASE_URL, DATABASE_SYSTEM_URL, "
        "DATABASE_OWNER_URL and DATABASE_REPORTING_URL. On a server of before, the application loses the right to turn "
        "into the system. Connects with DATABASE_ADMIN_URL: a superuser, or a role with CREATEROLE and CREATEDB."
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        address = os.environ.get("DATABASE_ADMIN_URL")
        if not address:
            raise CommandError("Set DATABASE_ADMIN_URL to a role that may create roles and databases.")
        names = {entry["NAME"] for entry in settings.DATABASES.values()}
        if len(names) > 1:
            raise CommandError(f"The four database addresses name different databases: {', '.join(sorted(names))}.")
        wanted = roles.Roles.of(settings.DATABASES)
        if len({role.name for role in wanted}) < len(wanted):
            raise CommandError("Each of the four database addresses needs a role of its own.")
        database = names.pop()
        try:
            roles.create(admin=conninfo.conninfo_to_dict(address), roles=wanted, database=database)
        except (roles.UnsafeRole, OperationalError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Database {database}: roles {', '.join(role.name for role in wanted)} are ready.")
