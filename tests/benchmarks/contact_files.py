"""Files of MASH contacts in any number, in a partnership of many agencies."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection

from ehtrack.lib.calendar import LONDON
from tests.benchmarks import facts
from tests.benchmarks.databases import Database

HEADINGS = ["reference", "received_at", "source_agency", "priority", "decided_at", "outcome", "child_reference"]
OUTCOMES = ["no-further-action", "no-further-action", "no-further-action", "advice", "early-help", "assessment"]
START = datetime(2021, 4, 1, 8, 0, tzinfo=LONDON)


def write(path: Path, contacts: int) -> Path:
    """A contact a row; of ten contacts, three are about a child who is there already."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for n in range(contacts):
            received = START + timedelta(days=n % 700, minutes=n % 541)
            writer.writerow(
                [
                    f"MC-{n:07}",
                    f"{received:%d/%m/%Y %H:%M}",
                    f"bench-{n % facts.AGENCIES + 1}",
                    ("red", "amber", "green")[n % 3],
                    f"{received + timedelta(hours=n % 6 + 1):%d/%m/%Y %H:%M}",
                    OUTCOMES[n % len(OUTCOMES)],
                    f"K{n * 7919 % (contacts * 7 // 10):07}",
                ]
            )
    return path


def make_agencies(copy: Database) -> None:
    with copy.current(), connection.cursor() as cursor:
        cursor.execute(facts.MAKE_AGENCIES, {"agencies": facts.AGENCIES})
