"""The first page of figures: S&Ns and MASH contacts, their ratio, the year's target."""

from fractions import Fraction

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from dashboards import rollup
from dashboards.counts import Counts
from dashboards.measures import record_tables
from dashboards.measures.asking import Question
from dashboards.measures.figures import Figures
from dashboards.measures.ratio import ratio_text
from dashboards.measures.rows import Row
from dashboards.presenters import agency_lists, charts, month_charts, publishing, tables, words
from dashboards.presenters.parts import Headline, Opener, Parts, Section
from dashboards.suppression import SUPPRESSED, few
from ehtrack.lib import components, numbers
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

NOT_FOR_THESE_DAYS = ["c (shown for the year to the end of a month)", "c"]
FEW_ARE_KEPT_BACK = "c: kept back, because 1 to 4 records of others stand behind it."
DAYS_ARE_KEPT_BACK = (
    "c: kept back. Rates of others are shown for the year so far, from 1 April to the end of a month, and only where "
    "no part of them comes from 1 to 4 records of others."
)


def parts(figures: Figures, opened: Opener) -> Parts:
    """For an agency its group and the partnership stand beside it; for the partnership the papers' table is first."""
    question = figures.question
    whole = question.agency is None and question.group is None
    return Parts(
        headlines=headlines(figures, opened),
        sections=[
            *(_papers(figures, opened) if whole else []),
            *([Section(table=_beside(figures, own=opened.own), stacked=True)] if question.agency else []),
            Section(chart=charts.cumulative(figures).opening(opened, "projection")),
            Section(table=tables.progress(figures, opened)),
            *(_record(figures, opened) if question.agency is None else []),
            publishing.section(figures),
            Section(chart=_months(figures, opened)),
            Section(chart=charts.quarters(figures).opening(opened, "ratio")),
        ],
        paged=None if question.agency else agency_lists.paged(figures, opened),
        in_words=in_words(figures, opened),
        what_if=what_if(figures) if question.agency else "",
    )


def _papers(figures: Figures, opened: Opener) -> list[Section]:
    """The papers' table with its chart, and the numbers behind it."""

    def name(row: Row) -> str:
        return _to_agencies(row, opened) if row.code else row.name

    papers = tables.papers(figures.groups, name, opened.of_group, tables.pilots(figures.pilots))
    chart = charts.organisations(
        figures.groups, key="organisations", title="Organisations between S&Ns and MASH contacts", table=papers
    )
    behind = tables.organisations(
        [*figures.groups, figures.partnership],
        title="The numbers behind it",
        first="Organisation",
        name=name,
        opened=opened.of_group,
    )
    return [Section(chart=chart.opening(opened, "ratio")), Section(table=behind, stacked=True)]


def _record(figures: Figures, opened: Opener) -> list[Section]:
    """How the projections of earlier years turned out, beside the current one."""
    table = record_tables.after_these_months(figures, opened)
    return [Section(table=table, stacked=True)] if table else []


def _months(figures: Figures, opened: Opener) -> charts.Chart:
    return month_charts.monthly(figures, so_far(figures)).opening(opened, "assessments", "assessments-signal")


def _to_agencies(row: Row, opened: Opener) -> str:
    query = urlencode({**opened.address, "group": row.code})
    return components.link(row.name, f"{reverse('partnership_figures')}?{query}")


def so_far(figures: Figures) -> tuple[Month, Counts] | None:
    """The month that the as-of date cuts: shown, and in no projection or comparison."""
    question = figures.question
    month = Month.of(question.as_of)
    if question.as_of == month.last:
        return None
    found = rollup.sums(month.first, question.as_of, by=("month",), **question.scope)
    return month, found[0].counts if found else Counts()


