"""What was found wrong, with the cells as they stand in the file; also as a file to mend and send again."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import IO

from ehtrack.lib.importing.problems import Problem, together
from ehtrack.lib.importing.reader import PROBLEM, Reader, Row, normalised
from ehtrack.lib.importing.staging import Staging
from ehtrack.lib.tables import BYTE_ORDER_MARK, neutralised

MOST_SHOWN = 1_000
Note = tuple[int, str, str]


@dataclass
class Rejected:
    rows: int = 0
    count: int = 0
    problems: list[Problem] = field(default_factory=list)


def warnings(staging: Staging, remarks: Sequence[Problem], reopen: Callable[[], Reader]) -> tuple[list[Problem], int]:
    """The first warnings and the number of all; those about the file as a whole come first."""
    found = list(remarks)
    count = staging.one("SELECT count(*) FROM import_problems WHERE warning")[0]
    if count:
        notes = staging.each(
            "SELECT line, col, cure FROM import_problems WHERE warning ORDER BY line, col, cure LIMIT %(most)s",
            {"most": MOST_SHOWN},
        )
        for _, problems, _ in _located(notes, reopen()):
            found.extend(problems)
    return found, count + len(remarks)


def collect(
    staging: Staging, reopen: Callable[[], Reader], key: Sequence[str], rejected_to: IO[str] | None, *, whole: bool
) -> Rejected:
    """With ``whole``, ``rejected_to`` gets every row of the file, good ones with an empty ``problem``."""
    count, rows = staging.one("SELECT count(*), count(DISTINCT line) FROM import_problems WHERE NOT warning")
    rejected = Rejected(rows, count)
    if not count:
        return rejected
    _note_companions(staging, key, wanted=not whole)
    reader = reopen()
    writer = _Writer(rejected_to, reader) if rejected_to else None
    notes = staging.each(
        """
        SELECT line, col, cure FROM import_problems WHERE NOT warning
        UNION ALL SELECT line, NULL, cure FROM import_companions
        ORDER BY line, col, cure
        """
    )
    for row, problems, cells in _located(notes, reader, every=bool(whole and writer)):
        told = [problem for problem in problems if problem.column is not None]
        rejected.problems.extend(told[: MOST_SHOWN - len(rejected.problems)])
        if writer:
            writer.write(row, problems, cells)
        elif len(rejected.problems) == MOST_SHOWN:
            break
    return rejected


def _note_companions(staging: Staging, key: Sequence[str], *, wanted: bool) -> None:
    """Good rows of a record with a bad one: sent again without them, the record would lose what they hold."""
    keys = ", ".join(f'"{name}"' for name in key if staging.has(name))
    staging.execute("DROP TABLE IF EXISTS import_companions")
    staging.execute(
        f"""
        CREATE TEMPORARY TABLE import_companions ON COMMIT DROP AS
        WITH bad AS (SELECT DISTINCT line FROM import_problems WHERE NOT warning)
        SELECT r.line, 'Nothing wrong here: kept with line ' || b.line || ', which is of the same record.' AS cure
        FROM import_rows r
        JOIN (SELECT {keys}, min(line) AS line FROM import_rows JOIN bad USING (line) GROUP BY {keys}) b USING ({keys})
        WHERE %(wanted)s AND r.line NOT IN (SELECT line FROM bad)
        """,
        {"wanted": wanted},
    )


def _located(
    notes: Iterable[Note], reader: Reader, *, every: bool = False
) -> Iterator[tuple[Row, list[Problem], list[str]]]:
    """Walks notes and file together, both in the order of lines. ``every``: also the rows without a note."""
    groups = groupby(notes, key=lambda note: note[0])
    line, group = next(groups, (None, iter(())))
    for row, cells in reader.rows_as_given():
        if row.line != line:
            if every:
                yield row, [], cells
            continue
        values = dict(zip(reader.columns, row.cells, strict=False))
        yield row, [Problem(line, column, values.get(column, ""), cure) for _, column, cure in group], cells
        line, group = next(groups, (None, iter(())))
        if line is None and not every:
            return


class _Writer:
    """The problem comes first, so that a row with too many cells keeps them all."""

    def __init__(self, file: IO[str], reader: Reader) -> None:
        self.kept = [place for place, heading in enumerate(reader.headings) if normalised(heading) != PROBLEM]
        self.width = len(reader.headings)
        file.write(BYTE_ORDER_MARK)
        self.writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        self.writer.writerow([PROBLEM, *(neutralised(reader.headings[place]) for place in self.kept)])

    def write(self, row: Row, problems: Sequence[Problem], cells: list[str]) -> None:
        kept = [cells[place] for place in self.kept if place < len(cells)] + cells[self.width :]
        said = f"Line {row.line}: {together(problems)}" if problems else ""
        self.writer.writerow([neutralised(said), *map(neutralised, kept)])
