#!/usr/bin/env python
"""Django's command line. In local mode, PostgreSQL and Valkey run while a command does."""

import os
import sys
from contextlib import nullcontext

from ehtrack import local

# Those that need no database, or see to it themselves.
WITHOUT_SERVICES = {
    "check",
    "collectstatic",
    "create_roles",
    "demo",
    "diffsettings",
    "drill",
    "findstatic",
    "help",
    "version",
}


def needs_services(arguments: list[str]) -> bool:
    if os.environ.get("DATABASE_URL") or not arguments or {"-h", "--help", "--version"} & set(arguments):
        return False
    return arguments[0] not in WITHOUT_SERVICES or "--database" in arguments


def main() -> None:
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ehtrack.settings")
    try:
        with local.services() if needs_services(sys.argv[1:]) else nullcontext():
            execute_from_command_line(sys.argv)
    except local.ServicesError as error:
        sys.exit(f"ehtrack: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