def headlines(figures: Figures, opened: Opener) -> list[Headline]:
    counts, basis, progress = figures.counts, figures.question.basis, figures.progress
    counted = counts.counted(basis)
    undecided = counts.contacts - counts.decided
    decided_note = f"{numbers.count(counts.no_further_action)} of {numbers.count(counts.decided)} decided contacts"
    found = [
        Headline(
            numbers.count(counted),
            "S&N" if counted == 1 else "S&Ns",
            _children_note(figures),
            opened.href("assessments"),
        ),
        Headline(
            numbers.count(counts.contacts),
            "MASH contact" if counts.contacts == 1 else "MASH contacts",
            f"{numbers.count(undecided)} not decided yet" if undecided else "",
            opened.href("contacts"),
        ),
        Headline(
            words.rate(figures.row.no_further_action_rate),
            "Led to no further action",
            decided_note,
            opened.href("no-further-action"),
        ),
    ]
    if progress.needed_each_month is not None:
        needed = words.number(progress.needed_each_month)
        to_reach = f"to reach {words.number(progress.target_number)} in the year {figures.question.year}"
        found.insert(1, Headline(needed, "S&Ns still needed each month", to_reach, opened.href("needed-per-month")))
    return found


def _children_note(figures: Figures) -> str:
    return f"for {numbers.plural(figures.children, 'child', 'children')}"


def in_words(figures: Figures, opened: Opener) -> str:
    """The ratio as the papers say it, linked to what explains it."""
    row, several = figures.row, len(figures.pilots) > 1
    without = opened("ratio", row.ratio_text)
    if not row.pilot_assessments:
        return format_html("{}.", without)
    with_pilot = opened("ratio-with-pilot", row.ratio_text_with_pilot)
    pilots, them = ("pilots", "them") if several else ("pilot", "it")
    return format_html("{} without the {}, {} with {}.", without, pilots, with_pilot, them)


def what_if(figures: Figures) -> str:
    """The ratio if a third of the contacts with no further action had been S&Ns instead; empty when there is none."""
    row = figures.row
    moved = numbers.half_up(Fraction(row.counts.no_further_action, 3))
    if not moved:
        return ""
    instead = ratio_text(row.without_pilot + moved, row.counts.contacts - moved)
    third = numbers.plural(moved, "contact")
    return f"If a third of the contacts with no further action ({third}) had been S&Ns, the ratio would be {instead}."


def _beside(figures: Figures, *, own: bool) -> Table:
    """The agency, its group and the partnership. Few records of others show as c, so that nobody is singled out."""
    agency = figures.question.agency
    code = next((row.group for row in figures.agencies if agency and row.key == agency.pk), "")
    others = [row for row in figures.groups if row.code == code] + [figures.partnership]
    columns = [
        Column("name", "Organisation"),
        Column("ratio", "Ratio without pilot"),
        Column("nfa", "No further action"),
    ]
    shown = not own or _is_whole(figures.question)
    rows = [[row.name, *(unless_few(row, figures.row) if shown else NOT_FOR_THESE_DAYS)] for row in others]
    row = figures.row
    told = [row.name, row.ratio_text, words.rate(row.no_further_action_rate)]
    whose = "your" if own else "its"
    title = f"Beside {whose} organisation and the partnership"
    return Table(title, columns, [told, *rows], notes=[DAYS_ARE_KEPT_BACK if own else FEW_ARE_KEPT_BACK])


def unless_few(row: Row, own: Row) -> list[str]:
    """Few records of the others in any part, which is what is left when the agency takes away its own."""
    ratio_parts = (row.without_pilot - own.without_pilot, row.counts.contacts - own.counts.contacts)
    rate_parts = (
        row.counts.decided - own.counts.decided,
        row.counts.no_further_action - own.counts.no_further_action,
    )
    return [
        "c (too few to show)" if few(*ratio_parts) else _without_counts(row),
        SUPPRESSED if few(*rate_parts, *ratio_parts) else words.rate(row.no_further_action_rate),
    ]


def _is_whole(question: Question) -> bool:
    """Whole months from the beginning of the year: of days that a lead may choose, one more or less would tell of that
    day what is too few to show."""
    return question.first == question.year.start and question.as_of == Month.of(question.as_of).last


def _without_counts(row: Row) -> str:
    """A ratio, never a number: from two numbers of others their difference could be worked out."""
    if row.without_pilot and row.counts.contacts:
        return row.ratio_text
    if row.without_pilot:
        return "S&Ns, no MASH contacts"
    return "MASH contacts, no S&Ns" if row.counts.contacts else row.ratio_text
