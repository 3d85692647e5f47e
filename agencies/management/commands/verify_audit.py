"""Check the sealed audit from its beginning to its end."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from agencies.selectors import seals


class Command(BaseCommand):
    help = (
        "Checks that every sealed row of the audit is as it was when it was sealed. Names the first row or seal that "
        "is not, and how many rows are not sealed yet. Exit status 1 when something was changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="a digest of a last seal noted earlier: the chain must hold it")

    def handle(self, *args: Any, **options: Any) -> None:
        found = seals.verify(expected_head=options["head"])
        self.stdout.write(f"{found.rows:,} rows in {found.seals:,} seals are as they were sealed.")
        if found.broken:
            self.stderr.write(f"{found.broken}.")
            sys.exit(1)
        self.stdout.write(f"{found.unsealed:,} rows are not sealed yet.")
        if found.head:
            self.stdout.write(f"Digest of the last seal: {found.head}")
