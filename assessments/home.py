"""What waits of S&Ns and TAF meetings, on the home page."""

from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from agencies.models import Role
from agencies.panels import Action, Line, Panel
from agencies.policy import Permission
from agencies.scope import Scope
from agencies.services import audit
from assessments import contact_panels, emergency_panels
from assessments.presenters import words
from assessments.selectors import assessments, leading, meetings
from ehtrack.lib.numbers import plural

MOST = 5
SOON = timedelta(days=14)


def panels(scope: Scope, today: date) -> list[Panel]:
    if not scope.may(Permission.READ_ASSESSMENTS):
        return emergency_panels.panels(scope)  # the auditor reviews some
    offered = [*contact_panels.panels(scope, timezone.now()), *emergency_panels.panels(scope), _meetings(scope, today)]
    if scope.may(Permission.RECORD_ASSESSMENTS):
        offered.append(_drafts(scope, today))
    if scope.has(Role.LEAD):
        offered.append(_agency(scope))
    if scope.has(Role.LCSS):
        offered.append(_shared(scope))
    return offered


def _drafts(scope: Scope, today: date) -> Panel:
    drafts = assessments.own_drafts(scope).prefetch_related("children__merged_into")
    rows = list(drafts.order_by("-recorded_at", "pk")[:MOST])
    _on_record(scope, [row.pk for row in rows])
    lines = tuple(
        Line(
            words.children_of(row),
            reverse("assessment_tasks", args=[row.pk]),
            note=f"Started {words.days_ago(row.started_on, today)}" if row.started_on else "",
        )
        for row in rows
    )
    return Panel(
        "Your drafts",
        lines,
        empty="You have no draft.",
        actions=(Action("Start an S&N", reverse("assessment_start"), variant=""),),
        more=Line("Your S&Ns", f"{reverse('assessment_list')}?whose=mine"),
        position=20,
    )


def _meetings(scope: Scope, today: date) -> Panel:
    planned = meetings.planned(scope)
    due = list(planned.filter(planned_on__lte=today + SOON)[: MOST + 1])
    all_of_them = None
    if len(due) > MOST:
        due, all_of_them = due[:MOST], Line(f"See all {planned.count():,} planned meetings", reverse("meeting_list"))
    _on_record(scope, [row.assessment_id for row in due])
    lines = [
        Line(
            words.children_of(row.assessment),
            reverse("meeting_detail", args=[row.pk]),
            note=words.day(row.planned_on),
            tag="To record" if row.planned_on < today else "",
            colour="orange",
        )
        for row in due
    ]
    overdue = meetings.overdue(scope, today).count()
    more = None
    if overdue:
        text = "1 family waits" if overdue == 1 else f"{overdue:,} families wait"
        more = Line(
            f"{text} too long for a meeting", f"{reverse('meeting_list')}?show=overdue", tag="Overdue", colour="red"
        )
    return Panel(
        "TAF meetings of the next two weeks",
        tuple(lines),
        empty="No meeting is planned for the next two weeks.",
        see_all=all_of_them,
        more=more,
        position=10,
    )


def _agency(scope: Scope) -> Panel:
    drafts = assessments.drafts_of_agency(scope).count()
    opened = assessments.circle(scope).filter(agency_id=scope.agency_id).open().count()
    left = leading.by_somebody_who_left(leading.of_own_agency(scope, assessments.circle(scope))).count()
    opened_url = f"{reverse('assessment_list')}?whose=agency&status=completed"
    lines = (
        *([_led_by_former(left, f"{opened_url}&led_by={assessments.LEFT}")] if left else []),
        Line(plural(opened, "open S&N", "open S&Ns"), opened_url),
        Line(plural(drafts, "draft", "drafts"), reverse("draft_list"), note="You can hand one to someone else."),
    )
    return Panel("S&Ns of your agency", lines, position=30)


def _led_by_former(number: int, address: str) -> Line:
    text = plural(number, "open S&N is led", "open S&Ns are led") + " by somebody who has left"
    note = "Choose another lead professional: correct the plan of each."
    return Line(text, address, note=note, tag="To hand on", colour="orange")


def _shared(scope: Scope) -> Panel:
    opened = assessments.circle(scope).shared().open().count()
    line = Line(
        plural(opened, "open S&N is shared", "open S&Ns are shared"),
        f"{reverse('assessment_list')}?shared=yes&status=completed",
    )
    return Panel("Shared with the council", (line,), position=20)


def _on_record(scope: Scope, ids: list[UUID]) -> None:
    """The names of the children of these S&Ns are about to be shown."""
    if ids:
        audit.record(scope=scope, action="assessment.listed", subject_type="assessment", subject_ids=ids)
