"""S&Ns as finished words for list, page, task list, check and history."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from agencies.scope import Scope
from assessments import lifecycle, sections
from assessments.lifecycle import AssessmentMove
from assessments.models import Assessment, Child, Event, Meeting
from assessments.models.assessment import AssessmentStatus, ClosureReason, Consent, Domain
from assessments.presenters import answers, words
from assessments.presenters.answers import Card
from assessments.presenters.meetings import meetings_table
from assessments.selectors.history import Change, Correction
from ehtrack.lib.components import SummaryRow, TimelineItem, link, tag_html
from ehtrack.lib.tables import Column, Table

BREAK = SafeString("<br>")
STATUS_COLOURS = {
    AssessmentStatus.DRAFT: "grey",
    AssessmentStatus.COMPLETED: "green",
    AssessmentStatus.CLOSED: "blue",
    AssessmentStatus.WITHDRAWN: "red",
}


def status_tag(assessment: Assessment) -> SafeString:
    status = AssessmentStatus(assessment.status)
    return tag_html(str(status.label), STATUS_COLOURS[status])


def tags(assessment: Assessment) -> SafeString:
    shown = [status_tag(assessment)]
    if assessment.shared_on:
        shown.append(tag_html("Shared", "teal"))
    if assessment.consent == Consent.NO:
        shown.append(tag_html("Family did not agree", "orange"))
    if assessment.pilot_id:
        shown.append(tag_html("Pilot", "purple"))
    return format_html_join(" ", "{}", ((one,) for one in shown))


def list_table(rows: Iterable[Assessment], scope: Scope, *, agency: bool) -> Table:
    """``agency``: with the one that wrote it."""
    columns = [
        Column("children", "Children"),
        Column("reference", "Reference"),
        *([Column("agency", "Agency")] if agency else []),
        Column("status", "Status"),
        Column("completed", "Completed"),
        Column("shared", "Shared"),
        Column("lead", "Led by"),
    ]
    return Table("Strengths & Needs assessments", columns, [_list_row(row, scope, agency) for row in rows])


def _list_row(row: Assessment, scope: Scope, agency: bool) -> list[str | SafeString]:
    lead = row.lead_professional.name if row.lead_professional else row.lead_professional_name
    return [
        link(words.children_of(row), reverse("assessment_detail", args=[row.pk])),
        row.reference,
        *([words.agency(row.agency, scope)] if agency else []),
        status_tag(row),
        words.short_day(row.completed_on) or "Not completed",
        words.short_day(row.shared_on) or "Not shared",
        lead or words.agency(row.agency, scope),
    ]


def drafts_table(rows: Iterable[Assessment], today: date) -> Table:
    columns = [
        Column("reference", "Reference"),
        Column("author", "Author"),
        Column("started", "Started"),
        Column("age", "Age"),
        Column("reassign", "Reassign"),
    ]
    return Table(
        "Drafts",
        columns,
        [
            [
                row.reference,
                words.author(row),
                words.short_day(row.started_on),
                words.days_ago(row.started_on, today) if row.started_on else "",
                link("Reassign", reverse("assessment_reassign", args=[row.pk]), hidden=row.reference),
            ]
            for row in rows
        ],
    )


@dataclass(frozen=True)
class Task:
    title: str
    href: str
    status: SafeString | str
    hint: str


def tasks(assessment: Assessment, domains_answered: int) -> list[Task]:
    """The pages of the draft, each with how far it is."""
    missing = sections.missing(assessment, domains_answered)
    children = Task(
        "Children",
        reverse("assessment_children", args=[assessment.pk]),
        "Completed",
        words.children_of(assessment),
    )
    return [children, *(_task(assessment, one, missing.get(one, []), domains_answered) for one in sections.FORM)]


def _task(assessment: Assessment, section: sections.Section, missing: list[str], domains_answered: int) -> Task:
    started = bool(domains_answered) if section is sections.DOMAINS else section.is_started(assessment)
    if not missing:
        status: SafeString | str = "Completed"
    else:
        status = tag_html("In progress", "teal") if started else tag_html("Not started", "blue")
    hint = f"{domains_answered} of {len(Domain)} domains answered" if section is sections.DOMAINS and started else ""
    return Task(section.title, reverse("assessment_section", args=[assessment.pk, section.key]), status, hint)


def no_draft_any_more(assessment: Assessment, *, sent: bool) -> str:
    """To whoever comes back to a step of writing it; ``sent``: with answers, which are not saved."""
    done = f"completed on {words.day(assessment.completed_on)}"
    if assessment.status == AssessmentStatus.WITHDRAWN:
        done = "withdrawn"
    return f"This S&N was {done}. {'What you sent now was not saved' if sent else 'You can read it here'}"


@dataclass(frozen=True)
class Action:
    text: str
    href: str
    variant: str = "secondary"


ACTIONS: Sequence[tuple[AssessmentMove, str, str]] = (
    (AssessmentMove.SHARE, "Share with the council", "assessment_share"),
    (AssessmentMove.CLOSE, "Close", "assessment_close"),
    (AssessmentMove.REOPEN, "Open again", "assessment_reopen"),
    (AssessmentMove.WITHDRAW, "Withdraw", "assessment_withdraw"),
)


def actions(assessment: Assessment, *, may_change: bool, may_meet: bool) -> list[Action]:
    """What may be done next, the likeliest first and green."""
    open_moves = lifecycle.allowed(lifecycle.ASSESSMENT, assessment.status)
    offered: list[Action] = []
    if may_meet and AssessmentMove.CLOSE in open_moves:
        offered.append(Action("Plan a TAF meeting", reverse("meeting_plan", args=[assessment.pk])))
    for move, text, view in ACTIONS if may_change else ():
        if move in open_moves and not (move == AssessmentMove.SHARE and assessment.shared_on):
            offered.append(Action(text, reverse(view, args=[assessment.pk])))
    offered.sort(key=lambda action: action.text != "Share with the council")
    return [Action(one.text, one.href, "secondary" if number else "") for number, one in enumerate(offered)]


@dataclass(frozen=True)
class Detail:
    """Everything of an S&N at a glance."""

    title: str
    tags: SafeString
    notices: list[str]
    summary: list[SummaryRow]
    cards: list[Card]
    meetings: Table
    actions: list[Action]
    history_url: str


def detail(
    assessment: Assessment,
    meetings: Iterable[Meeting],
    *,
    may_change: bool,
    may_meet: bool,
    openable: Collection[UUID] = (),
    contact: str = "",
) -> Detail:
    """``openable``: the children whose own page the person may open. ``contact``: whom to ring while it is open."""
    correctable = may_change and AssessmentMove.CORRECT in lifecycle.allowed(lifecycle.ASSESSMENT, assessment.status)
    return Detail(
        title=words.children_of(assessment),
        tags=tags(assessment),
        notices=_notices(assessment),
        summary=_summary(assessment, openable, contact, correctable=correctable),
        cards=answers.cards(assessment, view="assessment_correct" if correctable else "", verb="Correct"),
        meetings=meetings_table(meetings),
        actions=actions(assessment, may_change=may_change, may_meet=may_meet),
        history_url=reverse("assessment_history", args=[assessment.pk]),
    )


def _notices(assessment: Assessment) -> list[str]:
    found = [text for text in [words.not_to_share(assessment)] if text]
    if assessment.status == AssessmentStatus.WITHDRAWN:
        found.append(f"Withdrawn as entered in error. It is never counted. Reason: {assessment.withdrawn_reason}")
    return found


def _children(assessment: Assessment, openable: Collection[UUID]) -> SafeString:
    """A line for each child, once, leading to its page where that may be opened."""
    lines: list[tuple[SafeString | str, str]] = []
    recorded: dict[Child, list[str]] = {}
    for linked in assessment.children.all():
        typed = assessment.typed_names.get(str(linked.pk))
        if typed:  # never completed: what else is recorded of the child is not for whoever typed a name like it
            lines.append((typed, ""))
        else:
            recorded.setdefault(linked.merged_into or linked, []).append(linked.name)
    lines += [_child(child, names, openable) for child, names in recorded.items()]
    return format_html_join(BREAK, "{}{}", lines)


def _child(child: Child, names: Iterable[str], openable: Collection[UUID]) -> tuple[SafeString | str, str]:
    """``names``: by which the child is recorded on the S&N, also those of records merged since."""
    name = words.child_name(child)
    shown = link(name, reverse("child_detail", args=[child.pk])) if child.pk in openable else name
    born = f", born {words.day(child.date_of_birth)}" if child.date_of_birth else ""
    others = [other for other in dict.fromkeys(names) if other and other != name]
    return shown, born + (f" (also recorded here as {words.listed(others)})" if others else "")


def _summary(
    assessment: Assessment, openable: Collection[UUID], contact: str, *, correctable: bool
) -> list[SummaryRow]:
    dates = reverse("assessment_correct", args=[assessment.pk, sections.DATES.key]) if correctable else ""
    rows = [
        SummaryRow("Children", _children(assessment, openable)),
        SummaryRow("Reference", assessment.reference),
        SummaryRow(
            "Written by", ", ".join(part for part in (words.author(assessment), assessment.agency.name) if part)
        ),
        SummaryRow("Team", assessment.team.name if assessment.team else "No team"),
        SummaryRow("Lead professional", words.lead_professional(assessment)),
        *([SummaryRow("Whom to contact", contact)] if contact else []),
        SummaryRow("Started", words.day(assessment.started_on)),
        SummaryRow("Completed", words.day(assessment.completed_on), dates, "Correct"),
        SummaryRow("Shared with the council", words.day(assessment.shared_on) or "Not shared", dates, "Correct"),
    ]
    if assessment.closed_on:
        why = ClosureReason(assessment.closure_reason).label
        rows.append(SummaryRow("Closed", f"{words.day(assessment.closed_on)}: {why}", dates, "Correct"))
    return rows


def chronology(events: Iterable[Event]) -> list[TimelineItem]:
    """What happened, newest first."""
    return [
        TimelineItem(
            title=event.get_kind_display(),
            when=words.day(event.occurred_on),
            byline=event.actor.name if event.actor else "",
            text=event.reason,
            href=reverse("meeting_detail", args=[event.meeting_id]) if event.meeting_id else "",
        )
        for event in events
    ]


@dataclass(frozen=True)
class Corrected:
    """One correction: its heading, why, and a table of what stood there and stands there now."""

    title: str
    reason: str
    table: Table


def history(corrections: Iterable[Correction], names: Mapping[str, str]) -> list[Corrected]:
    columns = [Column("what", "What"), Column("before", "Before"), Column("after", "After")]
    return [
        Corrected(
            f"{words.moment(one.at)} by {one.by}",
            one.reason,
            Table("What changed", columns, [_change_row(change, names) for change in one.changes]),
        )
        for one in corrections
    ]


def _change_row(change: Change, names: Mapping[str, str]) -> list[str]:
    label = answers.LABELS.get(change.field, change.field.replace("_", " ").capitalize())
    if change.domain:
        label = f"{Domain(change.domain).label}: {label}"
    said = [answers.say(change.field, value, names) or "Not recorded" for value in (change.before, change.after)]
    return [label, *said]
