"""Targets: what is allocated of them, how far they are, and their history as agreed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html

from dashboards.measures.asking import default_as_of
from dashboards.measures.attainment import Attainment
from dashboards.measures.figures import Figures
from dashboards.models import Basis, Kind, Target
from dashboards.presenters import words
from dashboards.selectors.targets import Allocation
from ehtrack.lib import components, numbers
from ehtrack.lib.calendar import FinancialYear, local_day
from ehtrack.lib.tables import Column, Table

WHICH = {
    Basis.COMPLETED: ("completed S&N", "completed S&Ns"),
    Basis.SHARED: ("S&N shared with the council", "S&Ns shared with the council"),
}


def history(rows: Iterable[Target], *, known: Iterable[Target], today: date) -> Table:
    """Every version of ``rows``, and what became of it among all that are ``known``.

    Figures up to the end of the last complete month use the version agreed last by then; those before it were replaced,
    and one agreed since waits for the figures of its own day.
    """
    versions = _by_subject(known)
    columns = [
        Column("year", "Year"),
        Column("whose", "Whose"),
        Column("target", "Target"),
        Column("agreed_on", "Agreed on", "date"),
        Column("source", "Where"),
        Column("state", "State"),
        Column("action", "Recorded by mistake"),
    ]
    body = [
        [
            _year(row.year),
            _whose(row),
            _agreed(row),
            row.agreed_on,
            row.source,
            _withdrawn(row) if row.withdrawn_at else _state(row, versions[_subject(row)], today),
            "" if row.withdrawn_at else _withdraw(row),
        ]
        for row in rows
    ]
    return Table("Targets as agreed", columns, body)


def _agreed(row: Target) -> str:
    """Of S&Ns it says which."""
    kind = Kind(row.kind)
    return (
        numbers.plural(row.target, *WHICH[Basis(row.basis)])
        if kind is Kind.ASSESSMENTS
        else words.amount(kind, row.target)
    )


def _year(label: str) -> str:
    """On one line: its hyphen is not for breaking at."""
    return format_html('<span class="eh-whole">{}</span>', label)


def says(row: Target) -> list[tuple[str, str]]:
    """A version in words, before it is withdrawn."""
    return [
        ("Year", row.year),
        ("Whose", _whose(row)),
        ("Target", _agreed(row)),
        ("Agreed on", words.day(row.agreed_on)),
        ("Where it was agreed", row.source),
    ]


def _subject(row: Target) -> tuple[str, str, UUID | None, UUID | None]:
    return row.kind, row.year, row.agency_id, row.group_id


def _by_subject(known: Iterable[Target]) -> dict[tuple, list[Target]]:
    """The versions of each kind, year and subject that stand, the one agreed last at the end."""
    found: dict[tuple, list[Target]] = defaultdict(list)
    for row in sorted(known, key=lambda row: (row.agreed_on, row.basis == Basis.COMPLETED)):
        if row.withdrawn_at is None:
            found[_subject(row)].append(row)
    return found


def _withdraw(row: Target) -> str:
    more = f"the target of {_whose(row)} for {row.year}, agreed on {words.day(row.agreed_on)}"
    return components.link("Withdraw", reverse("target_withdraw", args=[row.pk]), hidden=more)


def _withdrawn(row: Target) -> str:
    by = f" by {row.withdrawn_by.name}" if row.withdrawn_by else ""
    told = f"On {words.day(local_day(row.withdrawn_at))}{by}: {row.withdrawal_reason}" if row.withdrawn_at else ""
    return format_html("{} {}", components.tag_html("Withdrawn", "grey"), told)


def _state(row: Target, versions: list[Target], today: date) -> str:
    as_of = default_as_of(FinancialYear.from_label(row.year), today=today)
    used = [version for version in versions if version.agreed_on <= as_of]
    if row.agreed_on <= as_of:
        return components.tag_html("Holds", "green") if row == used[-1] else components.tag_html("Replaced", "grey")
    percent = "%" if Kind(row.kind).is_share else ""
    tag = (
        components.tag_html("Not used yet", "blue") if row == versions[-1] else components.tag_html("Replaced", "grey")
    )
    still = f"still use {numbers.count(used[-1].target)}{percent}" if used else "have no target"
    return format_html("{} Agreed on {}: figures up to {} {}.", tag, words.day(row.agreed_on), words.day(as_of), still)


def _whose(row: Target) -> str:
    if row.agency:
        return row.agency.name
    return row.group.name if row.group else "The partnership"


def allocated(rows: Iterable[Allocation]) -> Table:
    """What the partnership wants beside the sums of what its organisations and its agencies agreed to."""
    found = list(rows)
    columns = [
        Column("year", "Year"),
        Column("whole", "The partnership", "count"),
        Column("groups", "Organisations together", "count"),
        Column("groups_rest", "Left of the partnership's target"),
        Column("agencies", "Agencies together", "count"),
        Column("agencies_rest", "Left of it"),
    ]
    body = [
        [
            _year(row.year.label),
            _whole(row),
            "None set" if row.groups is None else row.groups,
            _left(row, row.groups),
            "None set" if row.agencies is None else row.agencies,
            _left(row, row.agencies),
        ]
        for row in found
    ]
    return Table("Targets of S&Ns, and what is unallocated", columns, body, notes=_mixed(found))


def _mixed(rows: Iterable[Allocation]) -> list[str]:
    years = [row.year.label for row in rows if row.mixed]
    told = "Not all targets of {} were agreed on the same S&Ns: completed, or shared with the council."
    return [told.format(words.listed(years))] if years else []


def _whole(row: Allocation) -> object:
    if row.whole is None:
        return "None set"
    return f"{numbers.count(row.whole.target)} (on the path)" if row.whole.is_path else row.whole.target


def _left(row: Allocation, allocated: int | None) -> str:
    return "" if row.whole is None or allocated is None else left(row.whole.target - allocated)


def left(rest: int) -> str:
    """ "1,200 unallocated", "300 too many", "All allocated"."""
    if rest == 0:
        return "All allocated"
    return f"{numbers.count(rest)} unallocated" if rest > 0 else f"{numbers.count(-rest)} over-allocated"


def progress(found: Iterable[tuple[str, Attainment]], figures: Figures) -> Table:
    """How far each target of the year is, by whose it is. ``figures``: the partnership's."""
    question, rows = figures.question, list(found)
    columns = [
        Column("whose", "Whose"),
        Column("target", "Target"),
        Column("reached", "So far"),
        Column("expected", "In the whole year"),
        Column("against", "Against the target"),
    ]
    body = [
        [whose, words.amount(one.kind, one.target.target), reached(one), _expected(one), against(one)]
        for whose, one in rows
    ]
    notes = [
        f"Complete months up to {words.day(question.as_of)}. A number is taken to the year's end in a straight line.",
        *([_waiting(figures)] if any(one.kind.is_share for _, one in rows) else []),
    ]
    return Table(f"Progress in {question.year}", columns, body, notes=notes)


