"""The history of targets, as agreed."""

from collections.abc import Iterable
from datetime import date

from dashboards.models import Basis, Target
from dashboards.presenters import words
from ehtrack.lib import components
from ehtrack.lib.tables import Column, Table


def history(rows: Iterable[Target], *, today: date) -> Table:
    """Every version; the one that holds on a year is the latest agreed, the others were replaced."""
    ordered = list(rows)
    holding = _holding(ordered, today)
    columns = [
        Column("year", "Year"),
        Column("whose", "Whose"),
        Column("target", "Target", "count"),
        Column("basis", "Which S&Ns"),
        Column("agreed_on", "Agreed on", "date"),
        Column("source", "Where"),
        Column("state", "State"),
    ]
    body = [
        [
            row.year,
            _whose(row),
            row.target,
            words.BASES[Basis(row.basis)],
            row.agreed_on,
            row.source,
            components.tag_html("Holds", "green") if row.pk in holding else components.tag_html("Replaced", "grey"),
        ]
        for row in ordered
    ]
    return Table("Targets as agreed", columns, body)


def _holding(rows: list[Target], today: date) -> set:
    latest: dict[tuple, Target] = {}
    for row in sorted(rows, key=lambda row: row.agreed_on):
        if row.agreed_on <= today:
            latest[row.year, row.agency_id, row.group_id] = row
    return {row.pk for row in latest.values()}


def _whose(row: Target) -> str:
    if row.agency:
        return row.agency.name
    return row.group.name if row.group else "The partnership"
