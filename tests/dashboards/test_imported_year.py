"""A random county and year, written to files, imported by the command: the figures are those counted from the files."""

import csv
import json
import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from tests.dashboards.recount import Recount
from tests.dashboards.test_figures import agrees

LONDON = ZoneInfo("Europe/London")
GROUPS = ["county-council", "health", "education", "police", "other"]
OUTCOMES = ["no-further-action", "advice", "early-help", "assessment", "strategy-discussion", "open-case", "other"]
START, END = date(2021, 10, 1), date(2024, 3, 31)


class County:
    """Rows as an export of another system would have them, S&Ns with several children on several rows."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.agencies = [{"code": f"agency-{n}", "name": f"Agency {n}", "group": GROUPS[n % 5]} for n in range(9)]
        self.assessments = [self._assessment(n) for n in range(500)]
        self.contacts = [self._contact(n) for n in range(600)]
        self.targets = [
            {"year": "2022-23", "target": "260", "agency": "", "group": "", "basis": "", "agreed_on": ""},
            {
                "year": "2022-23",
                "target": "200",
                "agency": "",
                "group": "",
                "basis": "shared",
                "agreed_on": "2022-11-05",
            },
            {"year": "2024-25", "target": "401", "agency": "", "group": "", "basis": "", "agreed_on": "2022-06-01"},
            {
                "year": "2022-23",
                "target": "31",
                "agency": "agency-2",
                "group": "",
                "basis": "",
                "agreed_on": "2022-04-01",
            },
            {
                "year": "2023-24",
                "target": "90",
                "agency": "",
                "group": "health",
                "basis": "",
                "agreed_on": "2023-05-01",
            },
        ]

    def _day(self) -> date:
        return START + timedelta(days=self.chance.randrange((END - START).days + 1))

    def _agency(self) -> str:
        return self.chance.choice(self.agencies)["code"]

    def _children(self) -> list[str]:
        return self.chance.sample([f"child-{n}" for n in range(200)], self.chance.randint(1, 3))

    def _assessment(self, n: int) -> dict[str, Any]:
        completed = self._day()
        shared = self.chance.choice([None, completed, completed + timedelta(days=self.chance.randrange(200))])
        return {
            "reference": f"SN{n}",
            "agency": self._agency(),
            "completed_on": completed,
            "shared_on": shared,
            "pilot": self.chance.choice(["", "", "", "hv-pilot"]),
            "children": self._children(),
        }

    def _contact(self, n: int) -> dict[str, Any]:
        received = datetime.combine(self._day(), datetime.min.time()) + timedelta(minutes=self.chance.randrange(1440))
        received = _that_exists(received)
        later = received + timedelta(days=2, minutes=self.chance.randrange(9000))
        decided = self.chance.choice([None, _that_exists(later)])
        return {
            "reference": f"C{n}",
            "received_at": received,
            "source_agency": self._agency(),
            "decided_at": decided,
            "outcome": self.chance.choice(OUTCOMES) if decided else "",
            "children": self._children(),
        }

    def write(self, folder: Path) -> None:
        _write(folder / "agencies.csv", self.agencies)
        _write(folder / "targets.csv", self.targets)
        _write(folder / "assessments.csv", self._rows(self.assessments))
        _write(folder / "contacts.csv", self._rows(self.contacts))

    def _rows(self, records: list[dict[str, Any]]) -> list[dict[str, str]]:
        rows = [
            {key: _cell(value) for key, value in record.items() if key != "children"} | {"child_reference": child}
            for record in records
            for child in record["children"]
        ]
        self.chance.shuffle(rows)
        return rows

    def recount(self) -> Recount:
        return Recount(
            assessments=[{**record, "counted": True} for record in self.assessments],
            contacts=[
                {
                    "agency": record["source_agency"],
                    "received_on": record["received_at"].date(),
                    "priority": "",
                    "due_at": None,
                    "decided_at": record["decided_at"],
                    "outcome": record["outcome"],
                    "late": False,
                    "children": record["children"],
                }
                for record in self.contacts
            ],
            groups={agency["code"]: [(None, agency["group"])] for agency in self.agencies},
            targets=[
                {
                    "year": row["year"],
                    "target": int(row["target"]),
                    "agency": row["agency"] or None,
                    "group": row["group"] or None,
                    "basis": row["basis"] or "completed",
                    "agreed_on": date.fromisoformat(row["agreed_on"] or f"{row['year'][:4]}-04-01"),
                }
                for row in self.targets
            ],
            merged={},
            localities=["Central", "North", "South"],
            now=datetime(2026, 1, 1, tzinfo=UTC),
        )


def _that_exists(moment: datetime) -> datetime:
    """An hour later where the clocks went forward over it."""
    there_and_back = moment.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON).replace(tzinfo=None)
    return moment if there_and_back == moment else moment + timedelta(hours=1)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return value or ""


def _write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    rows = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def measures(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("measures", "--format", "json", *arguments, stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("seed", [2022, 7])
def test_the_figures_of_imported_files_are_those_counted_from_the_files(seed: int, tmp_path: Path) -> None:
    county = County(seed)
    county.write(tmp_path)
    for kind in ("agencies", "targets", "assessments", "contacts"):
        call_command("import_records", kind, str(tmp_path / f"{kind}.csv"), stdout=StringIO())
    recount = county.recount()

    questions: list[tuple[str, date, str, str | None, str | None]] = [
        ("2022-23", date(2023, 1, 31), "completed", None, None),
        ("2022-23", date(2023, 3, 31), "shared", None, None),
        ("2023-24", date(2023, 12, 17), "completed", None, None),
        ("2023-24", date(2024, 3, 31), "completed", None, "health"),
        ("2022-23", date(2022, 6, 30), "completed", "agency-2", None),
        ("2021-22", date(2022, 3, 31), "completed", None, None),
        ("2022-23", date(2022, 4, 20), "shared", None, None),
    ]
    for year, as_of, basis, agency, group in questions:
        whose = ["--agency", agency] if agency else ["--group", group] if group else []
        shown = measures("--year", year, "--as-of", as_of.isoformat(), "--basis", basis, *whose)
        counted = recount.figures(year=year, as_of=as_of, basis=basis, agency=agency, group=group)
        agrees(shown, counted, f"{year} {as_of} {basis} {agency} {group}")


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