def _waiting(figures: Figures) -> str:
    """Beside what was decided in time, so that leaving a contact undecided never looks good."""
    undecided = numbers.plural(figures.counts.contacts - figures.counts.decided, "MASH contact")
    return f"Not decided yet: {undecided}, of which overdue {numbers.count(figures.undecided_overdue)}."


def reached(one: Attainment) -> str:
    if one.out_of is None:
        return numbers.plural(one.reached, *one.kind.unit)
    decided = f"({numbers.count(one.reached)} of {numbers.count(one.out_of)} decided)"
    return f"{numbers.percent(one.reached, one.out_of)} {decided}" if one.out_of else "None decided"


def _expected(one: Attainment) -> str:
    if one.expected is None:
        return "Not known yet"
    return "The same" if one.kind.is_share else numbers.plural(numbers.half_up(one.expected), *one.kind.unit)


def against(one: Attainment) -> str:
    """The gap, in the colour of the target."""
    return (
        components.tag_html(one.gap_text, words.RAG_COLOURS[one.rag]) if one.gap_text and one.rag else "Not known yet"
    )


def note(one: Attainment | None, kind: Kind, figures: Figures) -> str:
    """ "Target for 2022-23: 250 people trained. Agreed on 1 April 2022. 120 people so far, 240 in the whole year", and
    what was agreed since."""
    year, newer = figures.question.year, words.newer(figures, kind, one.target if one else None)
    if one is None:
        return f"No target is set for {year}. {newer}" if newer else ""
    agreed = f" Agreed on {words.day(one.target.agreed_on)}." if one.target.agreed_on else ""
    whole = "" if one.kind.is_share or one.expected is None else f", {_expected(one)} in the whole year"
    told = f"Target for {year}: {words.amount(kind, one.target.target)}.{agreed} {reached(one)} so far{whole}."
    return f"{told} {newer}".strip()
