"""The figures pages: of an agency for its lead, of a group or the partnership for the Trust Board."""

from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.http import urlencode

from dashboards import rollup
from dashboards.counts import Counts
from dashboards.measures.figures import Figures
from dashboards.measures.ratio import ratio_text
from dashboards.measures.rows import Row
from dashboards.presenters import charts, tables, taf_tables, words
from dashboards.presenters.charts import Chart
from ehtrack.lib import components, numbers
from ehtrack.lib.calendar import Month
from ehtrack.lib.tables import Column, Table

RAG_COLOURS = {"green": "green", "amber": "orange", "red": "red"}
FEW = range(1, 5)


@dataclass(frozen=True)
class Opener:
    """Links each figure to the page that explains it; ``address`` is the question as it stands in the address."""

    view: str
    address: dict[str, str]

    def __call__(self, measure: str, text: str, **more: str) -> str:
        return components.link(text, f"{reverse(self.view, args=[measure])}?{urlencode({**self.address, **more})}")

    def of_group(self, row: Row, measure: str, text: str) -> str:
        return self(measure, text, group=row.code)

    def of_agency(self, row: Row, measure: str, text: str) -> str:
        return self(measure, text, agency=row.code)


@dataclass(frozen=True)
class Headline:
    """One large number, what it is, and what to make of it."""

    number: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class FiguresPage:
    title: str
    period: str
    basis_note: str
    target_note: str
    gap: str
    gap_colour: str
    in_words: str
    what_if: str
    headlines: list[Headline]
    charts: list[Chart]
    tables: list[Table]
    internal: str = words.INTERNAL


def agency_page(figures: Figures, opened: Opener) -> FiguresPage:
    """For an agency: its target, its ratio in words, its contacts and TAFs, group and partnership beside it."""
    return _page(
        figures,
        opened,
        tables=[*_own_tables(figures, opened), _beside(figures), tables.training(figures, opened)],
    )


def partnership_page(figures: Figures, opened: Opener) -> FiguresPage:
    """For the partnership: the papers' table, each organisation opening to its agencies."""

    def agencies(row: Row) -> str:
        query = urlencode({**opened.address, "group": row.code})
        return components.link(row.name, f"{reverse('partnership_figures')}?{query}")

    papers = tables.papers(figures.groups, agencies)
    by_organisation = charts.organisations(
        figures.groups, key="organisations", title="Organisations between S&Ns and MASH contacts", table=papers
    )
    numbers_behind = tables.organisations(
        [*figures.groups, figures.partnership],
        title="The numbers behind it",
        first="Organisation",
        name=lambda row: agencies(row) if row.code else row.name,
        opened=opened.of_group,
    )
    more = [tables.plans(figures, opened), tables.training(figures, opened), tables.networks(figures)]
    own = _own_tables(figures, opened)
    return _page(figures, opened, first_charts=[by_organisation], tables=[numbers_behind, *own, *more])


def group_page(figures: Figures, opened: Opener) -> FiguresPage:
    """For one organisation of the papers; its agencies are a paged list below."""
    return _page(figures, opened, tables=[*_own_tables(figures, opened), tables.training(figures, opened)])


def _own_tables(figures: Figures, opened: Opener) -> list[Table]:
    own = [tables.progress(figures, opened), tables.contacts(figures, opened), *taf_tables.all_of(figures, opened)]
    return [*own, tables.published(figures)] if figures.published else own


def agencies_of(figures: Figures) -> list[Row]:
    """The agencies of the question's group; those with most activity first, then by name."""
    group = figures.question.group
    rows = [row for row in figures.agencies if group is None or row.group == group.code]
    return sorted(rows, key=lambda row: (-(row.assessments + row.counts.contacts), row.name))


def agencies_table(rows: list[Row], opened: Opener) -> Table:
    kept = Opener(opened.view, {key: value for key, value in opened.address.items() if key != "group"})

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


def _page(
    figures: Figures, opened: Opener, *, tables: list[Table], first_charts: list[Chart] | None = None
) -> FiguresPage:
    question, progress = figures.question, figures.progress
    own = [charts.cumulative(figures), charts.monthly(figures, so_far(figures)), charts.quarters(figures)]
    return FiguresPage(
        title=f"{words.subject(question)}: S&Ns and MASH contacts",
        period=f"{words.period(question)}, {words.BASES[question.basis]}",
        basis_note=words.BASIS_NOTES[question.basis],
        target_note=words.target(progress.target, question),
        gap=progress.gap_text or "",
        gap_colour=RAG_COLOURS[progress.rag] if progress.rag else "",
        in_words=in_words(figures),
        what_if=what_if(figures) if question.agency else "",
        headlines=headlines(figures, opened),
        charts=[*(first_charts or []), *own],
        tables=tables,
    )


def headlines(figures: Figures, opened: Opener) -> list[Headline]:
    counts, basis, progress = figures.counts, figures.question.basis, figures.progress
    counted = counts.counted(basis)
    undecided = counts.contacts - counts.decided
    decided_note = f"{numbers.count(counts.no_further_action)} of {numbers.count(counts.decided)} decided contacts"
    tafs = figures.tafs
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
        Headline(
            numbers.count(tafs.open),
            opened("open-tafs", "Open TAF" if tafs.open == 1 else "Open TAFs"),
            f"{numbers.count(tafs.overdue)} with no meeting for 56 days" if tafs.overdue else "none overdue for review",
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
