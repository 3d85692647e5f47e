"""Make the demonstration partnership, unless it is there."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from dashboards import rollup
from ehtrack.demonstration import agencies, build


class Command(BaseCommand):
    help = "Makes the demonstration partnership: an invented Oxfordshire from April 2020 to the last complete month."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--agencies",
            type=int,
            default=len(agencies.SPECS),
            help="how many agencies in all; those beyond the usual ones are schools (300 for a county)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration partnership is for local mode only: unset DATABASE_URL.")
        if options["agencies"] < len(agencies.SPECS):
            raise CommandError(f"The partnership has at least {len(agencies.SPECS)} agencies.")
        if not build.build(today=timezone.localdate(), size=options["agencies"], say=self._say):
            self._say("The demonstration partnership is there already: nothing was changed.")
            return
        self._say("Counting")
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")  # the planner has to know of so many new rows at once
        rollup.drain()
        self._say("The demonstration partnership is ready.")

    def _say(self, line: str) -> None:
        self.stderr.write(line, style_func=str)  # progress, not an error: no colour
