"""``make demo``: everything on this machine in one command."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from ehtrack import demo, local
from ehtrack.demonstration import agencies, build, partnership, published, returns


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
        say("Bringing the tables up to date")
        call_command("migrate", verbosity=0)
        if not build.is_there():
            say("Making the demonstration partnership, which takes about a minute")
            call_command("seed_demo", stderr=self.stdout)
            published.publish(now=timezone.now(), say=say)
            returns.make(now=timezone.now(), say=say)
        connections.close_all()

    def _welcome(self) -> str:
        names = {spec.code: spec.name for spec in agencies.SPECS}
        accounts: dict[str, list[str]] = {}
        for mailbox, _, code, _, role, _ in partnership.CAST:
            accounts.setdefault(f"{mailbox}@{partnership.DOMAIN}", []).append(f"{role.label}, {names[code]}")
        width = max(map(len, accounts))
        lines = [f"  {email:{width}}  {'; '.join(jobs)}" for email, jobs in accounts.items()]
        return "\n".join([f"Sign in with the password {build.PASSWORD} as", *lines])
