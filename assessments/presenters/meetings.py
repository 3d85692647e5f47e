"""TAF meetings as finished words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from agencies.scope import Scope
from assessments.lifecycle import MeetingStatus
from assessments.models import Assessment, Meeting, MeetingAttendance
from assessments.models.assessment import ClosureReason
from assessments.models.meeting import Attendance, MeetingOutcome
from assessments.presenters import answers, words
from assessments.presenters.answers import Difference
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.numbers import plural
from ehtrack.lib.tables import Column, Table


def chair(meeting: Meeting) -> str:
    name = meeting.chair.name if meeting.chair else meeting.chair_name
    return ", ".join(part for part in (name, meeting.chair_agency.name) if part)


def outcome(meeting: Meeting) -> str:
    if not meeting.outcome:
        return ""
    label = str(MeetingOutcome(meeting.outcome).label)
    return f"{label}: {ClosureReason(meeting.closure_reason).label.lower()}" if meeting.closure_reason else label


TAGS = {
    MeetingStatus.HELD: ("Held", "green"),
    MeetingStatus.PLANNED: ("Planned", "blue"),
    MeetingStatus.CANCELLED: ("Cancelled", "grey"),
}


def _tag(meeting: Meeting) -> SafeString:
    return tag_html(*TAGS[MeetingStatus.of(meeting)])


def meetings_table(meetings: Iterable[Meeting]) -> Table:
    columns = [
        Column("day", "Meeting"),
        Column("state", "State"),
        Column("chair", "Chair"),
        Column("outcome", "Outcome"),
    ]
    return Table("Team Around the Family meetings", columns, [_row(meeting) for meeting in meetings])


def _row(meeting: Meeting) -> list[str | SafeString]:
    return [
        link(words.day(meeting.held_on or meeting.planned_on), reverse("meeting_detail", args=[meeting.pk])),
        _tag(meeting),
        chair(meeting),
        outcome(meeting),
    ]


def planned_table(meetings: Iterable[Meeting], today: date, scope: Scope, *, agency: bool) -> Table:
    """``agency``: with the one that wrote the S&N."""
    columns = [
        Column("day", "Planned for"),
        Column("children", "Family"),
        *([Column("agency", "Agency")] if agency else []),
        Column("place", "Place"),
        Column("chair", "Chair"),
        Column("state", "State"),
    ]
    rows = [_planned_row(meeting, today, _agency(meeting.assessment, scope, agency)) for meeting in meetings]
    return Table("Meetings planned", columns, rows)


def _agency(assessment: Assessment, scope: Scope, shown: bool) -> list[str]:
    """The cell, where there is the column."""
    return [words.agency(assessment.agency, scope)] if shown else []


def _planned_row(meeting: Meeting, today: date, agency: list[str]) -> list[str | SafeString]:
    passed = meeting.planned_on < today
    return [
        link(words.short_day(meeting.planned_on), reverse("meeting_detail", args=[meeting.pk])),
        words.children_of(meeting.assessment),
        *agency,
        meeting.place,
        chair(meeting),
        tag_html("To record", "orange") if passed else tag_html("Planned", "blue"),
    ]


def overdue_table(assessments: Iterable[Assessment], today: date, scope: Scope, *, agency: bool) -> Table:
    columns = [
        Column("children", "Family"),
        *([Column("agency", "Agency")] if agency else []),
        Column("last", "Last met"),
        Column("wait", "Waiting for"),
        Column("next", "Next planned"),
        Column("lead", "Lead professional"),
    ]
    return Table(
        "Families waiting for a meeting", columns, [_overdue_row(row, today, scope, agency) for row in assessments]
    )


def _overdue_row(row: Assessment, today: date, scope: Scope, agency: bool) -> list[str | SafeString]:
    last: date | None = row.last_met_on  # type: ignore[attr-defined]
    planned: date | None = row.next_meeting_on  # type: ignore[attr-defined]
    since = last or row.completed_on
    return [
        link(words.children_of(row), reverse("assessment_detail", args=[row.pk])),
        *_agency(row, scope, agency),
        words.short_day(last) or "Never",
        words.days(since, today) if since else "",
        words.short_day(planned) or "Nothing planned",
        row.lead_professional.name if row.lead_professional else words.agency(row.agency, scope),
    ]


@dataclass(frozen=True)
class Detail:
    title: str
    tag: SafeString
    summary: list[SummaryRow]
    people: Table
    notice: str
    actions: list[tuple[str, str]]


def detail(meeting: Meeting, people: Iterable[MeetingAttendance], *, may_record: bool, is_open: bool) -> Detail:
    """``actions``: the likeliest first."""
    status = MeetingStatus.of(meeting)
    asleep = status == MeetingStatus.PLANNED and not is_open  # planned before closing an S&N cancelled its meetings
    return Detail(
        title=f"TAF meeting on {words.day(meeting.held_on or meeting.planned_on)}",
        tag=tag_html("Not held", "grey") if asleep else _tag(meeting),
        summary=_held_rows(meeting) if meeting.held_on else _planned_rows(meeting),
        people=people_table(people),
        notice="This meeting was not recorded before the S&N closed. Open the S&N again to record it" if asleep else "",
        actions=_actions(meeting, status) if may_record and not asleep else [],
    )


ACTIONS = {
    MeetingStatus.PLANNED: (
        ("Record the meeting", "meeting_hold"),
        ("Change the plan", "meeting_change"),
        ("Cancel the meeting", "meeting_cancel"),
    ),
    MeetingStatus.HELD: (("Correct", "meeting_correct"),),
    MeetingStatus.CANCELLED: (),
}


def _actions(meeting: Meeting, status: MeetingStatus) -> list[tuple[str, str]]:
    return [(text, reverse(view, args=[meeting.pk])) for text, view in ACTIONS[status]]


def _planned_rows(meeting: Meeting) -> list[SummaryRow]:
    return [
        SummaryRow("Planned for", words.day(meeting.planned_on)),
        *([SummaryRow("Cancelled on", words.day(meeting.cancelled_on))] if meeting.cancelled_on else []),
        SummaryRow("Place, or online", meeting.place),
        SummaryRow("Chair", chair(meeting)),
    ]


def _held_rows(meeting: Meeting) -> list[SummaryRow]:
    return [
        SummaryRow("Held on", words.day(meeting.held_on)),
        SummaryRow("Place, or online", meeting.place),
        SummaryRow("Chair", chair(meeting)),
        SummaryRow("The family's update", meeting.family_update),
        SummaryRow("Decisions", meeting.decisions),
        SummaryRow("Outcome", outcome(meeting)),
        SummaryRow("Next meeting", words.day(meeting.next_on) or "None"),
    ]


def people_table(people: Iterable[MeetingAttendance]) -> Table:
    columns = [
        Column("name", "Name"),
        Column("agency", "From"),
        Column("attendance", "Attendance"),
        Column("sees", "Access"),
    ]
    return Table("People", columns, [_person_row(person) for person in people])


def _person_row(person: MeetingAttendance) -> list[str]:
    return [
        person.name,
        person.agency.name if person.agency else "The family",
        str(Attendance(person.attendance).label),
        "Can read this S&N" if person.user_id else "",
    ]


@dataclass(frozen=True)
class Tab:
    text: str
    href: str
    current: bool


def tabs(query: QueryDict, *, overdue: bool) -> list[Tab]:
    """Each with the filters that it shares with the other."""
    kept = {name: str(query[name]) for name in ("agency", "locality") if query.get(name)}
    planned, late = urlencode(kept), urlencode({"show": "overdue", **kept})
    address = reverse("meeting_list")
    return [
        Tab("Planned", f"{address}?{planned}".rstrip("?"), not overdue),
        Tab("Overdue", f"{address}?{late}", overdue),
    ]


def empty(*, overdue: bool, filtered: bool) -> str:
    if filtered:
        return "Nothing matches. Change or clear the filters."
    if overdue:
        return "No family is waiting: every first meeting was within 42 days, and every next one within 56."
    return "No meeting is planned. Plan one from the page of an S&N."


def planned(meeting: Meeting, *, already_held: bool) -> str:
    day = words.day(meeting.planned_on)
    return f"Now record what came of the meeting on {day}" if already_held else f"A TAF meeting is planned for {day}"


def to_be_cancelled(number: int) -> str:
    """What ending the S&N does to the meetings that are planned still."""
    if not number:
        return ""
    return f"{plural(number, 'planned TAF meeting')} will be cancelled. If one was held, record it first."


def cancelled(number: int) -> str:
    return f", and {plural(number, 'planned TAF meeting')} cancelled" if number else ""


def differences(typed: Mapping[str, Any], saved: Meeting) -> list[Difference]:
    """What was typed beside what is saved by now; people are compared on the page itself."""
    names = ("planned_on", "held_on", "place", "family_update", "decisions", "next_on")
    pairs = [
        (answers.LABELS[name], answers.say(name, typed[name]), answers.say(name, getattr(saved, name)))
        for name in names
        if name in typed
    ]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
