"""An export as finished words: what it is, how far it is, where its file is."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from agencies.models import ExportFormat, ExportJob, ExportState
from agencies.scope import Scope
from assessments.exports.kinds import ExportKind
from assessments.exports.registry import KINDS
from ehtrack.exports import words
from ehtrack.exports.jobs import KEPT
from ehtrack.exports.sizes import Size
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.numbers import count, percent, plural
from ehtrack.lib.tables import Column, Table

FORGOTTEN = f"The file was deleted {KEPT.days} days after it was made."


@dataclass(frozen=True)
class ExportPage:
    is_over: bool
    headline: str
    status: str
    progress: str
    outcome: str
    summary: list[SummaryRow]
    file_url: str


def page(job: ExportJob, scope: Scope, *, has_file: bool) -> ExportPage:
    return ExportPage(
        is_over=job.is_over,
        headline=_headline(job),
        status=status_tag(job),
        progress=progress(job),
        outcome=outcome(job),
        summary=_summary(job, scope),
        file_url=reverse("export_file", args=[job.pk]) if has_file else "",
    )


def asking(kind: ExportKind, scope: Scope, query: QueryDict, search: str, size: Size) -> list[SummaryRow]:
    """What the file will hold, before it is asked for."""
    return [
        SummaryRow("Holds", words.size_told(kind, size)),
        SummaryRow("Filters", words.filters(kind, scope, query, search)),
        SummaryRow("Use", words.INTERNAL),
        SummaryRow("Columns", ", ".join(column.name for column in kind.columns)),
    ]


def progress(job: ExportJob) -> str:
    if job.state == ExportState.WAITING:
        return "Waiting to start."
    left = f", about {plural(max(job.seconds_left, 1), 'second')} left" if job.seconds_left is not None else ""
    done = percent(job.rows_done, job.rows) if job.rows else "0%"
    return f"{count(job.rows_done)} of {plural(job.rows, 'row')} written, {done} done{left}."


def outcome(job: ExportJob) -> str:
    if job.state == ExportState.FAILED:
        return job.fault
    if job.forgotten_at:
        return FORGOTTEN
    return f"The file has {plural(job.rows, 'row')}, as many as were counted in the same moment."


def status_tag(job: ExportJob) -> str:
    if not job.is_over:
        return tag_html(job.get_state_display(), "blue")
    if job.state == ExportState.FAILED:
        return tag_html("Stopped", "red")
    return tag_html("Deleted", "grey") if job.forgotten_at else tag_html("Ready", "green")


def jobs_table(jobs: Iterable[ExportJob]) -> Table:
    columns = [
        Column("at", "Asked for"),
        Column("kind", "What"),
        Column("format", "File"),
        Column("rows", "Rows", "count"),
        Column("status", "Status"),
    ]
    return Table("Your exports", columns, [_job_row(job) for job in jobs])


def _job_row(job: ExportJob) -> list[str | int]:
    return [
        link(words.moment(job.recorded_at), reverse("export_detail", args=[job.pk])),
        KINDS[job.kind].title,
        job.get_format_display(),
        job.rows,
        status_tag(job),
    ]


def _headline(job: ExportJob) -> str:
    return f"Export of {KINDS[job.kind].title}"


def _summary(job: ExportJob, scope: Scope) -> list[SummaryRow]:
    kind = KINDS[job.kind]
    return [
        SummaryRow("Holds", words.size_told(kind, Size(job.records, job.rows))),
        SummaryRow("Filters", words.filters(kind, scope, QueryDict(job.query), job.search)),
        SummaryRow("File", ExportFormat(job.format).label),
        SummaryRow("Asked for", words.moment(job.recorded_at)),
        SummaryRow("Use", words.INTERNAL),
    ]
