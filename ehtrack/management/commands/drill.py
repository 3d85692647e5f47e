"""drill NAME: a fault made on purpose, on services that are thrown away afterwards."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ehtrack.drills import throwaway
from ehtrack.drills.catalogue import DRILLS

ALL = "all"


class Command(BaseCommand):
    help = (
        "Makes a fault on purpose and says whether ehtrack holds, on services of its own that are thrown away: no data "
        "of this site is read or written. Exit status 0 when every drill held, 1 when one is broken."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = [drill.name for drill in DRILLS]
        parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(names)}, or {ALL}")
        parser.add_argument("--list", action="store_true", help="say what each drill does")

    def handle(self, *args: Any, **options: Any) -> None:
        known, asked = [drill.name for drill in DRILLS], options["names"]
        if options["list"]:
            for drill in DRILLS:
                self.stdout.write(f"{drill.name:16}  {drill.what} ({drill.promises})")
            return
        if unknown := set(asked) - {*known, ALL}:
            raise CommandError(f"There is no drill {', '.join(sorted(unknown))}. Try --list.")
        if not asked:
            raise CommandError("Name a drill, or all. Try --list.")
        sys.exit(throwaway.run(known if ALL in asked else asked, say=self._say))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
