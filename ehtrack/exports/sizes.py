"""How much an export holds."""

from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

from assessments.exports.kinds import ExportKind
from ehtrack.lib.exporting import copying


@dataclass(frozen=True)
class Size:
    """How many records there are, as the list page counts them, and rows of a file about them."""

    records: int
    rows: int


def size_of(connection: BaseDatabaseWrapper, kind: ExportKind, records: QuerySet[Any]) -> Size:
    return Size(copying.count(connection, records), copying.count(connection, kind.rows(records)))
