"""``make demo``: everything on this machine in one command."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ehtrack import demo, local


class Command(BaseCommand):
    help = "Runs ehtrack with the demonstration partnership: embedded services, data, web, worker and beat."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="end when the process that started this one ends, even by kill -9",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL_MODE:
            raise CommandError("The demonstration runs on embedded services: unset DATABASE_URL.")
        try:
            demo.run(prepare=self._prepare, welcome=self._welcome, say=self._say, with_parent=options["with_parent"])
        except demo.Stopped:
            self._say("Stopped.")
        except (demo.DemoError, local.ServicesError) as error:
            raise CommandError(str(error)) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _prepare(self, say: demo.Say) -> None:
        say("Bringing the database's tables up to date")
        call_command("migrate", verbosity=0)
        call_command("seed_demo")

    def _welcome(self) -> str:
        return ""
