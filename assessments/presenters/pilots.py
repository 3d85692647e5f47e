"""Pilots as finished words."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString

from assessments.models import Pilot
from assessments.presenters import words
from ehtrack.lib.components import link, tag_html
from ehtrack.lib.tables import Column, Table


def pilots_table(pilots: Iterable[Pilot], *, today: date) -> Table:
    columns = [
        Column("name", "Pilot"),
        Column("code", "Code"),
        Column("agency", "Agency"),
        Column("first", "First day"),
        Column("last", "Last day"),
        Column("assessments", "S&Ns", "count"),
        Column("status", "Status"),
    ]
    return Table("Pilots", columns, [_row(pilot, today) for pilot in pilots])


def _row(pilot: Pilot, today: date) -> list[str | int | SafeString]:
    return [
        link(pilot.name, reverse("pilot_correct", args=[pilot.pk])),
        pilot.code,
        pilot.agency.name if pilot.agency else "Every agency",
        words.short_day(pilot.starts_on) or "Always been there",
        words.short_day(pilot.ends_on) or "No last day",
        getattr(pilot, "assessments_counted", 0),
        _status(pilot, today),
    ]


def _status(pilot: Pilot, today: date) -> SafeString:
    if pilot.ends_on and pilot.ends_on < today:
        return tag_html("Ended", "grey")
    if pilot.starts_on and pilot.starts_on > today:
        return tag_html("Not begun", "blue")
    return tag_html("Running", "green")


def says_now(pilot: Pilot) -> list[tuple[str, str]]:
    """What is recorded now, for somebody whose changes met another's, or who is about to remove it."""
    return [
        ("Name", pilot.name),
        ("Agency", pilot.agency.name if pilot.agency else "Every agency"),
        ("First day", words.day(pilot.starts_on) or "Always been there"),
        ("Last day", words.day(pilot.ends_on) or "No last day"),
    ]
