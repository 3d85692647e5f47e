"""Where a number comes from: its definition and period, what is counted and out of what, and what to look at next."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from assessments.facts import Standard
from dashboards.measures import DEFINITION
from dashboards.measures.declaration import Measure, Part, Related
from dashboards.measures.definitions import BY_KEY, MEASURES
from dashboards.measures.figures import Figures
from dashboards.presenters import tables, words
from dashboards.presenters.parts import Opener
from ehtrack.lib import components
from ehtrack.lib.components import SummaryRow
from ehtrack.lib.tables import Column, Table


@dataclass(frozen=True)
class Explanation:
    """``sums``: the sum as people read it. ``related``: where the next question is answered, with the answer."""

    title: str
    whose: str
    value: str
    note: str
    meaning: str
    why: str
    rows: list[SummaryRow]
    related: list[SummaryRow]
    table: Table | None = None


def explanation(measure: Measure, figures: Figures, opened: Opener) -> Explanation:
    question = figures.question
    empty = figures.before_records if measure.on_basis else None
    return Explanation(
        title=measure.title,
        whose=f"{words.subject(question)}, {words.period(question)}",
        value=_value(measure, figures),
        note=words.begins(empty) if empty else measure.note(figures),
        meaning=measure.meaning,
        why=measure.why,
        rows=[
            *([] if empty else _sum(measure, figures, opened)),
            *_parts(measure, figures, opened),
            *_about(measure, figures),
            *_agencies(measure, figures, opened),
        ],
        related=[_related(one, figures, opened) for one in measure.related],
        table=None if empty else measure.table(figures),
    )


def _value(measure: Measure, figures: Figures) -> str:
    return "No records" if measure.on_basis and figures.before_records else measure.value(figures)


def _sum(measure: Measure, figures: Figures, opened: Opener) -> list[SummaryRow]:
    pieces = measure.sums(figures)
    told = format_html_join("", "{}", ((_linked(opened, measure, one.measure, one.text),) for one in pieces))
    return [SummaryRow("The sum", told)] if pieces else []


def _parts(measure: Measure, figures: Figures, opened: Opener) -> list[SummaryRow]:
    return [
        SummaryRow(head, _linked(opened, measure, part.measure, part.told(figures))) for head, part in _heads(measure)
    ]


def _heads(measure: Measure) -> Iterator[tuple[str, Part]]:
    yield measure.numerator.name or "Counted", measure.numerator
    if measure.denominator:
        yield measure.denominator.name or "Out of", measure.denominator


def _linked(opened: Opener, shown: Measure, key: str, text: str) -> str:
    """The words, linked to what explains them unless that is this page."""
    return opened(key, text) if key and key != shown.key else text


def _about(measure: Measure, figures: Figures) -> list[SummaryRow]:
    question = figures.question
    pilots = tables.pilots(figures.pilots) if measure.names_pilots else []
    return [
        *([SummaryRow("Which pilot", " ".join(pilots))] if pilots else []),
        *([SummaryRow("Target", words.target(figures))] if measure.names_target else []),
        SummaryRow("Period", words.period(question)),
        SummaryRow("As of", words.day(question.as_of)),
        *([SummaryRow("Which S&Ns count", words.BASIS_NOTES[question.basis])] if measure.on_basis else []),
        SummaryRow("Direction", measure.better.value),
        SummaryRow("When it was counted", words.moment(figures.now)),
        SummaryRow("Definition from", f"{measure.source}. Definition version {DEFINITION}."),
    ]


def _agencies(measure: Measure, figures: Figures, opened: Opener) -> list[SummaryRow]:
    """From an organisation's figure to those of its agencies, where the first page of figures lists them."""
    group = figures.question.group
    if group is None or measure.topic:
        return []
    page = f"{reverse('partnership_figures')}?{urlencode(opened.page_address)}#rows"
    return [SummaryRow("Its agencies", components.link(f"The same for each agency of {group.name}", page))]


def _related(related: Related, figures: Figures, opened: Opener) -> SummaryRow:
    measure = BY_KEY[related.key]
    told = format_html("{}: {}", opened(measure.key, measure.title), _value(measure, figures))
    return SummaryRow(related.asks or "Beside it", told)


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
                *(SummaryRow(head, part.label) for head, part in _heads(measure)),
                SummaryRow("Direction", measure.better.value),
                SummaryRow("Definition from", measure.source),
            ],
        )
        for measure in measures
    ]
