"""The figures' part of the home page."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from agencies.panels import Action, Line, Panel
from agencies.policy import Permission
from agencies.scope import Scope
from agencies.selectors import agencies
from dashboards import jobs, return_panels
from dashboards.measures import remembered
from dashboards.measures.asking import question
from dashboards.measures.figures import Figures, one_snapshot
from dashboards.models.job import JobState
from dashboards.presenters import words
from dashboards.presenters.parts import Opener
from ehtrack.lib import numbers

FROM_HOME = {"from": "home"}
TROUBLE = {JobState.FAILED, JobState.ALARM}


def panels(scope: Scope, today: date) -> list[Panel]:
    found: list[Panel] = []
    if scope.may(Permission.SEE_PARTNERSHIP_FIGURES):
        found.append(_partnership(today))
    if scope.may(Permission.SEE_AGENCY_FIGURES):
        found.append(_agency(scope, today))
    if scope.may(Permission.SEE_JOBS):
        found.append(_jobs())
    return found + return_panels.panels(scope, today)


def _partnership(today: date) -> Panel:
    with one_snapshot():
        lines = _lines(
            remembered.figures(question(today=today), now=timezone.now()),
            Opener("explain_figure", {}, origin=FROM_HOME),
        )
    published = Action("Publications", reverse("publication_list"))
    export = Action("Export figures", reverse("export_partnership"))
    more = Line("All figures", reverse("partnership_figures"))
    return Panel("The partnership's figures", lines, actions=(export, published), more=more, position=20)


def _agency(scope: Scope, today: date) -> Panel:
    with one_snapshot():
        asked = question(today=today, agency=agencies.own(scope))
        lines = _lines(
            remembered.figures(asked, now=timezone.now()), Opener("explain_own_figure", {}, origin=FROM_HOME)
        )
    export = Action("Export figures", reverse("export_agency"))
    more = Line("All figures", reverse("agency_figures"))
    return Panel("Your agency's figures", lines, actions=(export,), more=more, position=30)


def _lines(figures: Figures, opened: Opener) -> tuple[Line, ...]:
    """Each line opens to where its own figure comes from."""
    progress, asked = figures.progress, figures.question
    counted = f"{numbers.plural(progress.actual, 'S&N')} in {asked.year} to {words.day(asked.as_of)}"
    colour = words.RAG_COLOURS[progress.rag] if progress.rag else ""
    return (
        Line(counted, opened.href("projection"), tag=progress.gap_text or "", colour=colour),
        Line(figures.row.ratio_text, opened.href("ratio")),
        Line(_decided(figures), opened.href("no-further-action")),
    )


def _decided(figures: Figures) -> str:
    rate = figures.row.no_further_action_rate
    if rate is None:
        return "No MASH contact is decided yet"
    return f"{words.rate(rate)} of decided contacts led to no further action"


def _jobs() -> Panel:
    runs = jobs.last_runs()
    failed = [job for job, run in runs if run and run.state in TROUBLE]
    waiting = [job for job, run in runs if run is None]
    lines = [Line(job.what, reverse("job_list"), tag="Look at this", colour="red") for job in failed]
    if waiting:
        told = numbers.plural(len(waiting), "job has", "jobs have")
        lines.append(
            Line(f"{told} not run yet", reverse("job_list"), note="Those of the night run for the first time tonight.")
        )
    more = Line("All jobs", reverse("job_list"))
    ended_well = "Every job ended well when it last ran."
    return Panel("Jobs", tuple(lines), empty=ended_well, more=more, position=10 if failed else 90)
