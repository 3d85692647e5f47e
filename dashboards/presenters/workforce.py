"""The page of staff trained, the Early Help Network and No Names Consultations: no table of zeros."""

from dashboards.measures.figures import Figures
from dashboards.presenters import consultation_tables, month_charts, tables, words
from dashboards.presenters.parts import Headline, Opener, Parts, Section
from ehtrack.lib import numbers


def empty(figures: Figures) -> str:
    """In place of a page of which nothing is recorded."""
    if figures.workforce_recorded.any or (_whole(figures) and _has_networks(figures)):
        return ""
    what = "course, network meeting or consultation" if _whole(figures) else "course and no consultation"
    return f"No {what} is recorded up to {_as_of(figures)}. Figures begin with the first, recorded here or imported."


def parts(figures: Figures, opened: Opener) -> Parts:
    recorded = figures.workforce_recorded
    return Parts(
        headlines=[
            *([_trained(figures, opened)] if recorded.training else []),
            *([_asked(figures, opened)] if recorded.consultations else []),
        ],
        sections=[
            Section(table=tables.training(figures, opened))
            if recorded.training
            else _none(figures, "Staff trained", "course"),
            *(_networks(figures, opened) if _whole(figures) else []),
            Section(table=consultation_tables.themes(figures))
            if recorded.consultations
            else _none(figures, "No Names Consultations", "consultation"),
        ],
        paged=consultation_tables.askers(figures)
        if recorded.consultations and figures.question.agency is None
        else None,
    )


def _trained(figures: Figures, opened: Opener) -> Headline:
    trained = figures.trained
    return Headline(
        numbers.count(trained.people),
        "Person trained" if trained.people == 1 else "People trained",
        f"{numbers.plural(trained.attendances, 'course')} completed",
        opened.href("trained"),
    )


def _asked(figures: Figures, opened: Opener) -> Headline:
    asked = figures.consulted.total
    noun = "No Names Consultation" if asked == 1 else "No Names Consultations"
    return Headline(numbers.count(asked), noun, href=opened.href("consultations"))


def _networks(figures: Figures, opened: Opener) -> list[Section]:
    if not _has_networks(figures):
        return [_none(figures, "Early Help Network", "meeting")]
    families, held = month_charts.network_families(figures), month_charts.network_meetings(figures)
    return [
        Section(chart=families.opening(opened, "network-families", "network-families-signal")),
        Section(chart=held.opening(opened, "network-meetings", "network-meetings-signal")),
        Section(table=tables.networks(figures)),
    ]


def _none(figures: Figures, title: str, what: str) -> Section:
    return Section(title=title, text=f"No {what} is recorded up to {_as_of(figures)}.")


def _as_of(figures: Figures) -> str:
    return words.day(figures.question.as_of)


def _whole(figures: Figures) -> bool:
    return figures.question.agency is None and figures.question.group is None


def _has_networks(figures: Figures) -> bool:
    return figures.network_meetings.since() is not None
