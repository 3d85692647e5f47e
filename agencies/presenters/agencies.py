"""Agencies, groups and localities as finished words."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format

from agencies.models import Agency, Group, GroupMembership, Locality, Population, Team
from ehtrack.lib import numbers
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.tables import Column, Table


def words(day: date | None, *, none: str = "") -> str:
    return date_format(day, "j F Y") if day else none


def agencies_table(agencies: Iterable[Agency], *, today: date) -> Table:
    columns = [
        Column("name", "Agency"),
        Column("code", "Code"),
        Column("group", "Group"),
        Column("locality", "Locality"),
        Column("status", "Status"),
    ]
    return Table("Agencies", columns, [_agency_row(agency, today) for agency in agencies])


def _agency_row(agency: Agency, today: date) -> list[str]:
    return [
        link(agency.name, reverse("agency_detail", args=[agency.pk])),
        agency.code,
        getattr(agency, "group_name", None) or "None",
        agency.locality.name if agency.locality else "Countywide",
        status_tag(agency, today=today),
    ]


def status_tag(agency: Agency, *, today: date) -> str:
    if agency.active_to and agency.active_to < today:
        return tag_html("Closed", "grey")
    if agency.active_from and agency.active_from > today:
        return tag_html("Not open yet", "blue")
    return tag_html("Open", "green")


def agency_summary(agency: Agency) -> list[SummaryRow]:
    return [
        SummaryRow("Code", agency.code),
        SummaryRow("Locality", agency.locality.name if agency.locality else "Countywide"),
        SummaryRow("First day", words(agency.active_from, none="Always been there")),
        SummaryRow("Last day", words(agency.active_to, none="Open")),
        SummaryRow("S&Ns", "Completes none by its nature" if agency.completes_none else "Can complete them"),
        SummaryRow("In look-ups", 'Not named: "contact LCSS"' if agency.do_not_name else "Named"),
    ]


def details_now(agency: Agency) -> list[tuple[str, str]]:
    """What the agency says now, for somebody whose changes met another's."""
    return [("Name", agency.name), *((row.key, str(row.value)) for row in agency_summary(agency))]


def groups_now(rows: Iterable[GroupMembership]) -> list[tuple[str, str]]:
    """The groups, the latest first, for somebody who wanted to change them."""
    return [(f"Group from {words(row.starts_on, none='the beginning')}", row.group.name) for row in rows]


def children_now(rows: Iterable[Population]) -> list[tuple[str, str]]:
    """The numbers of children, the latest first, for somebody who wanted to change one."""
    told = [(f"Children from {words(row.starts_on, none='the beginning')}", _children(row)) for row in rows]
    return told or [("Children", "Not known")]


def group_history_table(rows: Iterable[GroupMembership]) -> Table:
    columns = [Column("from", "From"), Column("group", "Group")]
    return Table("Groups", columns, [[words(row.starts_on, none="The beginning"), row.group.name] for row in rows])


def children_table(rows: Iterable[Population]) -> Table:
    columns = [Column("from", "From"), Column("children", "Children", "count")]
    body = [
        [words(row.starts_on, none="The beginning"), "Not known" if row.children is None else row.children]
        for row in rows
    ]
    return Table("Children it works with", columns, body)


def _children(row: Population) -> str:
    return "Not known" if row.children is None else numbers.count(row.children)


def teams_table(teams: Iterable[Team]) -> Table:
    rows = [[team.name, link("Rename", reverse("team_edit", args=[team.pk]), hidden=team.name)] for team in teams]
    return Table("Teams", [Column("name", "Team"), Column("rename", "Change")], rows)


def names_table(title: str, rows: Iterable[Group | Locality]) -> Table:
    return Table(title, [Column("name", "Name"), Column("code", "Code")], [[row.name, row.code] for row in rows])
