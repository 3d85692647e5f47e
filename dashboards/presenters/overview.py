"""The first page of figures: S&Ns and MASH contacts, their ratio, the year's target."""

from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode

from dashboards import rollup
from dashboards.counts import Counts
from dashboards.measures.figures import Figures
from dashboards.measures.ratio import ratio_text
from dashboards.measures.rows import Row
from dashboards.presenters import charts, tables, words
from dashboards.presenters.charts import Chart
from dashboards.presenters.parts import Headline, Opener, Paged, Parts
from ehtrack.lib import components, numbers
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

FEW = range(1, 5)


def parts(figures: Figures, opened: Opener) -> Parts:
    """For an agency its group and the partnership stand beside it; for the partnership the papers' table is first."""
    question = figures.question
    own = [tables.progress(figures, opened), *([tables.published(figures)] if figures.published else [])]
    whole = question.agency is None and question.group is None
    return Parts(
        headlines=headlines(figures, opened),
        charts=[*([_papers(figures, opened)] if whole else []), *_charts(figures, opened)],
        tables=[
            *([_numbers_behind(figures, opened)] if whole else []),
            *([_beside(figures)] if question.agency else []),
            *own,
        ],
        paged=None if question.agency else _agencies(figures, opened),
        in_words=in_words(figures),
        what_if=what_if(figures) if question.agency else "",
    )


def _charts(figures: Figures, opened: Opener) -> list[Chart]:
    return [
        charts.cumulative(figures).opening(opened, "projection"),
        charts.monthly(figures, so_far(figures)).opening(opened, "assessments"),
        charts.quarters(figures).opening(opened, "ratio"),
    ]


def _papers(figures: Figures, opened: Opener) -> Chart:
    return charts.organisations(
        figures.groups,
        key="organisations",
        title="Organisations between S&Ns and MASH contacts",
        table=tables.papers(figures.groups, lambda row: _to_agencies(row, opened)),
    ).opening(opened, "ratio")


def _numbers_behind(figures: Figures, opened: Opener) -> Table:
    return tables.organisations(
        [*figures.groups, figures.partnership],
        title="The numbers behind it",
        first="Organisation",
        name=lambda row: _to_agencies(row, opened) if row.code else row.name,
        opened=opened.of_group,
    )


def _to_agencies(row: Row, opened: Opener) -> str:
    query = urlencode({**opened.address, "group": row.code})
    return components.link(row.name, f"{reverse('partnership_figures')}?{query}")


def _agencies(figures: Figures, opened: Opener) -> Paged:
    """The agencies of the question's group; those with most activity first, then by name."""
    group = figures.question.group
    rows = [row for row in figures.agencies if group is None or row.group == group.code]
    rows.sort(key=lambda row: (-(row.assessments + row.counts.contacts), row.name))
    return Paged("Agencies", "agencies", rows, lambda shown: _agencies_table(shown, opened))


def _agencies_table(rows: list[Row], opened: Opener) -> Table:
    kept = Opener(opened.view, {key: value for key, value in opened.page_address.items() if key != "group"})

    def page(row: Row) -> str:
        return components.link(row.name, f"{reverse('figures_of_agency', args=[row.key])}?{urlencode(kept.address)}")

    return tables.organisations(rows, title="Agencies", first="Agency", name=page, opened=kept.of_agency)


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
            numbers.count(counted), opened("assessments", "S&N" if counted == 1 else "S&Ns"), _children_note(figures)
        ),
        Headline(
            numbers.count(counts.contacts),
            opened("contacts", "MASH contact" if counts.contacts == 1 else "MASH contacts"),
            f"{numbers.count(undecided)} not decided yet" if undecided else "",
        ),
        Headline(
            words.rate(figures.row.no_further_action_rate),
            opened("no-further-action", "Led to no further action"),
            decided_note,
        ),
    ]
    if progress.needed_per_month is not None:
        needed = words.number(progress.needed_per_month)
        found.insert(
            1,
            Headline(
                needed,
                opened("projection", "S&Ns still needed each month"),
                f"to reach {words.number(progress.target_number)}",
            ),
        )
    return found


def _children_note(figures: Figures) -> str:
    return f"for {numbers.plural(figures.children, 'child', 'children')}"


def in_words(figures: Figures) -> str:
    """The ratio as the papers say it."""
    row = figures.row
    text = f"{row.ratio_text}."
    if row.pilot_assessments:
        text = f"{row.ratio_text} without the pilot, {row.ratio_text_with_pilot} with it."
    return text


def what_if(figures: Figures) -> str:
    """The ratio if a third of the contacts with no further action had been S&Ns instead; empty when there is none."""
    row = figures.row
    moved = numbers.half_up(Fraction(row.counts.no_further_action, 3))
    if not moved:
        return ""
    instead = ratio_text(row.without_pilot + moved, row.counts.contacts - moved)
    third = numbers.plural(moved, "contact")
    return f"If a third of the contacts with no further action ({third}) had been S&Ns, the ratio would be {instead}."


def _beside(figures: Figures) -> Table:
    """The agency, its group and the partnership. Few records of others show as c, so that nobody is singled out."""
    agency = figures.question.agency
    code = next((row.group for row in figures.agencies if agency and row.key == agency.pk), "")
    others = [row for row in figures.groups if row.code == code] + [figures.partnership]
    columns = [
        Column("name", "Organisation"),
        Column("ratio", "Ratio without pilot"),
        Column("nfa", "No further action"),
    ]
    own = figures.row
    rows = [[row.name, *_unless_few(row, own)] for row in others]
    told = [own.name, own.ratio_text, words.rate(own.no_further_action_rate)]
    return Table("Beside your group and the partnership", columns, [told, *rows])


def _unless_few(row: Row, own: Row) -> list[str]:
    """Few records of the others in any part, which is what is left when the agency takes away its own."""
    ratio_parts = (row.without_pilot - own.without_pilot, row.counts.contacts - own.counts.contacts)
    rate_parts = (
        row.counts.decided - own.counts.decided,
        row.counts.no_further_action - own.counts.no_further_action,
    )
    return [
        "c (too few to show)" if _is_few(*ratio_parts) else row.ratio_text,
        "c" if _is_few(*rate_parts, *ratio_parts) else words.rate(row.no_further_action_rate),
    ]


def _is_few(*parts: int) -> bool:
    return any(part in FEW for part in parts)
