"""The data quality pages: counts that open to their records."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse

from assessments.selectors.quality import DUPLICATES, Check
from ehtrack.lib.components import link
from ehtrack.lib.tables import Column, Table


def counts_table(counts: Iterable[tuple[Check, int]]) -> Table:
    columns = [Column("what", "What"), Column("records", "Records", "count"), Column("cure", "How to mend it")]
    body = [[_opened(check) if number else check.title, number, check.cure] for check, number in counts]
    return Table("Data quality", columns, body)


def _opened(check: Check) -> str:
    return link(check.title, reverse("quality_check", args=[check.key]))


def records_table(check: Check, rows: Iterable[Any]) -> Table:
    return TABLES[check.kind](check, rows)


def _children(check: Check, rows: Iterable[Any]) -> Table:
    """With a reference where one of them has any, and what to merge a child with that is there twice."""
    shown = list(rows)
    columns = [Column("name", "Child"), Column("born", "Date of birth", "date")]
    if any(row.reference for row in shown):
        columns.append(Column("reference", "Reference"))
    if check.key == DUPLICATES:
        columns.append(Column("merge", "Compare"))
    return Table(check.title, columns, [[CHILD_CELLS[column.key](row) for column in columns] for row in shown])


def _name(row: Any) -> str:
    return link(row.name or "Details awaited", reverse("child_detail", args=[row.pk]))


def _merge(row: Any) -> str:
    address = reverse("child_merge", args=[row.pk, row.other_id])
    return link("Compare the two records", address, hidden=f"of {row.name}")


CHILD_CELLS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "born": lambda row: row.date_of_birth,
    "reference": lambda row: row.reference,
    "merge": _merge,
}


def _assessments(check: Check, rows: Iterable[Any]) -> Table:
    columns = [
        Column("reference", "Reference"),
        Column("completed", "Completed", "date"),
        Column("shared", "Shared", "date"),
    ]
    body = [
        [link(row.reference, reverse("assessment_detail", args=[row.pk])), row.completed_on, row.shared_on or "Not yet"]
        for row in rows
    ]
    return Table(check.title, columns, body)


def _contacts(check: Check, rows: Iterable[Any]) -> Table:
    """The reference only: whoever sent a contact does not open it."""
    columns = [Column("reference", "Reference"), Column("received", "Received", "date")]
    return Table(check.title, columns, [[row.reference, row.received_on] for row in rows])


TABLES = {"child": _children, "assessment": _assessments, "contact": _contacts}
