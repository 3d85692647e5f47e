"""The pages of figures: one topic each, for an agency, an organisation or the partnership."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.http import urlencode

from dashboards.measures.figures import Figures
from dashboards.models import Kind
from dashboards.presenters import (
    consistency,
    month_charts,
    overview,
    tables,
    taf_tables,
    targets,
    words,
    workforce,
)
from dashboards.presenters.charts import Chart
from dashboards.presenters.parts import Headline, Opener, Paged, Parts, Section
from ehtrack.lib import numbers
from ehtrack.lib.components import Place


def _nothing(figures: Figures) -> str:
    return ""


@dataclass(frozen=True)
class Topic:
    """A page of figures. ``on_target``: the year's target is said above it. ``empty``: what is said in its place where
    nothing that it tells of is recorded. ``kind``: of its target too. ``across``: it compares single agencies, so that
    it is on no agency's own page."""

    key: str
    title: str
    build: Callable[[Figures, Opener], Parts]
    on_target: bool = False
    empty: Callable[[Figures], str] = _nothing
    kind: Kind | None = None
    across: bool = False


def _contacts(figures: Figures, opened: Opener) -> Parts:
    whole = figures.question.agency is None and figures.question.group is None
    by_organisation = [
        Section(table=tables.outcomes([*figures.groups, figures.partnership], opened.of_group), stacked=True),
        Section(table=tables.plans(figures, opened)),
    ]
    return Parts(
        headlines=_contact_headlines(figures, opened),
        sections=[
            Section(chart=month_charts.contacts(figures).opening(opened, "contacts", "contacts-signal")),
            Section(chart=_no_further_action(figures, opened)),
            Section(table=tables.contacts(figures, opened)),
            *(by_organisation if whole else []),
        ],
    )


def _no_further_action(figures: Figures, opened: Opener) -> Chart:
    chart = month_charts.no_further_action(figures)
    return chart.opening(opened, "no-further-action", "no-further-action-signal")


def _contact_headlines(figures: Figures, opened: Opener) -> list[Headline]:
    counts, help_ = figures.counts, figures.contacts_and_early_help
    young = help_.not_yet_complete
    of_none = f"of {numbers.plural(counts.no_further_action, 'contact')} with no further action"
    return [
        Headline(numbers.count(counts.contacts), _contact_noun(counts.contacts), href=opened.href("contacts")),
        Headline(
            words.rate(figures.row.no_further_action_rate),
            "Led to no further action",
            f"{numbers.count(counts.no_further_action)} of {numbers.count(counts.decided)} decided contacts",
            opened.href("no-further-action"),
        ),
        Headline(
            numbers.count(counts.contacts - counts.decided),
            "Not decided yet",
            f"{numbers.count(figures.undecided_overdue)} overdue",
            opened.href("undecided"),
        ),
        Headline(
            numbers.count(help_.diverted),
            "Diverted to early help",
            f"{of_none}. {tables.not_yet_complete(young)}" if young else of_none,
            opened.href("diverted"),
        ),
    ]


def _contact_noun(number: int) -> str:
    return "MASH contact" if number == 1 else "MASH contacts"


def _tafs(figures: Figures, opened: Opener) -> Parts:
    found, meetings = figures.tafs, figures.meetings.total
    return Parts(
        headlines=[
            Headline(
                numbers.count(found.open),
                "Open TAF" if found.open == 1 else "Open TAFs",
                href=opened.href("open-tafs"),
            ),
            Headline(
                numbers.count(found.overdue),
                "Overdue for review",
                "no meeting for 56 days",
                opened.href("overdue-tafs"),
            ),
            Headline(
                numbers.percent(found.first_in_time, found.due_first) if found.due_first else "No data",
                "First TAF within 42 days",
                f"{numbers.count(found.first_in_time)} of {numbers.count(found.due_first)}",
                opened.href("first-taf"),
            ),
            Headline(
                numbers.count(meetings),
                "Meeting held" if meetings == 1 else "Meetings held",
                href=opened.href("taf-meetings"),
            ),
        ],
        sections=[
            Section(chart=month_charts.meetings(figures).opening(opened, "taf-meetings", "taf-meetings-signal")),
            Section(table=taf_tables.tafs(figures, opened)),
            Section(table=taf_tables.meetings(figures)),
            Section(table=taf_tables.closures(figures)),
        ],
        paged=Paged("Who carries the TAFs", "agencies", taf_tables.carriers(figures), taf_tables.agencies),
    )


