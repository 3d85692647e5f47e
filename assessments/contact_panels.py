"""What waits of MASH contacts, on the home page."""

from datetime import date, datetime

from django.urls import reverse

from agencies.models import Role
from agencies.panels import Action, Line, Panel
from agencies.policy import Permission
from agencies.scope import Scope
from assessments.presenters import words
from assessments.selectors import contacts
from ehtrack.lib import numbers
from ehtrack.lib.calendar import local_day
from ehtrack.lib.wording import within_a_sentence

MOST = 20


def panels(scope: Scope, now: datetime) -> list[Panel]:
    offered: list[Panel] = []
    if scope.may(Permission.RECORD_CONTACTS):
        offered.append(_mash(scope, now))
    if scope.has(Role.LEAD):
        offered.append(_asked(scope, local_day(now)))
    if scope.may(Permission.SEE_SENT_CONTACTS):
        offered.append(_sent(scope))
    return offered


def _mash(scope: Scope, now: datetime) -> Panel:
    waiting = contacts.waiting(scope, now)
    rows = (
        (waiting.overdue, "is overdue", "are overdue", "?state=overdue", "Overdue", "red"),
        (waiting.due_today, "is due today", "are due today", "?state=due-today", "Due today", "yellow"),
        (waiting.without_priority, "has no priority", "have no priority", "?state=no-priority", "To do", "blue"),
        (waiting.undecided, "is undecided in all", "are undecided in all", "?state=undecided", "", ""),
    )
    lines = tuple(
        Line(_counted(number, one, many), reverse("contact_list") + query, tag=tag, colour=colour)
        for number, one, many, query, tag, colour in rows
        if number
    )
    return Panel(
        "MASH contacts",
        lines,
        empty="Every contact is decided.",
        actions=(Action("Log a contact", reverse("contact_log"), variant=""),),
        more=Line("All contacts", f"{reverse('contact_list')}?state=all"),
        position=10,
    )


def _asked(scope: Scope, today: date) -> Panel:
    """References only: a lead who sees no contact reads no name here. The newest first: nobody else tells of them."""
    asked = contacts.asked_of(scope, today)
    rows, older = asked.order_by("-decided_at", "-pk")[:MOST], asked.count() - MOST
    lines = [
        Line(
            f"Contact {row.reference}",
            f"{reverse('assessment_start')}?contact={row.pk}",
            note=f"Decided {words.moment(row.decided_at)}. Ask the MASH for the family's details."
            if row.decided_at
            else "",
            tag="To do",
            colour="blue",
        )
        for row in rows
    ]
    if older > 0:
        lines.append(Line(f"{numbers.count(older)} older: shown here as these are done"))
    return Panel("S&Ns that the MASH asks of your agency", tuple(lines), empty="The MASH asks for none.", position=25)


def _sent(scope: Scope) -> Panel:
    undecided, answered = contacts.sent(scope).undecided().count(), contacts.sent(scope).count()
    text = _counted(undecided, "is undecided", "are undecided") if undecided else "All are decided"
    lines = (Line(f"{answered:,} sent: {within_a_sentence(text)}", reverse("sent_contact_list")),) if answered else ()
    return Panel("MASH contacts that we sent", lines, empty="None is recorded as sent by you.", position=55)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} contact {one}" if number == 1 else f"{number:,} contacts {many}"
