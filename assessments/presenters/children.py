"""Children as finished words for list, page and picker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString

from assessments.models import Assessment, Child, Contact, Event
from assessments.presenters import words
from assessments.presenters.assessments import status_tag
from assessments.presenters.contacts import outcome, received
from assessments.presenters.meetings import meetings_table
from assessments.selectors.children import ChildRecord
from ehtrack.lib import identifiers
from ehtrack.lib.components import SummaryRow, TimelineItem, link, tag_html
from ehtrack.lib.tables import Column, Table

WITHHELD = "Not shown: this child is protected"


def name(child: Child) -> str:
    return child.name or "Details awaited"


def born(child: Child) -> str:
    if child.date_of_birth:
        return words.day(child.date_of_birth)
    return f"Expected {words.day(child.expected_date_of_birth)}" if child.expected_date_of_birth else "Not known"


def age(child: Child, today: date) -> str:
    if child.date_of_birth is None:
        return "Unborn" if child.expected_date_of_birth and child.expected_date_of_birth >= today else "Not known"
    had = (today.month, today.day) >= (child.date_of_birth.month, child.date_of_birth.day)
    years = today.year - child.date_of_birth.year - (not had)
    return f"{years} year{'' if years == 1 else 's'}" if years else "Under 1 year"


def list_table(children: Iterable[Child], today: date) -> Table:
    columns = [
        Column("name", "Name"),
        Column("born", "Date of birth"),
        Column("age", "Age"),
        Column("nhs", "NHS number"),
        Column("school", "School or setting"),
    ]
    return Table("Children", columns, [_list_row(child, today) for child in children])


def _list_row(child: Child, today: date) -> list[str | SafeString]:
    return [
        link(name(child), reverse("child_detail", args=[child.pk])),
        born(child),
        age(child, today),
        identifiers.spaced_nhs_number(child.nhs_number) or "Not recorded",
        child.school or "Not recorded",
    ]


@dataclass(frozen=True)
class Detail:
    """Everything of a child that the person may see, at a glance. ``contacts`` is None for who may not."""

    title: str
    tags: list[SafeString]
    summary: list[SummaryRow]
    assessments: Table
    meetings: Table
    contacts: Table | None
    merged: Table | None
    correct_url: str
    merge_url: str
    history_url: str


def detail(child: Child, record: ChildRecord, *, today: date, may_correct: bool, may_merge: bool) -> Detail:
    return Detail(
        title=name(child),
        tags=[tag_html("Protected", "red")] if record.protected else [],
        summary=summary(child, today, protected=record.protected),
        assessments=assessments_table(record.assessments),
        meetings=meetings_table(record.meetings),
        contacts=None if record.contacts is None else _contacts_table(record.contacts),
        merged=_merged_table(record.merged, may_merge=may_merge) if record.merged else None,
        correct_url=reverse("child_correct", args=[child.pk]) if may_correct else "",
        merge_url=reverse("child_merge_search", args=[child.pk]) if may_merge else "",
        history_url=reverse("child_history", args=[child.pk]),
    )


def summary(child: Child, today: date, *, protected: bool) -> list[SummaryRow]:
    shown = WITHHELD if protected else address(child)
    interpreter = "an interpreter is needed" if child.interpreter_needed else ""
    return [
        SummaryRow("Also known as", child.also_known_as),
        SummaryRow("Date of birth", born(child)),
        SummaryRow("Age", age(child, today)),
        SummaryRow("Sex", child.get_sex_display()),
        SummaryRow("Ethnicity", child.get_ethnicity_display()),
        SummaryRow("NHS number", identifiers.spaced_nhs_number(child.nhs_number)),
        SummaryRow("Address", shown),
        SummaryRow("School or setting", child.school),
        SummaryRow("First language", ", ".join(filter(None, (child.first_language, interpreter)))),
    ]


def assessments_table(rows: Iterable[Assessment], caption: str = "Strengths & Needs assessments") -> Table:
    columns = [
        Column("reference", "S&N"),
        Column("status", "Status"),
        Column("completed", "Completed"),
        Column("agency", "Agency"),
    ]
    return Table(
        caption,
        columns,
        [
            [
                link(row.reference, reverse("assessment_detail", args=[row.pk])),
                status_tag(row),
                words.day(row.completed_on) or "Not completed",
                row.agency.name,
            ]
            for row in rows
        ],
    )


def _contacts_table(rows: Iterable[Contact]) -> Table:
    columns = [
        Column("reference", "Contact"),
        Column("received", "Received"),
        Column("agency", "Sent by"),
        Column("outcome", "Decision"),
    ]
    return Table(
        "MASH contacts",
        columns,
        [
            [
                link(row.reference, reverse("contact_detail", args=[row.pk])),
                received(row),
                row.source_agency.name,
                outcome(row),
            ]
            for row in rows
        ],
    )


def _merged_table(rows: Iterable[Child], *, may_merge: bool) -> Table:
    columns = [Column("name", "Name"), Column("born", "Date of birth"), Column("undo", "Undo")]
    return Table(
        "Records of the same child",
        columns,
        [[name(row), born(row), _undo(row) if may_merge else "LCSS can undo the merge"] for row in rows],
    )


def _undo(child: Child) -> SafeString:
    return link("Undo the merge", reverse("child_unmerge", args=[child.pk]), hidden=f"of {name(child)}")


def chronology(events: Iterable[Event]) -> list[TimelineItem]:
    return [
        TimelineItem(
            title=event.get_kind_display(),
            when=words.day(event.occurred_on),
            byline=event.actor.name if event.actor else "",
            href=_subject_url(event),
        )
        for event in events
    ]


def _subject_url(event: Event) -> str:
    if event.meeting_id:
        return reverse("meeting_detail", args=[event.meeting_id])
    if event.assessment_id:
        return reverse("assessment_detail", args=[event.assessment_id])
    return reverse("contact_detail", args=[event.contact_id]) if event.contact_id else ""


def address(child: Child) -> str:
    return "\n".join(filter(None, (child.address, child.postcode)))
