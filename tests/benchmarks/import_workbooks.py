"""The same 100,000 rows as a workbook and as a CSV, contacts and S&Ns, into tables that hold none yet."""

import csv
from datetime import datetime
from functools import partial
from pathlib import Path

import xlsxwriter
from django.utils import timezone

from agencies.imports import Order
from agencies.unit_of_work import unit_of_work
from ehtrack.imports.kinds import KINDS
from ehtrack.lib.importing.run import run
from tests.benchmarks import contact_files, facts
from tests.benchmarks.databases import copies, in_turns, seconds
from tests.benchmarks.results import Line

ROWS, ROUNDS = 100_000, 1
GOAL_SECONDS = 40.0  # "well under a minute"
OF_ASSESSMENTS = [
    *("reference", "agency", "completed_on", "shared_on", "child_reference", "family_reference", "pilot"),
    *("level_of_need", "locality", "author", "lead_professional", "lead_professional_agency", "consent"),
    *("sharing_reason", "priorities", "closed_on", "closure_reason"),
]


def lines(directory: Path) -> list[Line]:
    found = []
    for kind, path in (
        ("contacts", contact_files.write(directory / "contacts.csv", ROWS)),
        ("assessments", write_assessments(directory / "assessments.csv", ROWS)),
    ):
        book = as_workbook(path)
        from_book, from_text = in_turns(ROUNDS, partial(_seconds, kind, book), partial(_seconds, kind, path))
        what = f"import of {ROWS:,} {kind} as XLSX"
        found += [
            Line(f"{what}, against well under a minute", from_book, GOAL_SECONDS, "s", at_most=1),
            Line(f"{what}, against CSV", ROWS / from_book, ROWS / from_text, "rows/s"),
        ]
    return found


def write_assessments(path: Path, rows: int) -> Path:
    """Every column filled in one row of three, the required ones in all."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(OF_ASSESSMENTS)
        for n in range(rows):
            agency, day = f"bench-{n % facts.AGENCIES + 1}", f"{n % 28 + 1:02}/{n % 12 + 1:02}/2022"
            row = [f"EHA-{n:07}", agency, day, day, f"K{n * 7919 % (rows * 7 // 10):07}"]
            more = [f"F{n}", "hv", "2", "central", f"Author {n % 900}", "Lead", agency, "yes", "", "send;0-5", "", ""]
            writer.writerow([*row, *(more if n % 3 == 0 else [""] * len(more))])
    return path


def as_workbook(path: Path) -> Path:
    """With real dates, and texts that cells share, as spreadsheets save them."""
    book_path = path.with_suffix(".xlsx")
    with path.open(encoding="utf-8") as file, xlsxwriter.Workbook(book_path) as book:
        moment, day = (book.add_format({"num_format": code}) for code in ("dd/mm/yyyy hh:mm", "dd/mm/yyyy"))
        sheet = book.add_worksheet()
        for line, cells in enumerate(csv.reader(file)):
            for place, cell in enumerate(cells):
                kept = _kept(cell)
                if isinstance(kept, datetime):
                    sheet.write_datetime(line, place, kept, moment if ":" in cell else day)
                elif kept:
                    sheet.write_string(line, place, kept)
    return book_path


def _kept(cell: str) -> datetime | str:
    if cell[2:3] != "/":
        return cell
    day, _, clock = cell.partition(" ")
    return datetime.fromisoformat("-".join(reversed(day.split("/"))) + (f"T{clock}" if clock else ""))


def _seconds(kind: str, path: Path) -> float:
    with copies(1) as (copy,):
        contact_files.make_agencies(copy)
        with copy.current():
            return seconds(partial(_import, kind, path))


def _import(kind: str, path: Path) -> None:
    order = Order(source="bench", now=timezone.now())
    with path.open("rb") as file, unit_of_work(None):
        result = run(KINDS[kind](order), file)
    if result.created != ROWS:
        raise AssertionError(f"{result.problem_count} problems, such as: {result.problems[:3]}")
