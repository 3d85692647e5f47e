"""Quarterly returns as finished words: states, the year at a glance, figures as signed and now, what changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboards.counts import Counts
from dashboards.lifecycle import ReturnMoves
from dashboards.measures.returned import AgencyFigures, ReturnFigures
from dashboards.models import QuarterlyReturn, ReturnArrangement, ReturnMove, ReturnVersion
from dashboards.models.quarterly_return import LABELS, HowOften, ReturnContent, ReturnState
from dashboards.presenters import words
from ehtrack.lib import numbers
from ehtrack.lib.calendar import Quarter, local_day
from ehtrack.lib.components import SummaryRow, TimelineItem, link, tag_html
from ehtrack.lib.tables import Column, Table

COLOURS = {
    ReturnState.DRAFT: "blue",
    ReturnState.SUBMITTED: "yellow",
    ReturnState.SENT_BACK: "orange",
    ReturnState.ACCEPTED: "green",
    ReturnState.REOPENED: "purple",
}
MOVES = {
    ReturnMoves.OPEN: "Opened",
    ReturnMoves.SUBMIT: "Signed and submitted",
    ReturnMoves.ACCEPT: "Accepted",
    ReturnMoves.SEND_BACK: "Sent back",
    ReturnMoves.REOPEN: "Reopened to correct",
}
SCHEDULE = "the schedule"
MEASURES: Mapping[str, Callable[[Counts], int]] = {
    "S&Ns completed": lambda counts: counts.assessments,
    "of which pilot": lambda counts: counts.pilot_assessments,
    "S&Ns shared with the council": lambda counts: counts.shared,
    "MASH contacts": lambda counts: counts.contacts,
    "MASH contacts decided": lambda counts: counts.decided,
    "MASH contacts with no further action": lambda counts: counts.no_further_action,
}
UNSAID = "Not filled in"


def state_tag(row: QuarterlyReturn) -> SafeString:
    return tag_html(ReturnState(row.state).label, COLOURS[ReturnState(row.state)])


def lateness(row: QuarterlyReturn, first_signed: date | None, *, today: date) -> str:
    """ "5 days late", "due 31 July 2022", or how late it was signed."""
    if first_signed:
        late = (first_signed - row.due_on).days
        return f"signed {numbers.plural(late, 'day')} late" if late > 0 else "signed in time"
    late = (today - row.due_on).days
    return f"{numbers.plural(late, 'day')} late" if late > 0 else f"due {words.day(row.due_on)}"


def year_table(rows: Iterable[QuarterlyReturn], *, today: date) -> Table:
    """Agencies by quarters. ``rows``: with ``versions``, ordered by agency and quarter."""
    by_agency: dict[str, dict[int, QuarterlyReturn]] = {}
    for row in rows:
        by_agency.setdefault(row.agency.name, {})[row.quarter] = row
    columns = [Column("agency", "Agency"), *(Column(f"q{number}", f"Q{number}") for number in range(1, 5))]
    body = [[name, *(_cell(found.get(number), today) for number in range(1, 5))] for name, found in by_agency.items()]
    return Table("Returns of the year", columns, body)


def _cell(row: QuarterlyReturn | None, today: date) -> str:
    if row is None:
        return "Not asked for"
    return format_html(
        "{} {}<br>{}",
        link(ReturnState(row.state).label, reverse("return_detail", args=[row.pk]), hidden=f"{row.agency} {row.label}"),
        late_tag(row, today),
        lateness(row, first_signed(row), today=today),
    )


def first_signed(row: QuarterlyReturn) -> date | None:
    """``row`` with its versions, the first one first."""
    found = list(row.versions.all())
    return local_day(found[0].submitted_at) if found else None


def late_tag(row: QuarterlyReturn, today: date) -> str:
    late = row.state == ReturnState.DRAFT and row.due_on < today
    return tag_html("Late", "red") if late else ""


def counted(states: Mapping[str, int]) -> list[SummaryRow]:
    """How many returns of a year are in each state; those that are late are among the drafts."""
    told = {state: numbers.count(states.get(state.value, 0)) for state in ReturnState}
    return [
        *(SummaryRow(state.label, number) for state, number in told.items()),
        SummaryRow("Late", numbers.count(states["late"])),
    ]


def arrangements_table(rows: Iterable[ReturnArrangement]) -> Table:
    columns = [Column("agency", "Agency"), Column("how", "Quarterly return")]
    return Table("Who makes a return", columns, [[row.agency.name, _arranged(row)] for row in rows])


def _arranged(row: ReturnArrangement) -> str:
    if row.through:
        return f"Reported through {row.through.name}"
    return f"Makes its own, from {Quarter.of(row.starts_on).label} on" if row.starts_on else ""


def arranged(number: int) -> str:
    return f"Changed for {numbers.plural(number, 'agency', 'agencies')}"


def own_table(rows: Iterable[QuarterlyReturn], *, today: date) -> Table:
    columns = [Column("quarter", "Quarter"), Column("state", "State"), Column("when", "When")]
    body = [
        [
            link(row.label, reverse("return_detail", args=[row.pk])),
            format_html("{} {}", state_tag(row), late_tag(row, today)),
            lateness(row, first_signed(row), today=today),
        ]
        for row in rows
    ]
    return Table("Your agency's returns", columns, body)


def figures_table(figures: ReturnFigures, *, of_year: bool = False) -> Table:
    """A row for each agency that the return speaks for and, if there are several, one for all of them."""
    columns = [
        Column("agency", "Agency"),
        *(Column(str(place), label, "count") for place, label in enumerate(MEASURES)),
        Column("ratio", "Ratio"),
    ]
    several = len(figures.agencies) > 1
    rows: list[AgencyFigures | None] = [*figures.agencies, *([None] if several else [])]
    body = [_figures_row(figures, agency, of_year) for agency in rows]
    begins = figures.period.year.start if of_year else figures.period.start
    title = f"{words.day(begins)} to {words.day(figures.as_of)}"
    return Table(title, columns, body)


def _figures_row(figures: ReturnFigures, agency: AgencyFigures | None, of_year: bool) -> list[object]:
    row = figures.row(agency, of_year=of_year)
    return [row.name, *(count(row.counts) for count in MEASURES.values()), row.ratio_text]


def progress_rows(figures: ReturnFigures) -> list[SummaryRow]:
    """The year's target as recorded in ehtrack, and what the months so far point to."""
    target = "No target is recorded in ehtrack" if figures.target is None else numbers.count(figures.target)
    counted = numbers.count(figures.year.counted(figures.basis))
    projection = "Not known" if figures.projection is None else numbers.count(figures.projection)
    gap = f" ({figures.gap_text})" if figures.gap_text else ""
    return [
        SummaryRow("Counted", words.BASES[figures.basis].capitalize()),
        SummaryRow(f"Target for {figures.period.year} in ehtrack", target),
        SummaryRow(f"S&Ns since {words.day(figures.period.year.start)}", counted),
        SummaryRow("The year at this pace", f"{projection}{gap}"),
        SummaryRow("People trained in the quarter", numbers.count(figures.trained)),
    ]


