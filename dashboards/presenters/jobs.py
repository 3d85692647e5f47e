"""The scheduled jobs and how each last ended."""

from django.utils.timesince import timesince

from dashboards.jobs import Job
from dashboards.models import JobRun
from dashboards.models.job import JobState
from ehtrack.lib import components
from ehtrack.lib.tables import Column, Table

COLOURS = {JobState.DONE: "green", JobState.RUNNING: "blue", JobState.FAILED: "red", JobState.ALARM: "red"}
WORDS = {
    "recounted": "Months recounted",
    "written": "Rows published",
    "differences": "Differences found",
    "altered": "Signed returns that were changed",
    "sealed": "Rows sealed",
    "found": "Items found",
    "warned": "People warned",
    "ended": "Accounts ended",
    "opened": "returns opened",
    "sent": "reminders sent",
    "why": "Why",
}


def table(runs: list[tuple[Job, JobRun | None]]) -> Table:
    columns = [
        Column("what", "Job"),
        Column("when", "Runs"),
        Column("last", "Last run", "date"),
        Column("state", "How it ended"),
        Column("detail", "Result"),
    ]
    return Table("Jobs", columns, [_row(job, run) for job, run in runs])


def _row(job: Job, run: JobRun | None) -> list[object]:
    if run is None:
        return [job.what, job.when, "Not yet", components.tag_html("Not run yet", "grey"), ""]
    state = components.tag_html(run.get_state_display(), COLOURS[JobState(run.state)])
    return [job.what, job.when, run.started_at, state, _result(run)]


def _result(run: JobRun) -> str:
    told = [f"{words}: {run.detail[key]}" for key, words in WORDS.items() if key in run.detail]
    if run.finished_at:
        took = (run.finished_at - run.started_at).total_seconds()
        told.append(f"took {timesince(run.started_at, run.finished_at) if took >= 60 else f'{took:.1f} seconds'}")
    return ", ".join(told)
