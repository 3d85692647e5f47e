"""Emergency access on the home page: what is open to the person, and what waits for a lead's review."""

from django.urls import reverse

from agencies.models import Role
from agencies.panels import Action, Line, Panel
from agencies.policy import Permission
from agencies.scope import Scope
from assessments.presenters import words
from assessments.selectors import emergency

MOST = 5


def panels(scope: Scope) -> list[Panel]:
    offered = [_look_up(scope)] if scope.may(Permission.LOOK_UP_CHILDREN) else []
    if scope.may(Permission.REVIEW_EMERGENCIES):
        offered += _to_review(scope)
    return offered


def _look_up(scope: Scope) -> Panel:
    lines = [
        Line(
            f"A record is open to you until {words.moment(access.ends_at)}",
            reverse("child_detail", args=[access.child_id]),
            note="You opened it in an emergency.",
        )
        for access in emergency.live(scope)[:MOST]
    ]
    ask = Line("Is anyone already working with a child?", reverse("child_who_works"))
    more = Action("Open a record in an emergency", reverse("emergency_open"))
    return Panel("A child you are worried about", (*lines, ask), actions=(more,), position=45)


def _to_review(scope: Scope) -> list[Panel]:
    waiting = emergency.waiting(scope).count()
    if not waiting:
        return []
    whose = "of your agency" if scope.has(Role.LEAD) else "to review"
    text = f"1 record {whose} was opened" if waiting == 1 else f"{waiting:,} records {whose} were opened"
    line = Line(text, reverse("emergency_list"), note="Say whether it was right.", tag="To review", colour="orange")
    return [Panel("Opened in an emergency", (line,), position=5)]
