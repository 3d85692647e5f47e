"""Quarterly returns as a file, whatever they hold."""

import io
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from agencies.models import Agency
from dashboards.files.made import MadeFile
from dashboards.measures import returned
from dashboards.measures.figures import one_snapshot
from dashboards.models import QuarterlyReturn, ReturnVersion
from dashboards.presenters.return_exports import Asked, ReturnExport
from dashboards.presenters.return_tables import Entry
from dashboards.selectors import returns
from ehtrack.lib.calendar import Quarter
from ehtrack.lib.documents.pdf import write_pdf
from ehtrack.lib.documents.word import write_docx
from ehtrack.lib.tables import csv_chunks
from ehtrack.lib.workbooks import Cover, write_xlsx


def entries(rows: Sequence[QuarterlyReturn], signed: Mapping[Any, ReturnVersion], asked: Asked) -> list[Entry]:
    """The signed ones, with what the records count now: of each quarter once, in one state of the records."""
    found = [row for row in rows if row.pk in signed]
    covered = returns.covered_by(found)
    now: dict[Any, returned.ReturnFigures] = {}
    with one_snapshot():
        for label in dict.fromkeys(row.label for row in found):
            of_quarter: dict[Any, Sequence[Agency]] = {row.pk: covered[row.pk] for row in found if row.label == label}
            now |= returned.prepared_of_all(of_quarter, Quarter.from_label(label), now=asked.now)
    return [Entry(row, signed[row.pk], now[row.pk]) for row in found]


def written(export: ReturnExport, format: str) -> MadeFile:
    content_type, write = FORMATS[format]
    file = io.BytesIO()
    write(file, export)
    return MadeFile(f"ehtrack-{export.name.replace(' ', '-')}.{format}", content_type, file.getvalue())


def _csv(file: IO[bytes], export: ReturnExport) -> None:
    file.writelines(piece.encode() for piece in csv_chunks(export.tidy, export.about([export.tidy])))


def _xlsx(file: IO[bytes], export: ReturnExport) -> None:
    cover = Cover(export.title, export.about(export.sheets))
    write_xlsx(file, cover=cover, notes=export.notes, tables=export.sheets)


def _docx(file: IO[bytes], export: ReturnExport) -> None:
    write_docx(file, export.document)


def _pdf(file: IO[bytes], export: ReturnExport) -> None:
    write_pdf(file, export.document)


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, tuple[str, Callable[[IO[bytes], ReturnExport], None]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": (f"{OFFICE}.spreadsheetml.sheet", _xlsx),
    "docx": (f"{OFFICE}.wordprocessingml.document", _docx),
    "pdf": ("application/pdf", _pdf),
}
