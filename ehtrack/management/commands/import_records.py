"""import_records KIND FILE: the command line's door to the same import as the browser's."""

import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.imports import Order
from agencies.unit_of_work import unit_of_work
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import Progress, Result, run

SPOOLED = 1 << 20


class Command(BaseCommand):
    help = "Imports a CSV or XLSX file, all of it or nothing. Exit status 0 only when everything was accepted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=list(KINDS), metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--source", default="main", help="keeps references of different systems apart")
        parser.add_argument("--check", action="store_true", help="validate and write nothing")
        parser.add_argument("--errors", type=Path, metavar="REJECTED.csv", help="where to write the bad rows")

    def handle(self, *args: Any, **options: Any) -> None:
        with tempfile.SpooledTemporaryFile(SPOOLED, "w+", newline="", encoding="utf-8") as rejected:
            result = self._imported(options, rejected)
            self._tell(result)
            if options["errors"] and result.rejected:
                self._keep(rejected, options["errors"])
        if not result.accepted:
            raise SystemExit(1)

    def _imported(self, options: dict[str, Any], rejected: IO[str]) -> Result:
        order = Order(source=options["source"], now=timezone.now())
        try:
            with options["file"].open("rb") as file, unit_of_work(None):
                return run(
                    KINDS[options["kind"]](order),
                    file,
                    check_only=options["check"],
                    rejected_to=rejected,
                    progress=self._show,
                )
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error

    def _show(self, progress: Progress) -> None:
        if not self.stderr.isatty():
            return
        left = progress.seconds_left
        told = f", {left:.0f} s left" if left is not None and progress.share < 1 else ""
        self.stderr.write(f"\r\033[K{progress.rows:,} rows, {progress.share:.0%}{told}", ending="")
        if progress.share >= 1:
            self.stderr.write("")

    def _tell(self, result: Result) -> None:
        for warning in result.warnings:
            self.stdout.write(f"Warning: {warning}")
        for problem in result.problems:
            self.stdout.write(f"Problem: {problem}")
        self._tell_rest("problems", result.problem_count - len(result.problems))
        self._tell_rest("warnings", result.warning_count - len(result.warnings))
        self.stdout.write(
            f"{result.kind}: {result.created:,} created, {result.updated:,} updated, "
            f"{result.unchanged:,} unchanged, {result.rejected:,} rejected"
        )
        if not result.accepted:
            self.stdout.write("Nothing was imported.")
        elif result.checked_only:
            self.stdout.write("Checked only: nothing was written.")

    def _tell_rest(self, what: str, number: int) -> None:
        if number > 0:
            self.stdout.write(f"and {number:,} more {what}")

    def _keep(self, rejected: IO[str], path: Path) -> None:
        rejected.seek(0)
        with path.open("w", newline="", encoding="utf-8") as file:
            shutil.copyfileobj(rejected, file)
        self.stdout.write(f"The bad rows are in {path}. Mend them in your own file and send all of it again.")
