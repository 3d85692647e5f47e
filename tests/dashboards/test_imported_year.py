"""A random county and its years, written to files, imported by the command: the figures are those of the files."""

import json
import random
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.dashboards.county import GROUPS, County
from tests.dashboards.test_figures import agrees

KINDS = ["agencies", "targets", "assessments", "contacts", "plans", "training", "networks"]


def measures(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("measures", "--format", "json", *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("seed", [2022, 7])
def test_the_figures_of_imported_files_are_those_counted_from_the_files(seed: int, tmp_path: Path) -> None:
    county, chance = County(seed), random.Random(seed)
    county.write(tmp_path)
    for kind in KINDS:
        call_command("import_records", kind, str(tmp_path / f"{kind}.csv"), stdout=StringIO())
    call_command("import_records", "agencies", str(tmp_path / "regrouped.csv"), stdout=StringIO())
    recount = county.recount()

    for year, start in [("2021-22", 2021), ("2022-23", 2022), ("2023-24", 2023)] * 5:
        days = (date(start + 1, 3, 31) - date(start, 4, 1)).days
        as_of = chance.choice([date(start, 4, 1) + timedelta(days=chance.randrange(days)), date(start + 1, 3, 31)])
        basis = chance.choice(["completed", "shared"])
        agency = chance.choice([None, *county.agencies])
        group = None if agency else chance.choice([None, *GROUPS])
        whose = ["--agency", agency["code"]] if agency else ["--group", group] if group else []

        shown = measures("--year", year, "--as-of", as_of.isoformat(), "--basis", basis, *whose)

        counted = recount.figures(
            year=year, as_of=as_of, basis=basis, agency=agency["code"] if agency else None, group=group
        )
        agrees(shown, counted, f"{year} {as_of} {basis} {whose}")


@pytest.mark.usefixtures("clone")
def test_the_same_files_again_change_no_figure(tmp_path: Path) -> None:
    county, out = County(3), StringIO()
    county.write(tmp_path)
    for _ in range(2):
        for kind in ("agencies", "assessments", "contacts"):
            call_command("import_records", kind, str(tmp_path / f"{kind}.csv"), stdout=out)

    assert "assessments: 0 created, 0 updated, 500 unchanged, 0 rejected" in out.getvalue()
    assert "contacts: 0 created, 0 updated, 600 unchanged, 0 rejected" in out.getvalue()
    assert measures("--year", "2022-23")["contacts"]["total"] == len(
        [c for c in county.contacts if date(2022, 4, 1) <= c["received_at"].date() <= date(2023, 3, 31)]
    )
