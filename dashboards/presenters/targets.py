"""The history of targets, as agreed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.html import format_html

from dashboards.measures.asking import default_as_of
from dashboards.models import Basis, Target
from dashboards.presenters import words
from ehtrack.lib import components, numbers
from ehtrack.lib.calendar import FinancialYear
from ehtrack.lib.tables import Column, Table


def history(rows: Iterable[Target], *, known: Iterable[Target], today: date) -> Table:
    """Every version of ``rows``, and what became of it among all that are ``known``.

    Figures up to the end of the last complete month use the version agreed last by then; those before it were replaced,
    and one agreed since waits for the figures of its own day.
    """
    versions = _by_subject(known)
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
            _state(row, versions[_subject(row)], today),
        ]
        for row in rows
    ]
    return Table("Targets as agreed", columns, body)


def _subject(row: Target) -> tuple[str, UUID | None, UUID | None]:
    return row.year, row.agency_id, row.group_id


def _by_subject(known: Iterable[Target]) -> dict[tuple, list[Target]]:
    """The versions of each year and subject, the one agreed last at the end."""
    found: dict[tuple, list[Target]] = defaultdict(list)
    for row in sorted(known, key=lambda row: (row.agreed_on, row.basis == Basis.COMPLETED)):
        found[_subject(row)].append(row)
    return found


def _state(row: Target, versions: list[Target], today: date) -> str:
    as_of = default_as_of(FinancialYear.from_label(row.year), today=today)
    used = [version for version in versions if version.agreed_on <= as_of]
    if row.agreed_on <= as_of:
        return components.tag_html("Holds", "green") if row == used[-1] else components.tag_html("Replaced", "grey")
    tag = (
        components.tag_html("Not used yet", "blue") if row == versions[-1] else components.tag_html("Replaced", "grey")
    )
    still = f"still use {numbers.count(used[-1].target)}" if used else "have no target"
    return format_html("{} Agreed on {}: figures up to {} {}.", tag, words.day(row.agreed_on), words.day(as_of), still)


def _whose(row: Target) -> str:
    if row.agency:
        return row.agency.name
    return row.group.name if row.group else "The partnership"
