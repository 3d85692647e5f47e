"""An import as finished words: what it is, how far it is, what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agencies.models import ImportJob, ImportState
from agencies.policy import Permission
from agencies.scope import Scope
from ehtrack.imports import templates as templates_of
from ehtrack.imports.kinds import LABELS, columns_of, kinds_for
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.importing import columns
from ehtrack.lib.numbers import count, percent, plural
from ehtrack.lib.tables import Column, Table
from ehtrack.lib.wording import within_a_sentence

PROBLEM_COLUMNS = [
    Column("line", "Line", "count"),
    Column("column", "Column"),
    Column("value", "What it says"),
    Column("cure", "What would be right"),
]
JOB_COLUMNS = [
    Column("at", "Asked for"),
    Column("kind", "What"),
    Column("file", "File"),
    Column("status", "Status"),
    Column("counts", "Result"),
]
COUNTS = (("created", "Created"), ("updated", "Updated"), ("unchanged", "Unchanged"), ("rejected", "Rejected rows"))
WOULD_BE = {"created": "Would be created", "updated": "Would be updated", "unchanged": "Would stay unchanged"}

HELP_COLUMNS = [
    Column("column", "Column"),
    Column("needed", "Needed?"),
    Column("means", "What it holds"),
    Column("format", "How to write it"),
    Column("example", "Example"),
]


@dataclass(frozen=True)
class KindHelp:
    title: str
    table: Table
    templates: list[SafeString]


@dataclass(frozen=True)
class ImportPage:
    is_over: bool
    headline: str
    outcome: str
    progress: str
    status: str
    summary: list[SummaryRow]
    problems: Table | None
    problems_note: str
    warnings: Table | None
    warnings_note: str
    rejected_url: str


def page(job: ImportJob, *, has_rejected_rows: bool) -> ImportPage:
    result = job.result
    return ImportPage(
        is_over=job.is_over,
        headline=f"Import of {within_a_sentence(LABELS[job.kind])}",
        outcome=outcome(job),
        progress=progress(job),
        status=status_tag(job),
        summary=_summary(job),
        problems=_table("Problems", result.get("problems", [])),
        problems_note=_note(result, "problem"),
        warnings=_table("Warnings", result.get("warnings", [])),
        warnings_note=_note(result, "warning"),
        rejected_url=reverse("import_rejected", args=[job.pk]) if has_rejected_rows else "",
    )


def outcome(job: ImportJob) -> str:
    result = job.result
    if job.state == ImportState.FAILED:
        return job.fault
    if not job.is_over:
        return ""
    if result["problem_count"]:
        return f"Nothing was imported: the file has {plural(result['problem_count'], 'problem')}."
    if _has_no_rows(job):
        return "Nothing was imported: the file has no rows below its headings."
    if job.check_only:
        return "The file is in order. Nothing was imported: this was a check."
    return "Everything in the file was accepted."


def progress(job: ImportJob) -> str:
    if job.state == ImportState.WAITING:
        return "Waiting to start."
    left = job.seconds_left
    told = f", about {plural(max(left, 1), 'second')} left" if left is not None else ""
    return f"{plural(job.rows_done, 'row')} read, {percent(job.share)} done{told}."


def status_tag(job: ImportJob) -> str:
    if not job.is_over:
        return tag_html(job.get_state_display(), "blue")
    if job.state == ImportState.FAILED or job.result["problem_count"]:
        return tag_html("Rejected" if job.state == ImportState.DONE else "Stopped", "red")
    if _has_no_rows(job):
        return tag_html("No rows", "grey")
    return tag_html("Checked", "grey") if job.check_only else tag_html("Imported", "green")


def _has_no_rows(job: ImportJob) -> bool:
    return not any(job.result[key] for key, _ in COUNTS)


def jobs_table(jobs: Iterable[ImportJob]) -> Table:
    return Table("Your imports", JOB_COLUMNS, [_job_row(job) for job in jobs])


def kind_helps(scope: Scope) -> list[KindHelp]:
    """For each kind its columns as they are declared, and an empty file to fill in."""
    helps = []
    for kind in kinds_for(scope):
        what = within_a_sentence(LABELS[kind])
        rows = [_column_row(column) for column in columns_of(scope, kind)]
        templates = [
            link(f"Empty {ending.upper()} file for {what}", reverse("import_template", args=[kind, ending]))
            for ending in templates_of.ENDINGS
        ]
        helps.append(KindHelp(f"Columns for {what}", Table("", HELP_COLUMNS, rows), templates))
    return helps


def _column_row(column: columns.Column) -> list[str]:
    return [column.name, "Yes" if column.required else "No", column.means, column.format.words, column.shown]


def codes_note(scope: Scope) -> SafeString:
    """Where the codes of agencies stand, as far as this person may see them."""
    if scope.may(Permission.MANAGE_AGENCIES):
        return format_html("The codes of agencies stand in the {}.", link("list of agencies", reverse("agency_list")))
    return format_html(
        "Agencies are named by their codes. Yours is {}. Ask the Trust Board for those of others.",
        scope.agency_code,
    )


def _job_row(job: ImportJob) -> list[str]:
    said = [_counted(job, key, within_a_sentence(label)) for key, label in _labels(job) if job.result.get(key)]
    return [
        link(_when(job), reverse("import_detail", args=[job.pk])),
        LABELS[job.kind],
        format_html('<span class="eh-anywhere">{}</span>', job.file_name),
        status_tag(job),
        ", ".join(said),
    ]


def _labels(job: ImportJob) -> list[tuple[str, str]]:
    """A check changes nothing."""
    return [(key, WOULD_BE.get(key, label) if job.check_only else label) for key, label in COUNTS]


def _counted(job: ImportJob, key: str, label: str) -> str:
    number = job.result[key]
    return plural(number, "rejected row") if key == "rejected" else f"{count(number)} {label}"


def _summary(job: ImportJob) -> list[SummaryRow]:
    rows = [SummaryRow("File", job.file_name), SummaryRow("Asked for", _when(job))]
    if job.state == ImportState.DONE:
        rows += [SummaryRow(label, count(job.result[key])) for key, label in _labels(job)]
    return rows


def _when(job: ImportJob) -> str:
    return date_format(timezone.localtime(job.recorded_at), "j F Y, H:i")


def _table(title: str, listed: list[list[Any]]) -> Table | None:
    return Table(title, PROBLEM_COLUMNS, listed) if listed else None


def _note(result: dict[str, Any], noun: str) -> str:
    total, shown = result.get(f"{noun}_count", 0), len(result.get(f"{noun}s", []))
    return f"The first {count(shown)} of {plural(total, noun)}." if total > shown and shown else ""
