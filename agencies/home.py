"""The agencies' part of the home page: people, agencies, and the access log."""

from datetime import date, datetime, time, timedelta

from django.urls import reverse

from agencies.models import Role
from agencies.panels import Action, Line, Panel
from agencies.policy import Permission
from agencies.scope import Scope
from agencies.selectors import agencies, audit, networks, people
from ehtrack.lib.calendar import LONDON, Month
from ehtrack.lib.numbers import plural


def panels(scope: Scope, today: date) -> list[Panel]:
    offered: list[Panel] = []
    if scope.has(Role.LEAD):
        offered.append(_people(scope))
    if scope.has(Role.LCSS):
        offered.append(_networks(scope, today))
    if scope.may(Permission.MANAGE_AGENCIES):
        offered.append(_agencies(scope, today))
    if scope.may(Permission.READ_ACCESS_LOG):
        offered.append(_access_log(scope, today))
    return offered


def _people(scope: Scope) -> Panel:
    current, waiting = people.count_current(scope.agency_id), people.invitations(scope).count()
    lines = [Line(plural(current, "person works", "people work") + " here", reverse("person_list"))]
    if waiting:
        lines.append(Line(f"{plural(waiting, 'invitation waits', 'invitations wait')}", reverse("invitation_list")))
    lines.append(Line("Training: who completed which course", reverse("training_list")))
    invite = Action("Invite someone", reverse("invitation_add", args=[scope.agency_id]))
    return Panel("People", tuple(lines), actions=(invite,), position=60)


def _networks(scope: Scope, today: date) -> Panel:
    """Of the month that is over: localities of which nobody wrote down a meeting, nor why there was none."""
    month, lines = Month.of(today) - 1, []
    if missing := networks.missing(scope, month):
        names = ", ".join(locality.name for locality in missing)
        lines.append(Line(f"No meeting recorded for {month.name}: {names}", reverse("network_list")))
    if scope.may(Permission.RECORD_CONSULTATIONS):
        lines.append(Line("No Names Consultations", reverse("consultation_list")))
    record = Action("Record a meeting", reverse("network_record"))
    return Panel("Early Help Network", tuple(lines), actions=(record,), position=60)


def _agencies(scope: Scope, today: date) -> Panel:
    opened = agencies.visible(scope).open_on(today).count()
    lines = [Line(plural(opened, "open agency", "open agencies"), reverse("agency_list"))]
    leaderless = agencies.without_a_lead(scope, today=today).count()
    if leaderless:
        text = plural(leaderless, "open agency has no lead", "open agencies have no lead")
        href = f"{reverse('agency_list')}?status=no-lead"
        lines.append(Line(text, href, note="Open each and invite a lead."))
    return Panel("Agencies", tuple(lines), position=60)


def _access_log(scope: Scope, today: date) -> Panel:
    week_ago = datetime.combine(today - timedelta(days=7), time.min, tzinfo=LONDON)
    counted = ("refused", "emergency.refused", "emergency.opened", "emergency.reviewed")
    refused, closed, opened, judged = (audit.count_since(scope, action, week_ago) for action in counted)
    pages, tries, records, answers = (f"{reverse('access_log')}?action={action}" for action in counted)
    lines = (
        Line("Everything that was read or changed, and by whom", reverse("access_log")),
        Line(
            plural(refused, "page was refused", "pages were refused") + " in the last seven days",
            pages,
            note="Someone tried what their role does not allow.",
        ),
        Line(
            plural(closed, "emergency access was refused", "emergency accesses were refused")
            + " in the last seven days",
            tries,
            note="What was typed opened no record. The watch list counts these and refused pages together.",
        ),
        Line(
            plural(opened, "record was opened", "records were opened") + " in an emergency in the last seven days",
            records,
            note="The lead of the agency whose record it was says whether it was right.",
        ),
        Line(
            plural(judged, "emergency access was reviewed", "emergency accesses were reviewed")
            + " in the last seven days",
            answers,
        ),
    )
    return Panel("Access log", lines, position=20)
