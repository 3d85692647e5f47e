"""A random county of some years, as files that another system would export and as plain records for the recount."""

import csv
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.dashboards.recount import Recount

LONDON = ZoneInfo("Europe/London")
GROUPS = ["county-council", "health", "education", "police", "other"]
OUTCOMES = ["no-further-action", "advice", "early-help", "assessment", "strategy-discussion", "open-case", "other"]
LOCALITIES = ["Central", "North", "South"]
CATEGORIES = ["neglect", "emotional", "physical", "sexual", "multiple", "none"]
START, END = date(2021, 10, 1), date(2024, 3, 31)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HOLIDAYS = {
    date(year, month, day)
    for year, days in {
        2021: [(12, 27), (12, 28)],
        2022: [(1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)],
        2023: [(1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)],
        2024: [(1, 1), (3, 29), (4, 1), (5, 6)],
    }.items()
    for month, day in days
}  # England's bank holidays, by hand


TARGETS = [
    dict(zip(("year", "target", "agency", "group", "basis", "agreed_on"), row, strict=True))
    for row in (
        ("2022-23", "260", "", "", "", ""),
        ("2022-23", "200", "", "", "shared", "2022-11-05"),
        ("2024-25", "401", "", "", "", "2022-06-01"),
        ("2022-23", "31", "agency-2", "", "", "2022-04-01"),
        ("2023-24", "90", "", "health", "", "2023-05-01"),
    )
]


class County:
    """Rows as an export of another system would have them, S&Ns with several children on several rows."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.agencies = [{"code": f"agency-{n}", "name": f"Agency {n}", "group": GROUPS[n % 5]} for n in range(9)]
        self.assessments = [self._assessment(n) for n in range(500)]
        self.contacts = [self._contact(n) for n in range(600)]
        self.targets = TARGETS
        self.plans = [self._plan(n) for n in range(150)]
        self.training = [self._training(n) for n in range(200)]
        self.networks = self._networks()

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
            "locality": self.chance.choice(["", *LOCALITIES]),
            "lead_professional_agency": self.chance.choice(["", self._agency()]),
            **self._closing(completed),
            "children": self._children(),
        }

    def _closing(self, completed: date) -> dict[str, Any]:
        if self.chance.random() < 0.6:
            return {"closed_on": None, "closure_reason": ""}
        reason = self.chance.choice(["needs-met", "single-agency", "step-up", "moved-away"])
        return {"closed_on": completed + timedelta(days=self.chance.randrange(400)), "closure_reason": reason}

    def _contact(self, n: int) -> dict[str, Any]:
        received = datetime.combine(self._day(), datetime.min.time()) + timedelta(minutes=self.chance.randrange(1440))
        received = _that_exists(received)
        later = received + timedelta(minutes=self.chance.choice([0, 240, self.chance.randrange(9000)]))
        decided = self.chance.choice([None, _that_exists(later)])
        return {
            "reference": f"C{n}",
            "received_at": received,
            "source_agency": self._agency(),
            "priority": self.chance.choice(["", "red", "amber", "green"]),
            "decided_at": decided,
            "outcome": self.chance.choice(OUTCOMES) if decided else "",
            "children": self._children(),
        }

    def _plan(self, n: int) -> dict[str, Any]:
        return {
            "reference": f"P{n}",
            "child_reference": self._children()[0],
            "type": self.chance.choice(["child-protection", "child-in-need"]),
            "category": self.chance.choice(CATEGORIES),
            "started_on": self._day(),
        }

    def _training(self, n: int) -> dict[str, Any]:
        return {
            "person": f"person-{self.chance.randrange(60)}",
            "agency": self._agency(),
            "course": f"Course {n}",
            "completed_on": self._day(),
        }

    def _networks(self) -> list[dict[str, Any]]:
        days = self.chance.sample(range((END - START).days), 40)
        return [self._network(START + timedelta(days=day)) for day in days]

    def _network(self, day: date) -> dict[str, Any]:
        held = self.chance.random() < 0.8
        return {
            "locality": self.chance.choice(LOCALITIES),
            "held_on": day,
            "families_discussed": self.chance.choice(["", "0", "3"]) if held else "",
            "held": "yes" if held else "no",
            "reason": "" if held else "Half term",
        }

    def write(self, folder: Path) -> None:
        """A file for each kind, and ``regrouped.csv``: an agency that changes its group on the first of a month."""
        _write(folder / "assessments.csv", self._rows(self.assessments))
        _write(folder / "contacts.csv", self._rows(self.contacts))
        for kind in ("agencies", "targets", "plans", "training", "networks"):
            _write(folder / f"{kind}.csv", [_cells(row) for row in getattr(self, kind)])
        _write(folder / "regrouped.csv", [{**self.agencies[1], "group": "other", "group_from": "2022-11-01"}])

    def _rows(self, records: list[dict[str, Any]]) -> list[dict[str, str]]:
        rows = [
            {key: value for key, value in _cells(record).items() if key != "children"} | {"child_reference": child}
            for record in records
            for child in record["children"]
        ]
        self.chance.shuffle(rows)
        return rows

    def recount(self) -> Recount:
        groups: dict[str, list] = {agency["code"]: [(None, agency["group"])] for agency in self.agencies}
        groups["agency-1"].append((date(2022, 11, 1), "other"))
        return Recount(
            assessments=[
                {**row, "counted": True, "key": row["reference"], "needs_taf": None}
                | {"lead": row["lead_professional_agency"] or None, "locality": row["locality"] or None}
                for row in self.assessments
            ],
            contacts=[_counted(row) for row in self.contacts],
            groups=groups,
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
            plans=[{**row, "child": row["child_reference"]} for row in self.plans],
            trainings=self.training,
            networks=[
                {
                    **row,
                    "held": row["held"] == "yes",
                    "families": int(row["families_discussed"]) if row["families_discussed"] else None,
                }
                for row in self.networks
            ],
            merged={},
            localities=LOCALITIES,
            now=NOW,
        )


def _counted(contact: dict[str, Any]) -> dict[str, Any]:
    received, decided = _moment(contact["received_at"]), contact["decided_at"]
    return {
        "agency": contact["source_agency"],
        "received_on": contact["received_at"].date(),
        "priority": contact["priority"],
        "due_at": _due(received, contact["priority"]),
        "decided_at": _moment(decided) if decided else None,
        "outcome": contact["outcome"],
        "late": False,
        "children": contact["children"],
    }


def _moment(local: datetime) -> datetime:
    """A local time that comes twice is the first."""
    return local.replace(tzinfo=LONDON, fold=0).astimezone(UTC)


def _due(received: datetime, priority: str) -> datetime | None:
    """Red: four hours round the clock. Amber, green: midnight at the end of the first, third working day after."""
    if not priority:
        return None
    if priority == "red":
        return received + timedelta(hours=4)
    day, left = received.astimezone(LONDON).date(), {"amber": 1, "green": 3}[priority]
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in HOLIDAYS
    return _moment(datetime.combine(day + timedelta(days=1), datetime.min.time()))


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


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, list) else _cell(value) for key, value in row.items()}


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
