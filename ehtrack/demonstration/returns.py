"""Quarterly returns of the demonstration: who makes them, and how far those of the last two quarters have come."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from agencies.models import Agency, Membership, Role
from agencies.scope import Scope
from agencies.selectors import scopes
from agencies.unit_of_work import unit_of_work
from dashboards.models import QuarterlyReturn
from dashboards.selectors import returns as selectors
from dashboards.services import return_arrangements, returns
from ehtrack.demonstration import agencies
from ehtrack.lib.calendar import Quarter, from_local, local_day

MAKERS = (agencies.SCHOOL, agencies.HEALTH, agencies.LCSS, "bright-meadow-trust", "thames-valley-police")
ANSWERS = {
    "unrecorded": 4,
    "unrecorded_why": "Completed on paper by two new colleagues, who have their sign-in since.",
    "narrative": "More colleagues now start an assessment at the first worry. Families say that one plan is easier.",
    "barriers": "Time to complete the form, and finding a lead professional over the summer.",
    "reported_how_often": "quarterly",
    "resource": "Half a day each week for the lead professional.",
    "training_done": "An afternoon on the voice of the child.",
    "training_planned": "Two afternoons in spring.",
}
ASKED = ("target_this_year", "target_next_year", "senior_lead", "senior_lead_role", "reported_to")
OWN: dict[str, tuple[int, int, str, str, str]] = {
    agencies.SCHOOL: (300, 340, "Ruth Adeyemi", "Deputy head, safeguarding", "Governors' safeguarding committee"),
    "bright-meadow-trust": (1600, 1750, "Martin Hale", "Director of inclusion", "Board of trustees"),
    agencies.HEALTH: (1800, 2000, "Dr Priya Raman", "Named nurse, safeguarding children", "Quality committee"),
    agencies.LCSS: (0, 0, "Joanne Whitby", "Service manager", "Children's services leadership team"),
}
WHY = "Please say how many assessments are not recorded here, and why."


def make(*, now: datetime, say: Callable[[str], None]) -> None:
    """The quarter before last is accepted, but for what was sent back and one that waits; of the last one, one is
    signed and the rest are drafts."""
    say("Quarterly returns")
    last = Quarter.of(local_day(now)).previous
    board = _scope(Agency.objects.get(code=agencies.TRUST_BOARD), Role.BOARD)
    with unit_of_work(board.user_id):
        _arrange(board, last.previous.start)
        for quarter in (last.previous, last):
            returns.open_due(now=_morning(quarter.next.start))
    earlier, latest = (_of(quarter) for quarter in (last.previous, last))
    for row in earlier[:-1]:
        _sign(row, _morning(row.due_on - timedelta(days=4)))
    _accept(board, earlier[0])
    for row in earlier[1:3]:
        _send_back(board, row)
    _sign(latest[1], min(now, _morning(latest[1].due_on - timedelta(days=2))))


def _morning(day: date) -> datetime:
    return from_local(datetime.combine(day, time(9, 30)))


def _arrange(board: Scope, starts_on: date) -> None:
    makers = list(Agency.objects.filter(code__in=MAKERS))
    return_arrangements.arrange(scope=board, agencies=makers, how="own", starts_on=starts_on)


def _of(quarter: Quarter) -> list[QuarterlyReturn]:
    """Those whose agency has a lead, the school's first."""
    rows = QuarterlyReturn.objects.filter(year=quarter.year.label, quarter=quarter.number).select_related("agency")
    leads = Membership.objects.current().filter(role=Role.LEAD).values("agency")
    return sorted(rows.filter(agency__in=leads), key=lambda row: (row.agency.code != agencies.SCHOOL, row.agency.code))


def _sign(row: QuarterlyReturn, at: datetime) -> None:
    lead = _scope(row.agency, Role.LEAD)
    answers = {**ANSWERS, **dict(zip(ASKED, OWN[row.agency.code], strict=True))}
    if row.agency.completes_none:
        answers |= {"unrecorded": 0, "unrecorded_why": ""}
    with unit_of_work(lead.user_id):
        draft = selectors.draft(row)
        returns.save(scope=lead, quarterly_return=row, version=draft.version, content=answers, now=at)
        returns.submit(scope=lead, quarterly_return=row, version=draft.version + 1, now=at)


def _accept(board: Scope, row: QuarterlyReturn) -> None:
    with unit_of_work(board.user_id):
        row.refresh_from_db()
        returns.accept(
            scope=board, quarterly_return=row, version=row.version, now=_morning(row.due_on + timedelta(days=6))
        )


def _send_back(board: Scope, row: QuarterlyReturn) -> None:
    at = _morning(row.due_on + timedelta(days=7))
    with unit_of_work(board.user_id):
        row.refresh_from_db()
        returns.send_back(scope=board, quarterly_return=row, version=row.version, reason=WHY, now=at)


def _scope(agency: Agency, role: Role) -> Scope:
    membership = Membership.objects.current().filter(agency=agency, role=role).order_by("recorded_at", "pk")[0]
    return next(scope for scope in scopes.all_for(membership.user) if scope.agency_id == agency.pk)
