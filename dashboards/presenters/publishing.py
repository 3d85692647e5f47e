"""How the months looked when they were published, and how they count now."""

from dashboards.measures.figures import Figures
from dashboards.presenters import words
from dashboards.presenters.parts import Section
from ehtrack.lib import numbers
from ehtrack.lib.tables import Column, Table

TITLE = "As published, and now"


def section(figures: Figures) -> Section:
    """The table, or a sentence that says why there is none: nobody should take its absence for "nothing changed"."""
    if figures.published:
        return Section(table=_table(figures), stacked=True)
    return Section(title=TITLE, text=_nothing(figures))


def _nothing(figures: Figures) -> str:
    question, since = figures.question, figures.published_since
    if question.group:
        return (
            "What was published is kept for the partnership and for each agency, and not for an organisation, "
            "because agencies move between organisations. Open the partnership or an agency to compare."
        )
    nothing = f"Nothing was published in ehtrack for {question.year}, so there is nothing to compare with"
    if since is None:
        return f"{nothing}: no monthly snapshot was taken yet."
    if since.first > question.as_of:
        return f"{nothing}: the monthly snapshot began later, with {since.name}."
    return f"{nothing}: no month up to {words.day(question.as_of)} is published. A month is published after its end."


def _table(figures: Figures) -> Table:
    """How each month looked when it was published, and how the same months count now: late records change history."""
    columns = [
        Column("month", "From 1 April to the end of"),
        Column("then", "S&Ns as published", "count"),
        Column("now", "S&Ns now", "count"),
        Column("changed", "Change"),
        Column("contacts_then", "Contacts as published", "count"),
        Column("contacts_now", "Contacts now", "count"),
    ]
    body = [
        [
            month.name,
            then.assessments,
            now.assessments,
            _changed(now.assessments - then.assessments),
            then.contacts,
            now.contacts,
        ]
        for month, then, now in figures.published
    ]
    return Table(f"{TITLE} (completed S&Ns)", columns, body)


def _changed(by: int) -> str:
    return f"{'+' if by > 0 else ''}{numbers.count(by)}" if by else "none"
