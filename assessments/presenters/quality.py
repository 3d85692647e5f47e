"""The data quality pages: counts that open to their records."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from assessments.selectors.quality import Check
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
    columns = [Column("name", "Child"), Column("born", "Date of birth", "date"), Column("reference", "Reference")]
    body = [
        [link(row.name or "Details awaited", reverse("child_detail", args=[row.pk])), row.date_of_birth, row.reference]
        for row in rows
    ]
    return Table(check.title, columns, body)


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
