"""Quarterly returns on the home page: an agency's to sign, the Board's to judge."""

from datetime import date

from django.urls import reverse

from agencies.panels import Line, Panel
from agencies.policy import Permission
from agencies.scope import Scope
from dashboards.models import QuarterlyReturn
from dashboards.models.quarterly_return import ReturnState
from dashboards.presenters import returns as presenter
from dashboards.selectors import returns
from ehtrack.lib import numbers
from ehtrack.lib.calendar import Quarter


def panels(scope: Scope, today: date) -> list[Panel]:
    found: list[Panel] = []
    if scope.may(Permission.MAKE_RETURNS):
        found += _own(scope, today)
    if scope.may(Permission.JUDGE_RETURNS):
        found += _to_judge(scope, today)
    return found


def _own(scope: Scope, today: date) -> list[Panel]:
    """Nothing for an agency that is asked for no return."""
    rows = list(returns.own(scope)[: Quarter.of(today).number + 4])
    if not rows:
        return []
    lines = tuple(_line(row, today) for row in rows if row.state in returns.EDITABLE)
    more = Line("All returns", reverse("own_returns"))
    late = any(row.is_late(today) for row in rows)
    return [
        Panel(
            "Quarterly returns",
            lines,
            empty="Every return is signed.",
            more=more,
            position=15 if late else 25 if lines else 70,
        )
    ]


def _line(row: QuarterlyReturn, today: date) -> Line:
    if row.state == ReturnState.DRAFT:
        note, late = presenter.lateness(row, None, today=today), row.is_late(today)
        tag, colour = ("Late", "red") if late else ("To sign", "blue")
    else:
        note, (tag, colour) = "", (ReturnState(row.state).label, "orange")
    return Line(row.label, reverse("return_detail", args=[row.pk]), note=note, tag=tag, colour=colour)


def _to_judge(scope: Scope, today: date) -> list[Panel]:
    year = Quarter.of(today).previous.year
    states = returns.states(scope, year, today=today)
    waiting, late = states.get(ReturnState.SUBMITTED, 0), states["late"]
    if not sum(states.values()):
        return []
    here = f"{reverse('return_year')}?year={year}&show="
    lines = []
    if waiting:
        text = f"{numbers.plural(waiting, 'return waits', 'returns wait')} for you to accept"
        lines.append(Line(text, f"{here}submitted", tag="To do", colour="yellow"))
    if late:
        lines.append(
            Line(f"{numbers.plural(late, 'return is', 'returns are')} late", f"{here}late", tag="Late", colour="red")
        )
    more = Line("All returns of the year", reverse("return_year"))
    return [Panel("Quarterly returns", tuple(lines), empty="No return waits or is late.", more=more, position=15)]
