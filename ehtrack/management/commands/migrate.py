"""Django's migrate, as the role that owns the schema: the application's role may not change it."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.core.management.commands import migrate


class Command(migrate.Command):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
            # The cache's table has no model, so no migration makes it.
            call_command("createcachetable", database=options["database"], verbosity=options["verbosity"])
