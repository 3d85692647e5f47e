"""TAF meetings as finished words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from assessments.models import Assessment, Meeting, MeetingAttendance
from assessments.models.assessment import ClosureReason
from assessments.models.meeting import Attendance, MeetingOutcome
from assessments.presenters import answers, words
from assessments.presenters.answers import Difference
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.tables import Column, Table


def chair(meeting: Meeting) -> str:
    name = meeting.chair.name if meeting.chair else meeting.chair_name
    return ", ".join(part for part in (name, meeting.chair_agency.name) if part)


def outcome(meeting: Meeting) -> str:
    if not meeting.outcome:
        return ""
    label = str(MeetingOutcome(meeting.outcome).label)
    return f"{label}: {ClosureReason(meeting.closure_reason).label.lower()}" if meeting.closure_reason else label


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
        tag_html("Held", "green") if meeting.held_on else tag_html("Planned", "blue"),
        chair(meeting),
        outcome(meeting),
    ]


def planned_table(meetings: Iterable[Meeting], today: date) -> Table:
    columns = [
        Column("day", "Planned for"),
        Column("children", "Family"),
        Column("place", "Place"),
        Column("chair", "Chair"),
        Column("state", "State"),
    ]
    return Table("Meetings planned", columns, [_planned_row(meeting, today) for meeting in meetings])


def _planned_row(meeting: Meeting, today: date) -> list[str | SafeString]:
    passed = meeting.planned_on < today
    return [
        link(words.short_day(meeting.planned_on), reverse("meeting_detail", args=[meeting.pk])),
        words.children_of(meeting.assessment),
        meeting.place,
        chair(meeting),
        tag_html("To record", "orange") if passed else tag_html("Planned", "blue"),
    ]


def overdue_table(assessments: Iterable[Assessment], today: date) -> Table:
    columns = [
        Column("children", "Family"),
        Column("last", "Last met"),
        Column("wait", "Waiting for"),
        Column("next", "Next planned"),
        Column("lead", "Lead professional"),
    ]
    return Table("Families waiting for a meeting", columns, [_overdue_row(row, today) for row in assessments])


def _overdue_row(row: Assessment, today: date) -> list[str | SafeString]:
    last: date | None = row.last_met_on  # type: ignore[attr-defined]
    planned: date | None = row.next_meeting_on  # type: ignore[attr-defined]
    since = last or row.completed_on
    return [
        link(words.children_of(row), reverse("assessment_detail", args=[row.pk])),
        words.short_day(last) or "Never",
        words.days(since, today) if since else "",
        words.short_day(planned) or "Nothing planned",
        row.lead_professional.name if row.lead_professional else row.agency.name,
    ]


@dataclass(frozen=True)
class Detail:
    title: str
    tag: SafeString
    summary: list[SummaryRow]
    people: Table
    primary: tuple[str, str] | None
    secondary: tuple[str, str] | None


def detail(meeting: Meeting, people: Iterable[MeetingAttendance], *, may_record: bool, is_open: bool) -> Detail:
    held = bool(meeting.held_on)
    hold = ("Record the meeting", reverse("meeting_hold", args=[meeting.pk]))
    change = ("Change the plan", reverse("meeting_change", args=[meeting.pk]))
    correct = ("Correct", reverse("meeting_correct", args=[meeting.pk]))
    planned_and_mine = may_record and not held and is_open
    return Detail(
        title=f"TAF meeting on {words.day(meeting.held_on or meeting.planned_on)}",
        tag=tag_html("Held", "green") if held else tag_html("Planned", "blue"),
        summary=_held_rows(meeting) if held else _planned_rows(meeting),
        people=people_table(people),
        primary=hold if planned_and_mine else None,
        secondary=correct if may_record and held else (change if planned_and_mine else None),
    )


def _planned_rows(meeting: Meeting) -> list[SummaryRow]:
    return [
        SummaryRow("Planned for", words.day(meeting.planned_on)),
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


def tabs(*, overdue: bool) -> list[Tab]:
    address = reverse("meeting_list")
    return [Tab("Planned", address, not overdue), Tab("Overdue", f"{address}?show=overdue", overdue)]


def empty(*, overdue: bool) -> str:
    if overdue:
        return "No family is waiting: every first meeting was within 42 days, and every next one within 56."
    return "No meeting is planned. Plan one from the page of an S&N."


def planned(meeting: Meeting, *, already_held: bool) -> str:
    day = words.day(meeting.planned_on)
    return f"Now record what came of the meeting on {day}" if already_held else f"A TAF meeting is planned for {day}"


def differences(typed: Mapping[str, Any], saved: Meeting) -> list[Difference]:
    """What was typed beside what is saved by now; people are compared on the page itself."""
    names = ("planned_on", "held_on", "place", "family_update", "decisions", "next_on")
    pairs = [
        (answers.LABELS[name], answers.say(name, typed[name]), answers.say(name, getattr(saved, name)))
        for name in names
        if name in typed
    ]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
