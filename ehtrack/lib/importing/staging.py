"""The staging table of a running import: rows go in by COPY, checks are SQL over all of them at once."""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from django.db import connection

from ehtrack.lib.importing.columns import Column
from ehtrack.lib.importing.problems import BadCell, FaultyCell
from ehtrack.lib.importing.reader import Row

Params = Mapping[str, Any]

REPORT_EVERY = 5_000
SPOOLED = 1 << 20


class Staging:
    """Temporary tables ``import_rows`` (line, bad, the columns of the file) and ``import_problems``, gone at commit.

    ``bad`` marks rows with a cell that could not be read: that cell is staged as null.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.names = [column.name for column in columns]
        self.rows = 0
        self.statement_done: Callable[[], None] = lambda: None

    def has(self, *names: str) -> bool:
        return all(name in self.names for name in names)

    def create(self) -> None:
        typed = "".join(f', "{column.name}" {column.sql}' for column in self.columns)
        self.execute("DROP TABLE IF EXISTS import_rows, import_problems")
        self.execute(f"CREATE TEMPORARY TABLE import_rows (line integer, bad boolean{typed}) ON COMMIT DROP")
        self.execute(
            "CREATE TEMPORARY TABLE import_problems (line integer, col text, cure text, warning boolean) ON COMMIT DROP"
        )

    def execute(self, sql: str, params: Params | None = None) -> int:
        """Run one statement; the number of rows that it touched."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.rowcount

    def one(self, sql: str, params: Params | None = None) -> tuple[Any, ...]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()

    def each(self, sql: str, params: Params | None = None) -> Iterator[tuple[Any, ...]]:
        """Rows as the server sends them, whatever their number."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, params)
            while rows := cursor.fetchmany(2_000):
                yield from rows

    def error(self, select: str, params: Params | None = None) -> None:
        """``select`` gives (line, column, cure) for every cell that is wrong."""
        self._note(select, params, warning=False)

    def warn(self, select: str, params: Params | None = None) -> None:
        self._note(select, params, warning=True)

    def _note(self, select: str, params: Params | None, *, warning: bool) -> None:
        self.execute(
            f"INSERT INTO import_problems SELECT found.*, {warning} FROM ({select}) AS found (line, col, cure)", params
        )
        self.statement_done()

    def errors(self) -> int:
        return self.one("SELECT count(*) FROM import_problems WHERE NOT warning")[0]

    # Rows in ---------------------------------------------------------------------------------------------------------

    def fill(self, rows: Iterable[Row], progress: Callable[[int], None]) -> None:
        """COPY every row; what cannot be read is kept aside on disk and noted afterwards."""
        with tempfile.SpooledTemporaryFile(SPOOLED, "w+", newline="", encoding="utf-8") as spool:
            named = "".join(f', "{name}"' for name in self.names)
            with connection.cursor() as cursor, cursor.copy(f"COPY import_rows (line, bad{named}) FROM STDIN") as copy:
                for staged in self._staged(rows, csv.writer(spool), progress):
                    copy.write_row(staged)
            self._note_spooled(spool)
        self.execute("ANALYZE import_rows")

    def _staged(self, rows: Iterable[Row], spool: Any, progress: Callable[[int], None]) -> Iterator[list[Any]]:
        done = 0
        for done, row in enumerate(rows, start=1):
            yield self._fault(row, spool) if row.fault else self._parsed(row, spool)
            if done % REPORT_EVERY == 0:
                progress(done)
        self.rows = done
        progress(done)

    def _fault(self, row: Row, spool: Any) -> list[Any]:
        spool.writerow([row.line, "", row.fault])
        return [row.line, True, *[None] * len(self.columns)]

    def _parsed(self, row: Row, spool: Any) -> list[Any]:
        staged: list[Any] = [row.line, False]
        for column, cell in zip(self.columns, row.cells, strict=True):
            value = None
            try:
                stripped = cell.strip()
                if type(cell) is FaultyCell:
                    raise BadCell(cell.cure)
                if stripped:
                    value = column.parse(cell if column.as_given else stripped)
                elif column.required:
                    raise BadCell(column.missing)
            except BadCell as error:
                spool.writerow([row.line, column.name, str(error)])
                staged[1] = True
            staged.append(value)
        return staged

    def _note_spooled(self, spool: IO[str]) -> None:
        if not spool.tell():
            return
        spool.seek(0)
        with connection.cursor() as cursor, cursor.copy("COPY import_problems FROM STDIN") as copy:
            for line, column, cure in csv.reader(spool):
                copy.write_row([line, column, cure, False])
