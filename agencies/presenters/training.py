"""Courses completed, as finished words."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.safestring import SafeString

from agencies.models import Training
from agencies.presenters.agencies import words
from ehtrack.lib.components import link
from ehtrack.lib.tables import Column, Table


def training_table(rows: Iterable[Training], *, with_agency: bool) -> Table:
    columns = [Column("person", "Person"), Column("course", "Course"), Column("on", "Completed")]
    if with_agency:
        columns.append(Column("agency", "Agency"))
    columns.append(Column("change", "Change"))
    return Table("Training", columns, [_row(row, with_agency=with_agency) for row in rows])


def _row(row: Training, *, with_agency: bool) -> list[str | SafeString]:
    hidden = f"{row.course} of {row.person}"
    return [
        row.person,
        row.course,
        words(row.completed_on),
        *([row.agency.name] if with_agency else []),
        link("Correct", reverse("training_correct", args=[row.pk]), hidden=hidden),
    ]


def says_now(row: Training) -> list[tuple[str, str]]:
    """What is recorded now, for somebody whose changes met another's, or who is about to remove it."""
    return [
        ("Person", row.person),
        ("Course", row.course),
        ("Completed", words(row.completed_on)),
        ("Agency", row.agency.name),
    ]


def recorded(people: int) -> str:
    return f"Training is recorded for {people} {'person' if people == 1 else 'people'}"
