"""Check every signed version of every quarterly return against its seal."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from dashboards.services import return_seals
from ehtrack.lib import numbers


class Command(BaseCommand):
    help = (
        "Checks that every signed version of a quarterly return is as it was when it was signed, by its seal and by "
        "the audit. Names those that are not, and those that are gone. Exit status 1 when there are any. Whether the "
        "audit itself is as it was sealed, says verify_audit."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        number, wrong = return_seals.verify()
        for one in wrong:
            self.stderr.write(f"{one[0].upper()}{one[1:]}.")
        if wrong:
            sys.exit(1)
        told = numbers.plural(number, "signed version is as it was", "signed versions are as they were")
        self.stdout.write(f"{told} signed.")
