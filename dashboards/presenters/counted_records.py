"""The records that a figure counts: those that the reader may see, and why not the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ehtrack.lib import components, numbers
from ehtrack.lib.tables import Column, Table


@dataclass(frozen=True)
class Kind:
    """How records of a kind are listed: one and several of them, the view that opens one, and their columns' heads."""

    one: str
    several: str
    view: str
    name: str
    day: str


KINDS = {
    "assessment": Kind("S&N", "S&Ns", "assessment_detail", "Reference", "Date"),
    "child": Kind("child", "children", "child_detail", "Name", "Date of birth"),
    "contact": Kind("MASH contact", "MASH contacts", "contact_detail", "Reference", "Received on"),
    "meeting": Kind("TAF meeting", "TAF meetings", "assessment_detail", "S&N", "Held on"),
    "plan": Kind("statutory plan", "statutory plans", "", "Reference", "Started on"),
    "consultation": Kind("consultation", "consultations", "consultation_correct", "Agency that asked", "Date"),
    "training": Kind("person", "people", "", "Person", "Latest course"),
}
BOARD = "The Trust Board counts everything and opens no child's record."
WHO_OPENS = {
    "assessment": "The lead of each agency opens its own.",
    "child": "The lead of each agency opens its own.",
    "contact": "The MASH can, and the lead of the agency that sent them sees their references.",
    "meeting": "The lead of the S&N's agency can.",
    "plan": "ehtrack keeps no page of a statutory plan, so nobody can.",
    "consultation": "The LCSS, which recorded them, can.",
}
NOT_THEIRS = {"meeting": "They belong to S&Ns of other agencies."}


def how_many(kind: str, *, counted: int, openable: int, opens: bool, board: bool) -> str:
    """How many the reader may see and how many not: both together equal the figure.

    ``opens``: what the reader sees of this kind are links; otherwise it is a reference or a name alone.
    """
    one, several = KINDS[kind].one, KINDS[kind].several
    if not counted:
        return f"The figure counts no {one}."
    told = f"The figure counts {numbers.plural(counted, one, several)}"
    if not openable:
        return f"{told}. Your role opens none of them. {_why_none(kind, board)}".strip()
    linked, hidden = opens and bool(KINDS[kind].view), counted - openable
    does = "open" if linked else "see"
    if hidden:
        some = f"{numbers.count(openable)} that you may {does}, and {numbers.count(hidden)} that you may not"
        return f"{told}: {some}. {NOT_THEIRS.get(kind, 'They are not in your part of the records.')}"
    if linked or kind != "contact":
        return f"{told}, and you may {does} all of them."
    references = "its reference" if counted == 1 else "the references of all of them"
    return f"{told}. You may see {references}, and what came of each; the MASH alone opens them."


def _why_none(kind: str, board: bool) -> str:
    who = WHO_OPENS.get(kind, "")
    return f"{BOARD} {who}" if board and kind != "plan" else who


def table(kind: str, rows: Iterable[dict[str, Any]], *, opens: bool) -> Table:
    """The records that the person may see. ``opens`` False: the name only, as for contacts that the agency sent."""
    words_of = KINDS[kind]

    def named(row: dict[str, Any]) -> str:
        name = row["name"] or "Details awaited"
        return components.link(name, reverse(words_of.view, args=[row["page"]])) if opens and words_of.view else name

    body = [[named(row), row["day"]] for row in rows]
    return Table("Records", [Column("name", words_of.name), Column("day", words_of.day, "date")], body)


def noun(kind: str, counted: int) -> str:
    return KINDS[kind].one if counted == 1 else KINDS[kind].several
