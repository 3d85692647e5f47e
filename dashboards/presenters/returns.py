"""Quarterly returns as finished words: states, the year at a glance, figures as signed and now, what changed."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dashboards.counts import Counts
from dashboards.lifecycle import BACK, ReturnMoves
from dashboards.measures.returned import AgencyFigures, ReturnFigures
from dashboards.models import QuarterlyReturn, ReturnArrangement, ReturnMove, ReturnVersion
from dashboards.models.quarterly_return import LABELS, HowOften, ReturnContent, ReturnState
from dashboards.presenters import words
from ehtrack.lib import numbers
from ehtrack.lib.calendar import FinancialYear, Quarter, local_day
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


def day(moment: datetime) -> str:
    return words.day(local_day(moment))


def lateness(row: QuarterlyReturn, first_signed: date | None, *, today: date) -> str:
    """ "Due 31 July 2022", with how late it is or was signed."""
    due, late = f"Due {words.day(row.due_on)}", ((first_signed or today) - row.due_on).days
    if first_signed:
        return f"{due}, signed {numbers.plural(late, 'day')} late" if late > 0 else f"{due}, signed in time"
    return f"{due}, {numbers.plural(late, 'day')} late" if late > 0 else due


def year_table(rows: Iterable[QuarterlyReturn], year: FinancialYear, *, wanted: Collection[UUID], today: date) -> Table:
    """Agencies by quarters. ``rows``: with ``versions``, ordered by agency and quarter. Those that are ``wanted`` lead
    to their page: the first link is not of another quarter than the one that was looked for."""
    by_agency: dict[str, dict[int, QuarterlyReturn]] = {}
    for row in rows:
        by_agency.setdefault(row.agency.name, {})[row.quarter] = row
    columns = [Column("agency", "Agency"), *(Column(one.label, f"Q{one.number}") for one in year.quarters)]
    body = [
        [name, *(_cell(found.get(one.number), one.end, wanted, today) for one in year.quarters)]
        for name, found in by_agency.items()
    ]
    return Table("Returns of the year", columns, body)


def _cell(row: QuarterlyReturn | None, ends: date, wanted: Collection[UUID], today: date) -> str:
    if row is None:
        return "Not asked for" if ends < today else f"Opens on {words.day(ends + timedelta(days=1))}"
    state, href = ReturnState(row.state).label, reverse("return_detail", args=[row.pk])
    return format_html(
        "{} {}<br>{}",
        link(state, href, hidden=f"{row.agency} {row.label}") if row.pk in wanted else state,
        late_tag(row, today),
        lateness(row, first_signed(row), today=today),
    )


def first_signed(row: QuarterlyReturn) -> date | None:
    """``row`` with its versions, the first one first."""
    found = list(row.versions.all())
    return local_day(found[0].submitted_at) if found else None


def late_tag(row: QuarterlyReturn, today: date) -> str:
    return tag_html("Late", "red") if row.is_late(today) else ""


def counted(states: Mapping[str, int], year: FinancialYear) -> list[SafeString | str]:
    """What a year has come to, in a line each; what waits leads to it. Nothing where there is no return."""
    if not any(states.values()):
        return []
    here = f"{reverse('return_year')}?year={year}&show="
    waiting, late = states.get(ReturnState.SUBMITTED, 0), states["late"]
    back = sum(states.get(state, 0) for state in BACK)
    again = f"{numbers.plural(back, 'return is', 'returns are')} with the agency again: sent back, or reopened"
    told = f"{numbers.plural(waiting, 'return waits', 'returns wait')} for you to accept"
    lateness = f"{numbers.plural(late, 'return is', 'returns are')} late"
    return [
        link(told, f"{here}submitted") if waiting else "No return waits for you",
        link(lateness, f"{here}late") if late else "No return is late",
        link(again, f"{here}back") if back else "No return was sent back or reopened",
        f"{numbers.plural(states.get(ReturnState.DRAFT, 0), 'return is', 'returns are')} not signed yet",
        f"{numbers.plural(states.get(ReturnState.ACCEPTED, 0), 'return is', 'returns are')} accepted",
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


def summary_table(figures: ReturnFigures) -> Table:
    """All that the return speaks for, measure by measure: the quarter beside the year so far."""
    rows = [figures.row(), figures.row(of_year=True)]
    columns = [
        Column("what", "Figure"),
        Column("quarter", f"Quarter {figures.period.number}", "count"),
        Column("year", "Year so far", "count"),
    ]
    if figures.period.number == 1:
        del rows[1], columns[2]
    body = [[label, *(count(row.counts) for row in rows)] for label, count in MEASURES.items()]
    body.append(["Decided with no further action", *(words.rate(row.no_further_action_rate) for row in rows)])
    body.append(["Ratio", *(row.ratio_text for row in rows)])
    if any(row.pilot_assessments for row in rows):
        body.append(["Ratio with pilot", *(row.ratio_text_with_pilot for row in rows)])
    return Table(f"{words.day(figures.period.start)} to {words.day(figures.as_of)}", columns, body)


def progress_rows(figures: ReturnFigures) -> list[SummaryRow]:
    """The year's target as recorded in ehtrack, and what the months so far point to."""
    target = "No target is recorded in ehtrack" if figures.target is None else numbers.count(figures.target)
    if figures.target is not None and figures.without_target:
        some = len(figures.agencies) - figures.without_target
        target = f"{target}, of {some} of {numbers.plural(len(figures.agencies), 'agency', 'agencies')}"
    counted = numbers.count(figures.year.counted(figures.basis))
    projection = "Not known" if figures.projection is None else numbers.count(figures.projection)
    gap = f" ({figures.gap_text})" if figures.gap_text else ""
    return [
        SummaryRow("Counted", f"All {words.BASES[figures.basis]}"),
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


def content_rows(content: ReturnContent, figures: ReturnFigures) -> list[SummaryRow]:
    return [SummaryRow(LABELS[name], answer(content, figures, name)) for name in LABELS]


def answer(content: ReturnContent, figures: ReturnFigures, name: str) -> str:
    """What is said; with a word where the target is another than what the figures are measured against."""
    other = other_target(content, figures) if name == "target_this_year" else ""
    return f"{said(content, name)}. {other}" if other else said(content, name)


def other_target(content: ReturnContent, figures: ReturnFigures) -> str:
    stated, known = content.target_this_year, figures.target
    if stated is None or known is None or stated == known:
        return ""
    return f"In ehtrack {numbers.count(known)} {'is' if known == 1 else 'are'} recorded, which the figures go by."


def said(content: ReturnContent, name: str) -> str:
    value = getattr(content, name)
    if value in (None, ""):
        return UNSAID
    if name == "reported_how_often":
        return HowOften(value).label
    return numbers.count(value) if isinstance(value, int) else str(value)


def signature(signed: ReturnVersion) -> list[SummaryRow]:
    """Of a version that was checked and is as it was signed: of another, nothing is shown."""
    rows = [
        SummaryRow("Signed by", signed.submitted_by.name),
        SummaryRow("Signed at", words.moment(signed.submitted_at)),
        SummaryRow("Definition of the figures", f"version {signed.definition}"),
        SummaryRow("Seal", signed.digest),
        SummaryRow("Seal checked", "Unchanged since it was signed"),
    ]
    return [*rows, SummaryRow("Why it was corrected", signed.correcting)] if signed.correcting else rows


def altered(version: ReturnVersion) -> str:
    row = version.quarterly_return
    return (
        f"The return of {row.agency.name} for {row.label}, version {version.number}, is not as it was signed: its seal "
        "does not fit. Nothing that holds it is exported. Tell whoever runs ehtrack"
    )


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