def _empty(figures: Figures) -> str:
    """In place of figures: 0 S&Ns and 100% below target would be read as what was done."""
    if figures.nothing_recorded:
        return "No S&N and no MASH contact is recorded yet. Figures begin with the first, recorded here or imported."
    since = figures.before_records
    up_to = words.day(figures.question.as_of)
    return f"{words.begins(since)}. There is nothing to count up to {up_to}." if since else ""


FIRST = "overview"  # the first topic, where its empty key would read as none
TOPICS = [
    Topic("", "S&Ns and MASH contacts", overview.parts, on_target=True, empty=_empty),
    Topic("contacts", "MASH contacts and early help", _contacts, empty=_empty, kind=Kind.RED_IN_TIME),
    Topic("tafs", "Teams Around the Family", _tafs, empty=_empty),
    Topic("workforce", "Training and networks", workforce.parts, empty=workforce.empty, kind=Kind.TRAINED),
    Topic("consistency", "Consistency", consistency.parts, empty=_empty, across=True),
]


@dataclass(frozen=True)
class FiguresPage:
    """Finished words for one page. ``places``: the topics beside it."""

    title: str
    period: str
    places: list[Place]
    parts: Parts
    basis_note: str
    target_note: str = ""
    gap: str = ""
    gap_colour: str = ""
    abbreviations: str = words.ABBREVIATIONS
    internal: str = words.INTERNAL


def topic(key: str | None, *, of_one: bool = False) -> Topic:
    """The topic of an address; what is not known, or not for the page ``of_one`` agency, is the first."""
    return next((one for one in _topics(of_one) if one.key == key), TOPICS[0])


def _topics(of_one: bool) -> list[Topic]:
    return [one for one in TOPICS if not (of_one and one.across)]


def page(figures: Figures, opened: Opener, shown: Topic) -> FiguresPage:
    question, progress = figures.question, figures.progress if shown.on_target else None
    empty = shown.empty(figures)
    target = {}
    if progress and not empty:
        target = {
            "target_note": words.target(figures) if progress.target or Kind.ASSESSMENTS in figures.agreed_later else "",
            "gap": progress.gap_text or "",
            "gap_colour": words.RAG_COLOURS[progress.rag] if progress.rag else "",
        }
    if shown.kind and not empty:
        target = _of_kind(shown.kind, figures)
    return FiguresPage(
        title=f"{words.subject(question)}: {shown.title}",
        period=f"{words.period(question)}, {words.BASES[question.basis]}",
        places=_places(opened, shown, of_one=question.agency is not None),
        parts=Parts(in_words=empty) if empty else shown.build(figures, opened),
        basis_note=words.BASIS_NOTES[question.basis],
        **target,
    )


def _of_kind(kind: Kind, figures: Figures) -> dict[str, str]:
    """The target of another kind, beside the figure that it is of."""
    attained = figures.attained.get(kind)
    return {
        "target_note": targets.note(attained, kind, figures),
        "gap": (attained and attained.gap_text) or "",
        "gap_colour": words.RAG_COLOURS[attained.rag] if attained and attained.rag else "",
    }


def _places(opened: Opener, shown: Topic, *, of_one: bool) -> list[Place]:
    def address(key: str) -> str:
        return f"?{urlencode({**opened.page_address, **({'topic': key} if key else {})})}"

    return [Place(one.title, address(one.key), one is shown) for one in _topics(of_one)]


def orders(paged: Paged, sort: str | None, kept: dict[str, str]) -> list[Place]:
    """Links that sort the list; everything else of the address stays."""
    chosen = paged.order(sort)
    return [Place(one.text, f"?{urlencode({**kept, 'sort': one.key})}#rows", one is chosen) for one in paged.orders]
