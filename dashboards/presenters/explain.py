"""Where a number comes from: its definition, period, numerator and denominator, and the records that it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from assessments.facts import Standard
from dashboards.measures import DEFINITION
from dashboards.measures.declaration import Measure, Part
from dashboards.measures.definitions import MEASURES
from dashboards.measures.figures import Figures
from dashboards.presenters import words
from ehtrack.lib import components, numbers
from ehtrack.lib.components import SummaryRow
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


@dataclass(frozen=True)
class Explanation:
    title: str
    whose: str
    value: str
    meaning: str
    why: str
    rows: list[SummaryRow]
    numerator: int


def explanation(measure: Measure, figures: Figures) -> Explanation:
    question = figures.question
    return Explanation(
        title=measure.title,
        whose=f"{words.subject(question)}, {words.period(question)}",
        value=measure.value(figures),
        meaning=measure.meaning,
        why=measure.why,
        rows=[
            SummaryRow("Period", words.period(question)),
            SummaryRow("As of", words.day(question.as_of)),
            SummaryRow("Which S&Ns count", words.BASIS_NOTES[question.basis]),
            SummaryRow("Numerator", _part(measure.numerator, figures)),
            *([SummaryRow("Denominator", _part(measure.denominator, figures))] if measure.denominator else []),
            SummaryRow("Direction", measure.better.value),
            SummaryRow("Counted", words.moment(figures.now)),
            SummaryRow("Source", f"{measure.source}. Definition version {DEFINITION}."),
        ],
        numerator=measure.numerator.read(figures),
    )


def _part(part: Part, figures: Figures) -> str:
    return f"{numbers.count(part.read(figures))}: {part.label}"


def records_table(kind: str, rows: Iterable[dict[str, Any]], *, opens: bool) -> Table:
    """The records that the person may see. ``opens`` False: the name only, as for contacts that the agency sent."""
    words_of = KINDS[kind]

    def named(row: dict[str, Any]) -> str:
        name = row["name"] or "Details awaited"
        return components.link(name, reverse(words_of.view, args=[row["page"]])) if opens and words_of.view else name

    body = [[named(row), row["day"]] for row in rows]
    return Table("Records", [Column("name", words_of.name), Column("day", words_of.day, "date")], body)


def how_many(kind: str, *, counted: int, openable: int) -> str:
    """Both together equal the figure."""
    words_of = KINDS[kind]
    noun = numbers.plural(counted, words_of.one, words_of.several)
    hidden = counted - openable
    if not counted:
        return f"The figure counts no {words_of.one}."
    if not hidden:
        return f"The figure counts {noun}, and you may open all of them."
    if not openable:
        return f"The figure counts {noun}. Your role opens none of them."
    return (
        f"The figure counts {noun}: {numbers.count(openable)} that you may open, "
        f"and {numbers.count(hidden)} that you may not."
    )


def standards_table(standards: Iterable[Standard]) -> Table:
    columns = [
        Column("priority", "Priority"),
        Column("within", "Decided within"),
        Column("since", "In force since"),
    ]
    body = [
        [one.priority, one.within, words.day(one.holds_from) if one.holds_from else "The beginning"]
        for one in standards
    ]
    return Table("MASH standards in force", columns, body)


def definitions_table(measures: Iterable[Measure] = tuple(MEASURES)) -> list[tuple[Measure, list[SummaryRow]]]:
    """Each measure with its definition in words."""
    return [
        (
            measure,
            [
                SummaryRow("What it counts", measure.meaning),
                SummaryRow("Why it matters", measure.why),
                SummaryRow("Numerator", measure.numerator.label),
                *([SummaryRow("Denominator", measure.denominator.label)] if measure.denominator else []),
                SummaryRow("Direction", measure.better.value),
                SummaryRow("Source", measure.source),
            ],
        )
        for measure in measures
    ]