def declared_rows(figures: ReturnFigures, content: ReturnContent) -> list[SummaryRow]:
    """Recorded, declared and the gap between them."""
    recorded, declared = figures.assessments, content.unrecorded
    rows = [SummaryRow("Recorded in ehtrack", numbers.count(recorded))]
    if declared is None:
        return [*rows, SummaryRow("Completed and not recorded here", UNSAID)]
    whole = recorded + declared
    share = f"{numbers.percent(Fraction(declared, whole))} of all are not recorded here" if whole else "No S&N at all"
    return [
        *rows,
        SummaryRow("Completed and not recorded here", numbers.count(declared)),
        SummaryRow("Completed in all", numbers.count(whole)),
        SummaryRow("Gap", share),
    ]


def content_rows(content: ReturnContent, names: Iterable[str] = tuple(LABELS)) -> list[SummaryRow]:
    return [SummaryRow(LABELS[name], said(content, name)) for name in names]


def said(content: ReturnContent, name: str) -> str:
    value = getattr(content, name)
    if value in (None, ""):
        return UNSAID
    if name == "reported_how_often":
        return HowOften(value).label
    return numbers.count(value) if isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Difference:
    """A figure that two counts of the same return see differently."""

    agency: str
    measure: str
    before: int
    after: int


def differences(before: ReturnFigures, after: ReturnFigures) -> list[Difference]:
    """Figure by figure; an agency that only one of the two speaks for has no records in the other."""
    old, new = ({agency.code: agency for agency in figures.agencies} for figures in (before, after))
    names = {code: agency.name for code, agency in (old | new).items()}
    return [
        Difference(names[code], f"{label}, {period}", then, now)
        for code in names
        for label, period, then, now in _pairs(old.get(code), new.get(code))
        if then != now
    ]


def _pairs(old: AgencyFigures | None, new: AgencyFigures | None) -> Iterable[tuple[str, str, int, int]]:
    for period, name in (("quarter", "the quarter"), ("year", "the year so far")):
        then, now = (getattr(agency, period) if agency else Counts() for agency in (old, new))
        for label, count in MEASURES.items():
            yield label, name, count(then), count(now)
    yield "People trained", "the quarter", old.trained if old else 0, new.trained if new else 0


def restated_table(
    found: Sequence[Difference], *, then: str = "As signed", now: str = "Restated: as counted now"
) -> Table:
    columns = [
        Column("agency", "Agency"),
        Column("measure", "Figure"),
        Column("then", then, "count"),
        Column("now", now, "count"),
    ]
    return Table("What changed since", columns, [[row.agency, row.measure, row.before, row.after] for row in found])


def changed_answers(before: ReturnVersion, after: ReturnVersion) -> Table:
    columns = [
        Column("what", "Answer"),
        Column("then", f"Version {before.number}"),
        Column("now", f"Version {after.number}"),
    ]
    body = [
        [LABELS[name], said(before, name), said(after, name)]
        for name in LABELS
        if getattr(before, name) != getattr(after, name)
    ]
    return Table("Answers that changed", columns, body)


def signature(signed: ReturnVersion) -> list[SummaryRow]:
    rows = [
        SummaryRow("Signed by", signed.submitted_by.name),
        SummaryRow("Signed at", words.moment(signed.submitted_at)),
        SummaryRow("Definition of the figures", f"version {signed.definition}"),
        SummaryRow("Seal", signed.digest),
    ]
    return [*rows, SummaryRow("Why it was corrected", signed.correcting)] if signed.correcting else rows


def history(moves: Iterable[ReturnMove]) -> list[TimelineItem]:
    return [
        TimelineItem(
            _told(move),
            words.moment(move.at),
            byline=move.by.name if move.by else SCHEDULE,
            text=move.reason,
        )
        for move in moves
    ]


def _told(move: ReturnMove) -> str:
    told = MOVES[ReturnMoves(move.move)]
    return f"{told}: version {move.signed.number}" if move.signed else told
