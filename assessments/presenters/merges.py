"""Two records that may be of one child: beside each other, before they are merged or told apart."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from assessments.models import Child, TwoChildren
from assessments.presenters import changes as changes_in_words
from assessments.presenters import words
from assessments.presenters.children import WITHHELD, address, born, name
from ehtrack.lib import identifiers
from ehtrack.lib.calendar import local_day
from ehtrack.lib.components import link
from ehtrack.lib.tables import Column, Table
from ehtrack.lib.wording import within_a_sentence

TO_MERGE = ("Record to keep", "Duplicate")
TOLD_APART = ("First record", "Second record")


def merge_table(keep: Child, candidates: Iterable[Child], told_apart: Collection[UUID]) -> Table:
    """``told_apart``: of which it is said that they are of another child."""
    columns = [
        Column("name", "Name"),
        Column("born", "Date of birth"),
        Column("nhs", "NHS number"),
        Column("choose", "Merge"),
    ]
    return Table(
        "Other records",
        columns,
        [
            [
                link(name(row), reverse("child_detail", args=[row.pk])),
                born(row),
                identifiers.spaced_nhs_number(row.nhs_number) or "Not recorded",
                link(
                    "Said to be another child" if row.pk in told_apart else "Same child",
                    reverse("child_merge", args=[keep.pk, row.pk]),
                    hidden=f": {name(row)}",
                ),
            ]
            for row in candidates
        ],
    )


def said(pair: TwoChildren) -> str:
    reason = pair.reason if pair.reason.endswith((".", "!", "?")) else f"{pair.reason}."
    return f"These are two children, as {pair.said_by.name} said on {words.day(local_day(pair.said_at))}: {reason}"


def doubts(keep: Child, duplicate: Child, *, together: bool, said_of_merged: bool) -> list[str]:
    """Why these may be two children after all. ``together``: one S&N is about both of them. ``said_of_merged``: it was
    said of records that are merged into them since."""
    found = []
    if said_of_merged:
        found.append("LCSS said of a record that is merged into one of them that it is of another child.")
    if together:
        found.append("One S&N is about both of them, as it is about brothers and sisters.")
    if keep.date_of_birth and duplicate.date_of_birth and keep.date_of_birth != duplicate.date_of_birth:
        found.append("Their dates of birth differ. Twins share one; two records of one child mostly do too.")
    if keep.nhs_number and duplicate.nhs_number and keep.nhs_number != duplicate.nhs_number:
        found.append("Their NHS numbers differ, and no two people share one.")
    return found


def captions(called: tuple[str, str]) -> list[str]:
    return [f"S&Ns of the {within_a_sentence(one)}" for one in called]


def taken_over(changes: Mapping[str, Any]) -> str:
    """What the record to keep takes over from the duplicate, in words; empty for nothing."""
    said = [
        f"{changes_in_words.label(Child, field)} {_taken(field, value)}" for field, value in changes.items() if value
    ]
    return f"Taken over from the duplicate: {'; '.join(said)}." if said else ""


def _taken(field: str, value: Any) -> str:
    if field == "nhs_number":
        return identifiers.spaced_nhs_number(value)
    return ", ".join(changes_in_words.said(Child, field, value).splitlines())


def side_by_side(keep: Child, duplicate: Child, called: tuple[str, str], *, protected: bool) -> Table:
    columns = [Column("what", ""), Column("keep", called[0]), Column("duplicate", called[1])]
    answers: Mapping[str, tuple[str, str]] = {
        "Name": (name(keep), name(duplicate)),
        "Date of birth": (born(keep), born(duplicate)),
        "Sex": (keep.get_sex_display(), duplicate.get_sex_display()),
        "NHS number": (
            identifiers.spaced_nhs_number(keep.nhs_number),
            identifiers.spaced_nhs_number(duplicate.nhs_number),
        ),
        "Ethnicity": (keep.get_ethnicity_display(), duplicate.get_ethnicity_display()),
        "Address": (WITHHELD, WITHHELD) if protected else (address(keep), address(duplicate)),
        "School or setting": (keep.school, duplicate.school),
    }
    return Table(
        "The two records", columns, [[what, *(one or "Not recorded" for one in both)] for what, both in answers.items()]
    )
