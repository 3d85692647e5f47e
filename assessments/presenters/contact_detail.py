"""One MASH contact at a glance, as finished words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString

from assessments import lifecycle
from assessments.lifecycle import CONTACT, ContactMove, ContactStatus
from assessments.models import Assessment, Child, Contact, PriorityChange
from assessments.presenters import words
from assessments.presenters.assessments import status_tag
from assessments.presenters.children import born
from assessments.presenters.contacts import RAG_COLOURS, due, due_tag, outcome, priority_tag, received
from ehtrack.lib.components import SummaryRow, link, tag_html
from ehtrack.lib.tables import Column, Table


@dataclass(frozen=True)
class Action:
    text: str
    href: str
    variant: str = "secondary"


ACTIONS = (
    (ContactMove.DECIDE, "Record the decision", "contact_decide"),
    (ContactMove.PRIORITISE, "Set the priority", "contact_prioritise"),
    (ContactMove.TELL, "Tell the referrer", "contact_tell"),
    (ContactMove.CORRECT, "Correct", "contact_correct"),
    (ContactMove.CORRECT_DECISION, "Correct the decision", "contact_correct_decision"),
)


def actions(contact: Contact) -> list[Action]:
    """What may be done next; the first is the one that waits."""
    moves = lifecycle.allowed(CONTACT, ContactStatus.of(contact))
    offered = [(move, text, reverse(view, args=[contact.pk])) for move, text, view in ACTIONS if move in moves]
    first = offered[0][0] if contact.priority or contact.decided_at else ContactMove.PRIORITISE
    answered = first is ContactMove.TELL and contact.feedback
    ordered = sorted(offered, key=lambda one: one[0] is not first)
    return [Action(text, href, "" if move is first and not answered else "secondary") for move, text, href in ordered]


@dataclass(frozen=True)
class Detail:
    title: str
    tags: list[SafeString]
    notices: list[str]
    summary: list[SummaryRow]
    decision: list[SummaryRow]
    children: Table
    early_help: Table
    priorities: Table
    actions: list[Action]


def detail(
    contact: Contact,
    *,
    children: Iterable[Child],
    history: list[Assessment],
    open_at_receipt: list[Assessment],
    changes: Iterable[PriorityChange],
    now: datetime,
) -> Detail:
    return Detail(
        title=f"MASH contact {contact.reference}",
        tags=_tags(contact, now),
        notices=[_open_notice(row) for row in open_at_receipt],
        summary=_summary(contact, open_at_receipt),
        decision=_decision(contact),
        children=_children_table(children),
        early_help=_early_help_table(history),
        priorities=_priorities_table(changes),
        actions=actions(contact),
    )


@dataclass(frozen=True)
class Brief:
    """The contact in a few lines, above a question about it."""

    tags: list[SafeString]
    notices: list[str]
    rows: list[SummaryRow]


def brief(
    contact: Contact, *, children: Iterable[Child], open_at_receipt: Iterable[Assessment], now: datetime
) -> Brief:
    named = [f"{words.child_name(child)} ({born(child)})" for child in children]
    rows = [
        SummaryRow("Children", words.listed(named) if named else "No child recorded"),
        SummaryRow("Concern", contact.concern),
        SummaryRow("Sent by", contact.source_agency.name),
        SummaryRow("Received", received(contact)),
        SummaryRow("Due", due(contact.due_at) or _no_due_time(contact)),
        *_decision(contact),
    ]
    return Brief(_tags(contact, now), [_open_notice(row) for row in open_at_receipt], rows)


def _tags(contact: Contact, now: datetime) -> list[SafeString]:
    return [tag for tag in (priority_tag(contact), due_tag(contact, now)) if tag]


def _open_notice(assessment: Assessment) -> str:
    return (
        f"When this contact came in, S&N {assessment.reference} was open: {_led_by(assessment)}, "
        f"completed {words.day(assessment.completed_on)}."
    )


def _led_by(assessment: Assessment) -> str:
    agency = assessment.lead_professional_agency or assessment.agency
    return "ask LCSS who leads it" if agency.do_not_name else f"led by {agency.name}"


def _summary(contact: Contact, open_at_receipt: list[Assessment]) -> list[SummaryRow]:
    referrer = ", ".join(filter(None, (contact.referrer_name, contact.referrer_role)))
    agreed = {True: "Yes", False: "No", None: "Not known"}[contact.family_agreed]
    rows = [
        SummaryRow("Received", received(contact)),
        SummaryRow("Sent by", contact.source_agency.name),
        SummaryRow("Source", contact.get_source_code_display()),
        SummaryRow("Referrer", referrer),
        SummaryRow("Concern", contact.concern),
        SummaryRow("Did the family agree?", agreed),
        SummaryRow("Open S&N at receipt", "Yes" if open_at_receipt else "No"),
        SummaryRow("Due", due(contact.due_at) or _no_due_time(contact)),
        SummaryRow("Logged by", contact.logged_by.name if contact.logged_by else ""),
    ]
    if contact.no_agreement_reason:
        rows.insert(6, SummaryRow("Reason for going without agreement", contact.no_agreement_reason))
    return rows


def _no_due_time(contact: Contact) -> str:
    if not contact.received_at:
        return "No due time: only the date of receipt is known"
    return "No due time: set a priority first"


def _decision(contact: Contact) -> list[SummaryRow]:
    if not contact.decided_at:
        return []
    rows = [
        SummaryRow("Decision", outcome(contact)),
        SummaryRow("Decided", words.moment(contact.decided_at)),
        SummaryRow("Decided by", contact.decided_by.name if contact.decided_by else ""),
        SummaryRow("Reason", contact.decision_reason),
        SummaryRow("Referrer told", words.moment(contact.feedback_at) if contact.feedback_at else "Not yet"),
    ]
    if contact.early_help_agency:
        rows.insert(1, SummaryRow("S&N to be completed by", contact.early_help_agency.name))
    if contact.feedback:
        rows.append(SummaryRow("What the referrer was told", contact.feedback))
    return rows


def _children_table(children: Iterable[Child]) -> Table:
    columns = [Column("name", "Name"), Column("born", "Date of birth"), Column("sex", "Sex")]
    return Table("Children", columns, [_child_row(child) for child in children])


def _child_row(child: Child) -> list[str | SafeString]:
    return [
        link(words.child_name(child), reverse("child_detail", args=[child.pk])),
        born(child),
        child.get_sex_display() or "Not recorded",
    ]


def _early_help_table(history: Iterable[Assessment]) -> Table:
    columns = [
        Column("reference", "S&N"),
        Column("status", "Status"),
        Column("completed", "Completed"),
        Column("closed", "Closed"),
        Column("agency", "Agency"),
    ]
    return Table("Early help history", columns, [_early_help_row(row) for row in history])


def _early_help_row(row: Assessment) -> list[str | SafeString]:
    return [
        link(row.reference, reverse("assessment_detail", args=[row.pk])),
        status_tag(row),
        words.day(row.completed_on),
        words.day(row.closed_on) or "Open",
        "Contact LCSS" if row.agency.do_not_name else row.agency.name,
    ]


def _priorities_table(changes: Iterable[PriorityChange]) -> Table:
    columns = [
        Column("at", "When"),
        Column("priority", "Priority"),
        Column("due", "Due"),
        Column("by", "By"),
        Column("reason", "Reason"),
    ]
    return Table(
        "Priority, with every change",
        columns,
        [
            [
                words.moment(change.at),
                tag_html(change.get_priority_display(), RAG_COLOURS[change.priority]),
                due(change.due_at),
                change.by.name if change.by else "",
                change.reason or "First priority",
            ]
            for change in changes
        ],
    )
