"""Prints the figures of a year: ``python manage.py measures --year 2022-23 --as-of 2023-01-31 --format json``."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from agencies.models import Agency, Group
from dashboards.measures.as_json import as_json
from dashboards.measures.as_tables import flat
from dashboards.measures.asking import BadQuestion, Question, question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models import Basis
from ehtrack.lib.calendar import FinancialYear, local_day
from ehtrack.lib.tables import csv_chunks

Named = TypeVar("Named", Agency, Group)


class Command(BaseCommand):
    help = "Print the figures of a financial year to the as-of date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=FinancialYear.from_label, help="financial year, such as 2022-23")
        parser.add_argument("--as-of", type=date.fromisoformat, help="last day whose records count, YYYY-MM-DD")
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="another first day for counts")
        parser.add_argument("--basis", choices=Basis.values)
        whose = parser.add_mutually_exclusive_group()
        whose.add_argument("--agency", metavar="CODE")
        whose.add_argument("--group", metavar="CODE")
        parser.add_argument("--format", choices=["json", "csv", "table"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        with one_snapshot():
            values = as_json(Figures(self._question(options, today=local_day(now)), now=now))
        self.stdout.write(WRITERS[options["format"]](values), ending="")

    def _question(self, options: dict[str, Any], *, today: date) -> Question:
        try:
            return question(
                today=today,
                year=options["year"],
                as_of=options["as_of"],
                first=options["first"],
                basis=Basis(options["basis"]) if options["basis"] else None,
                agency=_named(Agency, options["agency"]),
                group=_named(Group, options["group"]),
            )
        except BadQuestion as error:
            raise CommandError(str(error)) from None


def _named(model: type[Named], code: str | None) -> Named | None:
    if code is None:
        return None
    found = model.objects.using("reporting").filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no {model._meta.verbose_name} with the code “{code}”.")
    return found


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def _csv(values: dict[str, Any]) -> str:
    return "".join(csv_chunks(flat(values)))


def _table(values: dict[str, Any]) -> str:
    rows = flat(values).rows
    width = max(len(str(key)) for key, _ in rows)
    return "".join(f"{key!s:<{width}}  {'' if value is None else value}\n" for key, value in rows)


WRITERS: dict[str, Callable[[dict[str, Any]], str]] = {"json": _json, "csv": _csv, "table": _table}
