"""The pages of figures: one topic each, for an agency, an organisation or the partnership."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.http import urlencode

from dashboards.measures.figures import Figures
from dashboards.presenters import charts, consultation_tables, overview, tables, taf_tables, words
from dashboards.presenters.parts import Headline, Opener, Paged, Parts
from ehtrack.lib import numbers
from ehtrack.lib.components import Place

RAG_COLOURS = {"green": "green", "amber": "orange", "red": "red"}


@dataclass(frozen=True)
class Topic:
    """A page of figures. ``on_target``: the year's target is said above it."""

    key: str
    title: str
    build: Callable[[Figures, Opener], Parts]
    on_target: bool = False


def _contacts(figures: Figures, opened: Opener) -> Parts:
    counts, help_ = figures.counts, figures.contacts_and_early_help
    whole = figures.question.agency is None and figures.question.group is None
    return Parts(
        headlines=[
            Headline(numbers.count(counts.contacts), opened("contacts", _contact_noun(counts.contacts))),
            Headline(
                words.rate(figures.row.no_further_action_rate),
                opened("no-further-action", "Led to no further action"),
                f"{numbers.count(counts.no_further_action)} of {numbers.count(counts.decided)} decided contacts",
            ),
            Headline(
                numbers.count(counts.contacts - counts.decided),
                opened("undecided", "Not decided yet"),
                f"{numbers.count(figures.undecided_overdue)} overdue",
            ),
            Headline(
                numbers.count(help_.diverted),
                opened("diverted", "Diverted to early help"),
                f"of {numbers.count(counts.no_further_action)} with no further action",
            ),
        ],
        charts=[charts.contacts(figures).opening(opened, "contacts")],
        tables=[tables.contacts(figures, opened), *([tables.plans(figures, opened)] if whole else [])],
    )


def _contact_noun(number: int) -> str:
    return "MASH contact" if number == 1 else "MASH contacts"


def _tafs(figures: Figures, opened: Opener) -> Parts:
    found, meetings = figures.tafs, figures.meetings.total
    return Parts(
        headlines=[
            Headline(numbers.count(found.open), opened("open-tafs", "Open TAF" if found.open == 1 else "Open TAFs")),
            Headline(
                numbers.count(found.overdue),
                opened("overdue-tafs", "Overdue for review"),
                "no meeting for 56 days",
            ),
            Headline(
                numbers.percent(found.first_in_time, found.due_first) if found.due_first else "No data",
                opened("first-taf", "First TAF within 42 days"),
                f"{numbers.count(found.first_in_time)} of {numbers.count(found.due_first)}",
            ),
            Headline(
                numbers.count(meetings), opened("taf-meetings", "Meeting held" if meetings == 1 else "Meetings held")
            ),
        ],
        charts=[charts.meetings(figures).opening(opened, "taf-meetings")],
        tables=[taf_tables.tafs(figures, opened), taf_tables.meetings(figures), taf_tables.closures(figures)],
        paged=Paged("Who carries the TAFs", "agencies", taf_tables.carriers(figures), taf_tables.agencies),
    )


def _workforce(figures: Figures, opened: Opener) -> Parts:
    trained, asked = figures.trained, figures.consulted.total
    whole = figures.question.agency is None and figures.question.group is None
    return Parts(
        headlines=[
            Headline(
                numbers.count(trained.people),
                opened("trained", "Person trained" if trained.people == 1 else "People trained"),
                f"{numbers.plural(trained.attendances, 'course')} completed",
            ),
            Headline(
                numbers.count(asked),
                opened("consultations", "No Names Consultation" if asked == 1 else "No Names Consultations"),
            ),
        ],
        tables=[
            tables.training(figures, opened),
            *([tables.networks(figures)] if whole else []),
            consultation_tables.themes(figures),
        ],
        paged=consultation_tables.askers(figures) if figures.question.agency is None else None,
    )


TOPICS = [
    Topic("", "S&Ns and MASH contacts", overview.parts, on_target=True),
    Topic("contacts", "MASH contacts and early help", _contacts),
    Topic("tafs", "Teams Around the Family", _tafs),
    Topic("workforce", "Training and networks", _workforce),
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
    internal: str = words.INTERNAL


def topic(key: str | None) -> Topic:
    """The topic of an address; what is not known is the first."""
    return next((one for one in TOPICS if one.key == key), TOPICS[0])


def page(figures: Figures, opened: Opener, shown: Topic) -> FiguresPage:
    question, progress = figures.question, figures.progress if shown.on_target else None
    target = {}
    if progress:
        target = {
            "target_note": words.target(progress.target, question),
            "gap": progress.gap_text or "",
            "gap_colour": RAG_COLOURS[progress.rag] if progress.rag else "",
        }
    return FiguresPage(
        title=f"{words.subject(question)}: {shown.title}",
        period=f"{words.period(question)}, {words.BASES[question.basis]}",
        places=_places(opened, shown),
        parts=shown.build(figures, opened),
        basis_note=words.BASIS_NOTES[question.basis],
        **target,
    )


def _places(opened: Opener, shown: Topic) -> list[Place]:
    def address(key: str) -> str:
        return f"?{urlencode({**opened.page_address, **({'topic': key} if key else {})})}"

    return [Place(one.title, address(one.key), one is shown) for one in TOPICS]
